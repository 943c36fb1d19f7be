#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch's time for the loss and gradient of one filter of VGG16, in one of its memory
formats: what `featvis bench` is compared with.

usage: rival_torch.py FORMAT LAYER WIDTHxHEIGHT THREADS [BATCH]
       rival_torch.py FORMAT LAYER keras THREADS

FORMAT is `contiguous` or `channels-last`. Prints `seconds` per gradient and
`peak-memory-mib`. With BATCH, so many inputs go through the network at once. `keras` is the
whole recipe from 79×79 to 412×412, of which only the steps are timed.
"""

import sys
import time

import torch

import torch_timing

KERAS_SIDES = (79, 95, 114, 137, 165, 198, 238, 286, 343)
KERAS_STEPS = 1 if torch_timing.TRIAL else 15
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


def get_loss(output):
    return output[:, 0].mean()


def time_recipe(network, memory_format):
    """The steps of the keras recipe: 15 at each of 9 scales."""
    network = network.to(memory_format=memory_format)
    total = 0.0
    for side in KERAS_SIDES:
        pixels = torch.rand(1, 3, side, side).mul_(20).add_(-10)
        pixels = pixels.to(memory_format=memory_format).requires_grad_(True)
        begin = time.perf_counter()
        for _ in range(KERAS_STEPS):
            gradient, = torch.autograd.grad(get_loss(network(pixels)), pixels)
            with torch.no_grad():
                pixels += gradient / (gradient.square().mean().sqrt() + 1e-5)
        total += time.perf_counter() - begin
    return total


def main():
    memory_format = torch_timing.FORMATS[sys.argv[1]]
    layer, size, threads = sys.argv[2:5]
    batch = int(sys.argv[5]) if len(sys.argv) > 5 else 1
    torch.set_num_threads(int(threads))
    network = make_network(layer)
    if size == "keras":
        seconds = time_recipe(network, memory_format)
    else:
        width, height = map(int, size.split("x"))
        seconds = torch_timing.time_gradient(network, get_loss, width, height, batch,
                                             memory_format)
    torch_timing.report(seconds)


main()
