#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch's time for the loss and gradient of one filter of VGG16, in the better of its
memory formats: what `featvis bench` is compared with.

usage: rival_torch.py LAYER WIDTHxHEIGHT THREADS [BATCH]

Prints `seconds` per gradient and `peak-memory-mib`. With BATCH, so many inputs go
through the network at once.
"""

import resource
import sys
import time

import torch

ENOUGH_SECONDS = 3.0
LEAST_RUNS = 3
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


def main():
    layer, size, threads = sys.argv[1:4]
    batch = int(sys.argv[4]) if len(sys.argv) > 4 else 1
    width, height = map(int, size.split("x"))
    torch.set_num_threads(int(threads))
    network = make_network(layer)
    seconds = min(measure(network, width, height, batch, memory_format)
                  for memory_format in (torch.contiguous_format, torch.channels_last))
    print(f"seconds {seconds:.6f}")
    print("peak-memory-mib",
          resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


main()
