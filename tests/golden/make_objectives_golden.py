#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the golden values of tests/core/terms.c with float64 PyTorch: loss and gradient of
objectives of several terms, of a random network.

    python3 tests/golden/make_objectives_golden.py
"""

import os

import numpy as np
import torch
from torch.nn import functional

from make_golden import VALUES, Network, make_input, save
from make_maps_golden import DIVISOR, make_tensor, run

# name, width, height, before the ReLU, terms: (layer, filter or None for all, weight)
CASES = (
    ("one", 29, 22, False, [("block2_conv2", 3, 1.0)]),
    ("two-layers", 37, 29, False, [("block2_conv2", 3, 0.5), ("block3_conv2", 7, -1.0)]),
    ("before-relu", 37, 29, True, [("block1_conv2", 3, 0.5), ("block3_conv1", 7, 2.0)]),
    ("layer", 33, 30, False, [("block3_conv3", None, 1.0)]),
    ("layer-before-relu", 33, 30, True, [("block2_conv1", None, 1.0)]),
    ("first-layer", 20, 17, False, [("block1_conv1", 2, 1.0), ("block1_conv1", 9, -0.5)]),
    ("many-filters", 30, 26, False, [("block3_conv1", f, 0.1 * f - 0.3) for f in (1, 5, 9, 2, 33, 60)]),
    ("mixed", 45, 38, False, [("block1_conv1", 2, 3.0), ("block2_conv2", None, 1e-3),
                              ("block2_conv2", 4, 0.25), ("block4_conv1", 11, 1.0)]),
)
GUIDE = (40, 33)


def objective(maps, terms):
    loss = 0.0
    for layer, filter, weight in terms:
        map = maps[layer][0]
        loss = loss + weight * (map.square().mean() if filter is None else map[filter].mean())
    return loss


def all_maps(network, x, before_relu, pool=functional.max_pool2d):
    """The map of each convolution of the first four blocks, before or after its ReLU."""
    maps = {}
    for kind, name, weights in network.steps:
        if name == "block4_pool":
            break
        if kind == "convolution":
            x = functional.conv2d(x, *weights, padding=1)
            layer = name
            maps[layer] = x
        elif kind == "pooling":
            x = pool(x, 2)
        else:
            x = functional.relu(x)
            if not before_relu:
                maps[layer] = x
    return maps


def differentiate(network, width, height, before_relu, function, pool=functional.max_pool2d):
    image = make_input(width, height)
    x = torch.from_numpy(image.transpose(2, 0, 1).copy())[None].requires_grad_()
    loss = function(all_maps(network, x, before_relu, pool))
    loss.backward()
    return loss.item(), x.grad[0].numpy().transpose(1, 2, 0)


def match(map, guide):
    """The mean product of each position with its best match, divided by the channels."""
    channels = map.shape[1]
    a = map[0].reshape(channels, -1)
    b = guide[0].reshape(channels, -1)
    best = (a.T @ b).argmax(1)
    return (a * b[:, best]).sum() / a.shape[1] / channels


def main():
    network = Network("VGG16", divisor=DIVISOR)
    guide = dict(run(network, make_tensor(*GUIDE)))["block3_conv2"]
    with open(os.path.join(VALUES, "objectives.csv"), "w") as table:
        for name, width, height, before_relu, terms in CASES:
            loss, gradient = differentiate(network, width, height, before_relu,
                                           lambda maps: objective(maps, terms))
            save(f"objective-{name}.npy", gradient)
            text = " + ".join(layer + ("" if filter is None else f":{filter}") + f"*{weight!r}"
                              for layer, filter, weight in terms)
            print(name, width, height, "before" if before_relu else "after", repr(loss), text,
                  sep=",", file=table)
        loss, gradient = differentiate(network, 36, 41, False,
                                       lambda maps: match(maps["block3_conv2"], guide))
        save("objective-guide.npy", gradient)
        print("guide", 36, 41, "after", repr(loss), "block3_conv2", sep=",", file=table)
        loss, gradient = differentiate(network, 43, 37, False,
                                       lambda maps: maps["block3_conv2"][0, 5].mean(),
                                       functional.avg_pool2d)
        save("objective-average.npy", gradient)
        print("average", 43, 37, "after", repr(loss), "block3_conv2:5", sep=",", file=table)


if __name__ == "__main__":
    main()
