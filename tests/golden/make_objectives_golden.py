#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the golden values of tests/core/pass/terms.c with float64 PyTorch: loss and gradient of
objectives of several terms, of a random network.

    python3 tests/golden/make_objectives_golden.py
"""

import os

from decisions import require, require_winners, watch
from make_golden import make_input
from make_maps_golden import DIVISOR, make_tensor
from networks import (VALUES, Case, Network, average_pooling, choose_draws, max_pooling, save,
                      save_draws, to_image, to_tensor)

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
# name, width, height, pooling, layer, filter or None
GUIDED = ("guide", 36, 41, max_pooling, "block3_conv2", None)
AVERAGE = ("average", 43, 37, average_pooling, "block3_conv2", 5)


def objective(maps, terms):
    loss = 0.0
    for layer, filter, weight in terms:
        map = maps[layer][0]
        loss = loss + weight * (map.square().mean() if filter is None else map[filter].mean())
    return loss


def get_deepest(terms):
    return max(layer for layer, _, _ in terms)


def differentiate(name, network, size, last, function, before_relu=False, pool=max_pooling):
    x = to_tensor(make_input(*size)).requires_grad_()
    with watch() as decisions:
        loss = function(dict(network.run(x, last, before_relu, pool)))
    require(name, decisions)
    loss.backward()
    return loss.item(), to_image(x.grad)


def match(map, guide):
    """The mean product of each position with its best match, divided by the channels."""
    channels = map.shape[1]
    a = map[0].reshape(channels, -1)
    b = guide[0].reshape(channels, -1)
    products = a.T @ b
    require_winners("matches of the guide", products)
    return (a * b[:, products.argmax(1)]).sum() / a.shape[1] / channels


def make_network():
    cases = [Case(to_tensor(make_input(width, height)), get_deepest(terms), before_relu)
             for _, width, height, before_relu, terms in CASES]
    cases += [Case(to_tensor(make_input(width, height)), layer, pool=pool)
              for _, width, height, pool, layer, _ in (GUIDED, AVERAGE)]
    draws = choose_draws("VGG16", DIVISOR, cases)
    save_draws("draws-objectives.csv", draws)
    return Network("VGG16", DIVISOR, draws)


def make_objectives(network, table):
    for name, width, height, before_relu, terms in CASES:
        loss, gradient = differentiate(name, network, (width, height), get_deepest(terms),
                                       lambda maps: objective(maps, terms), before_relu)
        save(f"objective-{name}.npy", gradient)
        text = " + ".join(layer + ("" if filter is None else f":{filter}") + f"*{weight!r}"
                          for layer, filter, weight in terms)
        print(name, width, height, "before" if before_relu else "after", repr(loss), text,
              sep=",", file=table)


def make_others(network, table):
    guide = dict(network.run(make_tensor(*GUIDE), GUIDED[4]))[GUIDED[4]]
    functions = (lambda maps: match(maps[GUIDED[4]], guide),
                 lambda maps: maps[AVERAGE[4]][0, AVERAGE[5]].mean())
    for (name, width, height, pool, layer, filter), function in zip((GUIDED, AVERAGE), functions):
        loss, gradient = differentiate(name, network, (width, height), layer, function, pool=pool)
        save(f"objective-{name}.npy", gradient)
        text = layer if filter is None else f"{layer}:{filter}"
        print(name, width, height, "after", repr(loss), text, sep=",", file=table)


def main():
    network = make_network()
    with open(os.path.join(VALUES, "objectives.csv"), "w") as table:
        make_objectives(network, table)
        make_others(network, table)


if __name__ == "__main__":
    main()
