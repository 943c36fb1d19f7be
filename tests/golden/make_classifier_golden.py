#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the golden values of tests/core/network/classifier.c with float64 PyTorch: the dense
evaluation of a classifier of random weights, and its gradient.

    python3 tests/golden/make_classifier_golden.py
"""

import numpy as np
import torch
from torch.nn import functional

from decisions import require, watch
from networks import normal, save, single

SIDE = 7
CHANNELS = 12
OUTPUTS = (300, 20, 12)
WEIGHTS_SEED = 5000
MAP_SEED = 6020
SIZES = ((7, 7), (8, 9), (7, 12), (14, 15))  # width, height
CLASS = 5


def make_layers(channels=CHANNELS, widths=OUTPUTS):
    """Kernels as those of convolutions, and biases."""
    inputs, side = SIDE * SIDE * channels, SIDE
    for i, outputs in enumerate(widths):
        kernel = single(normal(WEIGHTS_SEED + 2 * i, inputs * outputs) * np.sqrt(2 / inputs))
        bias = single(normal(WEIGHTS_SEED + 2 * i + 1, outputs) * 0.1)
        kernel = kernel.reshape(side, side, -1, outputs).transpose(3, 2, 0, 1).copy()
        yield torch.from_numpy(kernel), torch.from_numpy(bias)
        inputs, side = outputs, 1


def make_map(width, height):
    values = single(np.maximum(normal(MAP_SEED, height * width * CHANNELS), 0))
    return values.reshape(height, width, CHANNELS).transpose(2, 0, 1).copy()


def evaluate(pooled, layers):
    """Logits at each position: class × row × column."""
    x = pooled
    for i, (kernel, bias) in enumerate(layers):
        x = functional.conv2d(x if i == 0 else functional.relu(x), kernel, bias)
    return x[0]


def main():
    layers = list(make_layers())
    for width, height in SIZES:
        pooled = torch.from_numpy(make_map(width, height))[None].requires_grad_()
        with watch() as decisions:
            logits = evaluate(pooled, layers).mean((1, 2))
        require(f"classifier {width}x{height}", decisions)
        logits[CLASS].backward()
        gradient = pooled.grad[0].numpy().transpose(1, 2, 0)
        # as pictures, which is what the tests read
        save(f"classifier-{width}x{height}-logits.npy", logits.detach().numpy().reshape(1, -1, 3))
        save(f"classifier-{width}x{height}-gradient.npy", gradient.reshape(height, -1, 3))


if __name__ == "__main__":
    main()
