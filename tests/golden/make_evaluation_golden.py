#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the golden values of tests/core/ascent/evaluation.c with float64 PyTorch: loss and gradient
of a random network with circular padding in each convolution, and with the picture reflected
around itself.

    python3 tests/golden/make_evaluation_golden.py
"""

import os

import numpy as np
import torch

from decisions import require, watch
from make_golden import make_input
from make_maps_golden import DIVISOR
from networks import (VALUES, Case, Network, choose_draws, nodes, save, save_draws, to_image,
                      to_tensor)

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


def get_shapes(layer):
    """The kinds of what reduces or reaches out, up to a layer."""
    shapes = []
    for kind, name, _ in nodes("VGG16"):
        if kind != "relu":
            shapes.append(kind)
        if name == layer:
            return shapes


def get_stride(layer):
    return 2 ** get_shapes(layer).count("pooling")


def get_margin(layer):
    """How far the layer's receptive field reaches, in whole strides."""
    first, last = 0, 0
    for kind in reversed(get_shapes(layer)):
        first, last = (2 * first, 2 * last + 1) if kind == "pooling" else (first - 1, last + 1)
    stride = get_stride(layer)
    return -(-max(-first, last) // stride) * stride


def reflect(x, margin):
    """With a margin that is a mirror of the picture."""
    height, width = x.shape[2:]
    rows = torch.from_numpy(np.pad(np.arange(height), margin, "reflect"))
    columns = torch.from_numpy(np.pad(np.arange(width), margin, "reflect"))
    return x[:, :, rows][:, :, :, columns]


def get_circular(network, x, circular, terms):
    maps = dict(network.run(x, terms[-1][0], circular=circular))
    return sum(weight * maps[layer][0, filter].mean() for layer, filter, weight in terms)


def get_reflected(network, x, terms):
    """The mean over the positions inside."""
    height, width = x.shape[2:]
    margin = get_margin(terms[-1][0])
    maps = dict(network.run(reflect(x, margin), terms[-1][0]))
    loss = 0.0
    for layer, filter, weight in terms:
        stride = get_stride(layer)
        first = margin // stride
        inside = maps[layer][0, filter, first : first + height // stride,
                             first : first + width // stride]
        loss = loss + weight * inside.mean()
    return loss


def make_network():
    cases = [Case(to_tensor(make_input(width, height)), terms[-1][0], circular=axes)
             for _, width, height, axes, terms in CIRCULAR]
    cases += [Case(reflect(to_tensor(make_input(width, height)), get_margin(terms[-1][0])),
                   terms[-1][0]) for _, width, height, terms in REFLECT]
    draws = choose_draws("VGG16", DIVISOR, cases)
    save_draws("draws-evaluation.csv", draws)
    return Network("VGG16", DIVISOR, draws)


def write(table, padding, name, width, height, axes, terms, function):
    x = to_tensor(make_input(width, height)).requires_grad_()
    with watch() as decisions:
        loss = function(x)
    require(f"{padding} {name}", decisions)
    loss.backward()
    gradient = to_image(x.grad)
    assert gradient.any()
    save(f"evaluation-{padding}-{name}.npy", gradient)
    text = " + ".join(f"{layer}:{filter}*{weight!r}" for layer, filter, weight in terms)
    print(f"{padding}-{name}", width, height, padding, axes, repr(loss.item()), text, sep=",",
          file=table)


def main():
    network = make_network()
    with open(os.path.join(VALUES, "evaluations.csv"), "w") as table:
        for name, width, height, axes, terms in CIRCULAR:
            write(table, "circular", name, width, height, axes, terms,
                  lambda x: get_circular(network, x, axes, terms))
        for name, width, height, terms in REFLECT:
            write(table, "reflect", name, width, height, "xy", terms,
                  lambda x: get_reflected(network, x, terms))


if __name__ == "__main__":
    main()
