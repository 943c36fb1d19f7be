#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the golden values of tests/core/pass/styles.c about diversity with float64 PyTorch: loss and
gradient of objectives about the angles between Gram matrices, of a random network.

    python3 tests/golden/make_diversity_golden.py

Objectives as texts have no diversity: the table says style in its place.
"""

import os

from decisions import require, watch
from make_golden import make_input
from make_maps_golden import DIVISOR, make_tensor
from make_styles_golden import GUIDE, cut, get_deepest, get_last, gram
from networks import VALUES, Case, Network, choose_draws, max_pooling, save, save_draws, to_image, to_tensor

# name, width, height, border, terms: (layer, what of it, weight)
CASES = (
    ("one", 35, 29, 0, [("block2_conv2", "diversity", 1.0)]),
    ("two", 41, 30, 0, [("block1_pool", "diversity", 0.5), ("block3_conv1", "diversity", 2.0)]),
    ("border", 33, 40, 2, [("block2_conv1", "diversity", 3.0), ("block3_conv2", "diversity", -1.0)]),
    ("all", 43, 37, 0, [("block3_conv1", "diversity", 4.0), ("block2_conv1", "diversity", 0.5),
                        ("block3_conv1", "layer", 1e-5)]),
    ("smallest", 4, 4, 0, [("block2_pool", "diversity", 1.0)]),
)


def evaluate(map, border, what, guide):
    values = cut(map, border)
    if what == "layer":
        return values.square().mean()
    own, wanted = gram(values), gram(guide[0])
    return -(own * wanted).sum() / own.norm() / wanted.norm()


def main():
    draws = choose_draws("VGG16", DIVISOR,
                         [Case(to_tensor(make_input(width, height)), get_last(terms))
                          for _, width, height, _, terms in CASES])
    save_draws("draws-diversity.csv", draws)
    network = Network("VGG16", DIVISOR, draws)
    with open(os.path.join(VALUES, "diversity.csv"), "w") as table:
        for name, width, height, border, terms in CASES:
            last = get_deepest(terms)
            guide = dict(network.run(make_tensor(*GUIDE), last))
            x = to_tensor(make_input(width, height)).requires_grad_()
            with watch() as decisions:
                maps = dict(network.run(x, last, pool=max_pooling))
            require(name, decisions)
            loss = sum(weight * evaluate(maps[layer], border, what, guide[layer])
                       for layer, what, weight in terms)
            loss.backward()
            save(f"diversity-{name}.npy", to_image(x.grad))
            text = " + ".join(layer + ("" if what == "layer" else "@style") + f"*{weight!r}"
                              for layer, what, weight in terms)
            print(name, width, height, border, repr(loss.item()), text, sep=",", file=table)


if __name__ == "__main__":
    main()
