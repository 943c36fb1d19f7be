#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the golden values of tests/core/pass/statistics.c with float64 PyTorch: loss and gradient of
objectives about statistics, of a random network.

    python3 tests/golden/make_statistics_golden.py

Which of two positions comes first along a direction is a decision, too: inputs are so small that none
is near a tie.
"""

import os

import numpy as np
import torch

from decisions import Decisions, require, rms, watch
from make_golden import make_input
from make_maps_golden import DIVISOR, make_tensor
from make_styles_golden import cut, get_last, gram
from networks import VALUES, Case, Network, choose_draws, max_pooling, normal, save, save_draws, single, to_image, to_tensor

DIRECTIONS_SEED = 0x3C6EF372FE94F82B
GUIDE = (15, 12)
ORDERS_REQUIRED = 1e-5  # several times the error of these layers' features in float32
# name, width, height, border, terms: (layer, what of it, weight)
CASES = (
    ("block1", 8, 9, 0, [("block1_conv2", "statistics", 1.0)]),
    ("pool", 19, 14, 0, [("block1_pool", "statistics", 2.0)]),
    ("border", 13, 12, 2, [("block1_conv1", "statistics", 1.0), ("block2_conv1", "statistics", 3.0)]),
    ("all", 17, 15, 0, [("block2_conv1", "statistics", 1.0), ("block2_conv1", "style", 0.5),
                        ("block3_conv1", "statistics", -0.25)]),
    ("smallest", 4, 4, 0, [("block2_pool", "statistics", 1.0)]),
)


def get_directions(n):
    values = single(normal(DIRECTIONS_SEED, n * n)).reshape(n, n)
    return torch.from_numpy(values / np.linalg.norm(values, axis=1, keepdims=True))


def project(values):
    """Channels × … → directions × positions, from the smallest to the largest."""
    values = values.reshape(values.shape[0], -1)
    return torch.sort(get_directions(values.shape[0]) @ values, dim=1, stable=True).values


def resample(places, n):
    """The values at the middles of @n equal parts of each row, between which all is straight."""
    wanted = (np.arange(n) + 0.5) * places.shape[1] / n - 0.5
    return torch.from_numpy(np.stack([np.interp(wanted, np.arange(places.shape[1]), row) for row in places.numpy()]))


def evaluate(map, border, what, guide, decisions):
    values = cut(map, border)
    if what == "style":
        wanted = gram(guide[0])
        return -(gram(values) - wanted).square().sum() / wanted.square().sum()
    places = project(values)
    gaps = places.detach().diff(dim=1)
    if (gaps > 0).any():
        decisions.add(gaps[gaps > 0], rms(places.detach()))
    wanted = project(guide[0])
    return -(places - resample(wanted, places.shape[1])).square().mean() / wanted.square().mean()


def main():
    draws = choose_draws("VGG16", DIVISOR,
                         [Case(to_tensor(make_input(width, height)), get_last(terms))
                          for _, width, height, _, terms in CASES])
    save_draws("draws-statistics.csv", draws)
    network = Network("VGG16", DIVISOR, draws)
    with open(os.path.join(VALUES, "statistics.csv"), "w") as table:
        for name, width, height, border, terms in CASES:
            last = max(layer for layer, _, _ in terms)
            guide = dict(network.run(make_tensor(*GUIDE), last))
            x = to_tensor(make_input(width, height)).requires_grad_()
            orders = Decisions()
            with watch() as decisions:
                maps = dict(network.run(x, last, pool=max_pooling))
            require(name, decisions)
            loss = sum(weight * evaluate(maps[layer], border, what, guide[layer], orders)
                       for layer, what, weight in terms)
            print(f"{name}: {orders.count} orders, the nearest to a tie at {orders.margin:.1e}")
            if orders.margin < ORDERS_REQUIRED:
                raise SystemExit(f"{name}: that is nearer than {ORDERS_REQUIRED:.0e}: choose another size")
            loss.backward()
            save(f"statistics-{name}.npy", to_image(x.grad))
            text = " + ".join(f"{layer}@{what}*{weight!r}" for layer, what, weight in terms)
            print(name, width, height, border, repr(loss.item()), text, sep=",", file=table)


if __name__ == "__main__":
    main()
