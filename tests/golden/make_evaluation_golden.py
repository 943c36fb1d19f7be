#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the golden values of tests/core/evaluation.c with float64 PyTorch: loss and gradient
of a random network with circular padding in each convolution, and with the picture reflected
around itself.

    python3 tests/golden/make_evaluation_golden.py
"""

import os

import numpy as np
import torch
from torch.nn import functional

from make_golden import VALUES, Network, make_input, save
from make_maps_golden import DIVISOR

# name, width, height, circular axes, terms: (layer, filter, weight)
CIRCULAR = (
    ("stride-1-x", 11, 9, "x", [("block1_conv2", 3, 1.0)]),
    ("stride-1-y", 11, 9, "y", [("block1_conv2", 3, 1.0)]),
    ("stride-2", 18, 12, "xy", [("block2_conv2", 5, 1.0)]),
    ("stride-4", 40, 32, "xy", [("block3_conv3", 7, 1.0)]),
    ("margin-wider", 16, 8, "xy", [("block4_conv3", 11, 1.0)]),
    ("one-position", 8, 8, "xy", [("block4_conv1", 3, 1.0)]),
    ("terms", 24, 36, "xy", [("block1_conv2", 3, 0.5), ("block2_conv1", 9, -2.0),
                             ("block3_conv2", 20, 1.0)]),
)
# name, width, height, terms
REFLECT = (
    ("stride-1", 11, 9, [("block1_conv2", 3, 1.0)]),
    ("stride-4", 40, 32, [("block3_conv3", 7, 1.0)]),
    ("odd", 37, 30, [("block3_conv1", 7, 1.0)]),
    ("margin-wider", 17, 11, [("block4_conv1", 13, 1.0)]),
    ("terms", 24, 36, [("block1_conv2", 3, 0.5), ("block3_conv2", 20, 1.0)]),
)


def pad(x, circular):
    """A margin of one position at each side."""
    sides = {"x": (1, 1, 0, 0), "y": (0, 0, 1, 1)}
    for axis, widths in sides.items():
        x = functional.pad(x, widths, mode="circular" if axis in circular else "constant")
    return x


def run(network, x, layer, circular):
    """The map of a layer after its ReLU, and its stride."""
    stride, found = 1, False
    for kind, name, weights in network.steps:
        if kind == "convolution":
            found = name == layer
            x = functional.conv2d(pad(x, circular), *weights)
        elif kind == "pooling":
            x = functional.max_pool2d(x, 2)
            stride *= 2
        else:
            x = functional.relu(x)
            if found:
                return x[0], stride


def get_margin(network, layer):
    """How far the layer's receptive field reaches, in whole strides."""
    shapes = []
    for kind, name, _ in network.steps:
        if kind != "relu":
            shapes.append(kind)
        if name == layer:
            break
    first, last = 0, 0
    for kind in reversed(shapes):
        first, last = (2 * first, 2 * last + 1) if kind == "pooling" else (first - 1, last + 1)
    stride = 2 ** shapes.count("pooling")
    return -(-max(-first, last) // stride) * stride


def differentiate(width, height, function):
    x = torch.from_numpy(make_input(width, height).transpose(2, 0, 1).copy())[None].requires_grad_()
    loss = function(x)
    loss.backward()
    return loss.item(), x.grad[0].numpy().transpose(1, 2, 0)


def get_circular(network, x, circular, terms):
    return sum(weight * run(network, x, layer, circular)[0][filter].mean()
               for layer, filter, weight in terms)


def get_reflected(network, x, terms):
    """The mean over the positions inside, whose margin is a mirror of the picture."""
    height, width = x.shape[2:]
    margin = get_margin(network, terms[-1][0])
    rows = torch.from_numpy(np.pad(np.arange(height), margin, "reflect"))
    columns = torch.from_numpy(np.pad(np.arange(width), margin, "reflect"))
    padded = x[:, :, rows][:, :, :, columns]
    loss = 0.0
    for layer, filter, weight in terms:
        map, stride = run(network, padded, layer, "")
        first = margin // stride
        inside = map[filter, first : first + height // stride, first : first + width // stride]
        loss = loss + weight * inside.mean()
    return loss


def write(table, padding, name, width, height, axes, terms, function):
    loss, gradient = differentiate(width, height, function)
    assert gradient.any()
    save(f"evaluation-{padding}-{name}.npy", gradient)
    text = " + ".join(f"{layer}:{filter}*{weight!r}" for layer, filter, weight in terms)
    print(f"{padding}-{name}", width, height, padding, axes, repr(loss), text, sep=",", file=table)


def main():
    network = Network("VGG16", divisor=DIVISOR)
    with open(os.path.join(VALUES, "evaluations.csv"), "w") as table:
        for name, width, height, axes, terms in CIRCULAR:
            write(table, "circular", name, width, height, axes, terms,
                  lambda x: get_circular(network, x, axes, terms))
        for name, width, height, terms in REFLECT:
            write(table, "reflect", name, width, height, "xy", terms,
                  lambda x: get_reflected(network, x, terms))


if __name__ == "__main__":
    main()
