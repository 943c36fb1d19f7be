#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the golden values of tests/core/pass/styles.c with float64 PyTorch: loss and gradient of
objectives about styles and contents, of a random network.

    python3 tests/golden/make_styles_golden.py
"""

import os

from decisions import require, watch
from make_golden import make_input
from make_maps_golden import DIVISOR, make_tensor
from networks import VALUES, Case, Network, choose_draws, max_pooling, save, save_draws, to_image, to_tensor

GUIDE = (40, 33)
# name, width, height, border, terms: (layer, what of it, weight)
CASES = (
    ("style", 37, 29, 0, [("block2_conv2", "style", 1.0)]),
    ("styles", 45, 38, 0, [("block1_conv1", "style", 1.0), ("block1_pool", "style", 0.5),
                           ("block3_conv1", "style", 2.0)]),
    ("style-border", 33, 44, 2, [("block2_conv1", "style", 1.0), ("block3_conv2", "style", 3.0)]),
    ("content", 36, 42, 0, [("block3_conv2", "content", 1.0)]),
    ("content-border", 41, 35, 1, [("block2_pool", "content", 1.0), ("block2_pool", "style", 0.25)]),
    ("all", 43, 39, 0, [("block1_conv2", "style", 1.0), ("block3_conv1", "style", 1.0),
                        ("block3_conv1", "content", 0.5), ("block2_conv1", "content", 0.25),
                        ("block3_conv1", "layer", 1e-6)]),
    ("smallest", 4, 4, 0, [("block2_pool", "style", 1.0), ("block2_pool", "content", 1.0)]),
)


def cut(map, border):
    return map[0][:, border : map.shape[2] - border, border : map.shape[3] - border]


def gram(map):
    """The mean over the positions of the products of channels."""
    values = map.reshape(map.shape[0], -1)
    return values @ values.T / values.shape[1]


def evaluate(map, border, what, guide, photo):
    values = cut(map, border)
    if what == "style":
        wanted = gram(guide[0])
        return -(gram(values) - wanted).square().sum() / wanted.square().sum()
    if what == "content":
        wanted = cut(photo, border)
        return -(values - wanted).square().sum() / wanted.square().sum()
    return values.square().mean()


def get_deepest(terms):
    return max(layer for layer, _, _ in terms)


def get_last(terms):
    """The convolution up to which decisions are looked at: behind a pooling, the next one."""
    deepest = get_deepest(terms)
    return f"block{int(deepest[5]) + 1}_conv1" if deepest.endswith("pool") else deepest


def main():
    draws = choose_draws("VGG16", DIVISOR,
                         [Case(to_tensor(make_input(width, height)), get_last(terms))
                          for _, width, height, _, terms in CASES])
    save_draws("draws-styles.csv", draws)
    network = Network("VGG16", DIVISOR, draws)
    with open(os.path.join(VALUES, "styles.csv"), "w") as table:
        for name, width, height, border, terms in CASES:
            last = get_deepest(terms)
            guide = dict(network.run(make_tensor(*GUIDE), last))
            photo = dict(network.run(make_tensor(width, height), last))
            x = to_tensor(make_input(width, height)).requires_grad_()
            with watch() as decisions:
                maps = dict(network.run(x, last, pool=max_pooling))
            require(name, decisions)
            loss = sum(weight * evaluate(maps[layer], border, what, guide[layer], photo[layer])
                       for layer, what, weight in terms)
            loss.backward()
            save(f"style-{name}.npy", to_image(x.grad))
            text = " + ".join(layer + ("" if what == "layer" else "@" + what) + f"*{weight!r}"
                              for layer, what, weight in terms)
            print(name, width, height, border, repr(loss.item()), text, sep=",", file=table)


if __name__ == "__main__":
    main()
