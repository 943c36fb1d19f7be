#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the golden values of tests/core/pass/vgg-layers.c with float64 PyTorch: gradients of
poolings and dense layers of a random VGG16, of one that the picture fits and of a larger one.

    python3 tests/golden/make_dense_golden.py

They are those at a map in the midst of the network, behind which nothing decides near a tie
with the draws of make_maps_golden.py.
"""

import csv
import os

import numpy as np
from torch.nn import functional

from decisions import require, watch
from make_classifier_golden import make_layers
from make_maps_golden import DIVISOR, OUTPUTS, SIZES, TARGETS, as_picture, make_tensor
from networks import VALUES, Network, save

AT = TARGETS[-1]
SAMPLE = 37  # every so many values of the gradient are stored
DENSE = ("fc1", "fc2", "predictions")
CASES = (("block4_pool", 5), ("block5_pool", 9), ("fc1", 7), ("fc2", 3), ("predictions", 3))


def read_draws(file):
    with open(os.path.join(VALUES, file)) as table:
        return {line[0]: np.array(line[1:], int) for line in csv.reader(table)}


def find_map(network, x, layer):
    """The value of a layer behind AT: of a dense layer, that after its ReLU."""
    maps = dict(network.run(x, "block5_pool" if layer in DENSE else layer, after=AT))
    if layer not in DENSE:
        return maps[layer]
    x = maps["block5_pool"]
    for name, (kernel, bias) in zip(DENSE, make_layers(x.shape[1], OUTPUTS)):
        x = functional.conv2d(x, kernel, bias)
        if name == layer == DENSE[-1]:
            return x
        x = functional.relu(x)
        if name == layer:
            return x
    raise ValueError(layer)


def make_gradient(network, size, layer, filter, table):
    *_, (_, map) = network.run(make_tensor(*size), AT)
    map = map.detach().requires_grad_()
    with watch() as decisions:
        result = find_map(network, map, layer)
    name = f"{size[0]}x{size[1]}-{layer}"
    require(name, decisions)
    while not result[0, filter].max() > 0:  # a gradient of zero would test nothing
        filter += 1
    loss = result[0, filter].mean()
    loss.backward()
    gradient = map.grad[0].numpy().transpose(1, 2, 0).reshape(-1)
    save(f"dense-{name}.npy", as_picture(gradient[::SAMPLE]))
    print(layer, filter, *size, repr(loss.item()), f"dense-{name}.npy", sep=",", file=table)


def main():
    network = Network("VGG16", DIVISOR, read_draws("draws-maps.csv"))
    with open(os.path.join(VALUES, "dense.csv"), "w") as table:
        for size in SIZES:
            for layer, filter in CASES:
                make_gradient(network, size, layer, filter, table)


if __name__ == "__main__":
    main()
