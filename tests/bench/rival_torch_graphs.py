#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""PyTorch's time for a loss and its gradient at a layer of GoogLeNet or ResNet50V2, with
random weights, in one of its memory formats: what `featvis bench` is compared with.

usage: rival_torch_graphs.py FORMAT LAYER WIDTHxHEIGHT THREADS [--squares]

FORMAT is `contiguous` or `channels-last`, LAYER inception_4c/output or conv3_block4_out.
The loss is the mean of one filter of the layer, or, with --squares, of the squares of all
its activations. Prints `seconds` per gradient and `peak-memory-mib`. Normalisations are
folded into the convolutions before them, as a careful user would do for inference.
"""

import sys

import torch
from torch import nn

import torch_timing

# 1×1; 3×3 behind its 1×1; 5×5 behind its 1×1; 1×1 behind the pooling
INCEPTIONS = ((64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64), None,
              (192, 96, 208, 16, 48, 64), (160, 112, 224, 24, 64, 64), (128, 128, 256, 24, 64, 64))
# filters, blocks; the stride is that of the last one
STACKS = ((64, 3, 2), (128, 4, 2))


def convolve(inputs, filters, side, stride=1):
    return nn.Sequential(nn.Conv2d(inputs, filters, side, stride, side // 2), nn.ReLU(inplace=True))


class Inception(nn.Module):
    def __init__(self, inputs, widths):
        super().__init__()
        self.branches = nn.ModuleList((
            convolve(inputs, widths[0], 1),
            nn.Sequential(convolve(inputs, widths[1], 1), convolve(widths[1], widths[2], 3)),
            nn.Sequential(convolve(inputs, widths[3], 1), convolve(widths[3], widths[4], 5)),
            nn.Sequential(nn.MaxPool2d(3, 1, 1), convolve(inputs, widths[5], 1))))
        self.width = widths[0] + widths[2] + widths[4] + widths[5]

    def forward(self, x):
        return torch.cat([branch(x) for branch in self.branches], 1)


def make_googlenet():
    """Up to inception_4c/output."""
    modules = [convolve(3, 64, 7, 2), nn.MaxPool2d(3, 2, ceil_mode=True),
               nn.LocalResponseNorm(5), convolve(64, 64, 1), convolve(64, 192, 3),
               nn.LocalResponseNorm(5), nn.MaxPool2d(3, 2, ceil_mode=True)]
    inputs = 192
    for widths in INCEPTIONS:
        if widths is None:
            modules.append(nn.MaxPool2d(3, 2, ceil_mode=True))
            continue
        modules.append(Inception(inputs, widths))
        inputs = modules[-1].width
    return nn.Sequential(*modules)


class Block(nn.Module):
    """A residual block that normalises first."""

    def __init__(self, inputs, width, stride, projects):
        super().__init__()
        self.preact = nn.Sequential(nn.BatchNorm2d(inputs), nn.ReLU(inplace=True))
        self.main = nn.Sequential(nn.Conv2d(inputs, width, 1), nn.ReLU(inplace=True),
                                  nn.Conv2d(width, width, 3, stride, 1), nn.ReLU(inplace=True),
                                  nn.Conv2d(width, 4 * width, 1))
        self.projection = nn.Conv2d(inputs, 4 * width, 1) if projects else None
        self.pool = nn.MaxPool2d(1, stride) if stride > 1 else nn.Identity()

    def forward(self, x):
        y = self.preact(x)
        shortcut = self.projection(y) if self.projection else self.pool(x)
        return shortcut + self.main(y)


def make_resnet():
    """Up to conv3_block4_out."""
    modules = [nn.Conv2d(3, 64, 7, 2, 3), nn.MaxPool2d(3, 2, 1)]
    inputs = 64
    for width, blocks, stride in STACKS:
        for block in range(blocks):
            modules.append(Block(inputs, width, stride if block == blocks - 1 else 1, block == 0))
            inputs = 4 * width
    return nn.Sequential(*modules)


NETWORKS = {"inception_4c/output": make_googlenet, "conv3_block4_out": make_resnet}


def get_loss(map, squares):
    return map.square().mean() if squares else map[:, 0].mean()


def main():
    layer, size, threads = sys.argv[2:5]
    squares = "--squares" in sys.argv
    torch.set_num_threads(int(threads))
    network = NETWORKS[layer]().eval().requires_grad_(False)
    width, height = map(int, size.split("x"))
    torch_timing.report(torch_timing.time_gradient(
        network, lambda map: get_loss(map, squares), width, height, 1,
        torch_timing.FORMATS[sys.argv[1]]))


main()
