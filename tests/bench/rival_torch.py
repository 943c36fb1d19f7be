#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch's time for the loss and gradient of one filter of VGG16, in the better of its
memory formats: what `featvis bench` is compared with.

usage: rival_torch.py LAYER WIDTHxHEIGHT THREADS [BATCH]
       rival_torch.py LAYER keras THREADS

Prints `seconds` per gradient and `peak-memory-mib`. With BATCH, so many inputs go
through the network at once. `keras` is the whole recipe from 79×79 to 412×412, of which
only the steps are timed.
"""

import resource
import sys
import time

import torch

ENOUGH_SECONDS = 3.0
LEAST_RUNS = 3
FORMATS = (torch.contiguous_format, torch.channels_last)
KERAS_SIDES = (79, 95, 114, 137, 165, 198, 238, 286, 343)
KERAS_STEPS = 15
BLOCKS = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))


def make_network(target):
    """VGG16 up to the target, with random weights."""
    modules, n_inputs = [], 3
    for block, (n_filters, n_layers) in enumerate(BLOCKS, 1):
        for layer in range(1, n_layers + 1):
            modules += [torch.nn.Conv2d(n_inputs, n_filters, 3, padding=1),
                        torch.nn.ReLU(inplace=True)]
            n_inputs = n_filters
            if target == f"block{block}_conv{layer}":
                return torch.nn.Sequential(*modules).requires_grad_(False)
        modules.append(torch.nn.MaxPool2d(2))
    sys.exit(f"no layer {target}")


def measure(network, width, height, batch, memory_format):
    network = network.to(memory_format=memory_format)
    pixels = torch.rand(batch, 3, height, width).mul_(256).sub_(128)
    pixels = pixels.to(memory_format=memory_format).requires_grad_(True)
    best, total, runs = float("inf"), 0.0, 0
    while runs < LEAST_RUNS or total < ENOUGH_SECONDS:
        begin = time.perf_counter()
        loss = network(pixels)[:, 0].mean()
        torch.autograd.grad(loss, pixels)
        seconds = time.perf_counter() - begin
        best, total, runs = min(best, seconds), total + seconds, runs + 1
    return best / batch


def run_recipe(network, memory_format):
    """The steps of the keras recipe: 15 at each of 9 scales."""
    network = network.to(memory_format=memory_format)
    total = 0.0
    for side in KERAS_SIDES:
        pixels = torch.rand(1, 3, side, side).mul_(20).add_(-10)
        pixels = pixels.to(memory_format=memory_format).requires_grad_(True)
        begin = time.perf_counter()
        for _ in range(KERAS_STEPS):
            loss = network(pixels)[:, 0].mean()
            gradient, = torch.autograd.grad(loss, pixels)
            with torch.no_grad():
                pixels += gradient / (gradient.square().mean().sqrt() + 1e-5)
        total += time.perf_counter() - begin
    return total


def main():
    layer, size, threads = sys.argv[1:4]
    batch = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    torch.set_num_threads(int(threads))
    network = make_network(layer)
    if size == "keras":
        seconds = min(run_recipe(network, memory_format) for memory_format in FORMATS)
    else:
        width, height = map(int, size.split("x"))
        seconds = min(measure(network, width, height, batch, memory_format)
                      for memory_format in FORMATS)
    print(f"seconds {seconds:.6f}")
    print("peak-memory-mib",
          resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


main()
