# SPDX-License-Identifier: GPL-3.0-or-later
"""How long PyTorch takes: what rival_torch.py and rival_torch_graphs.py share."""

import os
import resource
import time

import torch

# As `featvis bench` has it
ENOUGH_SECONDS = 3.0
MANY_SECONDS = 10.0
LEAST_RUNS = 3
TRIAL = bool(os.environ.get("FEATVIS_BENCH_TRIAL"))  # as rivals.py has it
if TRIAL:
    ENOUGH_SECONDS = MANY_SECONDS = 0.001
FORMATS = {"contiguous": torch.contiguous_format, "channels-last": torch.channels_last}


def time_gradient(network, get_loss, width, height, batch, memory_format):
    """The best seconds of a loss and its gradient, for each picture of a batch."""
    network = network.to(memory_format=memory_format)
    pixels = torch.rand(batch, 3, height, width).mul_(256).sub_(128)
    pixels = pixels.to(memory_format=memory_format).requires_grad_(True)
    best, total, runs = float("inf"), 0.0, 0
    while total < ENOUGH_SECONDS or (runs < LEAST_RUNS and total < MANY_SECONDS):
        begin = time.perf_counter()
        torch.autograd.grad(get_loss(network(pixels)), pixels)
        seconds = time.perf_counter() - begin
        best, total, runs = min(best, seconds), total + seconds, runs + 1
    return best / batch


def report(seconds):
    print(f"seconds {seconds:.6f}")
    print("peak-memory-mib", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)
