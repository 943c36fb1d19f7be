#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the golden values of tests/core/pass/directions.c with float64 PyTorch: loss and gradient of
directions of filters, of a random network.

    python3 tests/golden/make_directions_golden.py
"""

import os

import torch

from decisions import require, watch
from make_golden import make_input
from make_maps_golden import DIVISOR
from networks import (VALUES, Case, Network, choose_draws, save, save_draws, to_image, to_tensor)

POWER = 2
EPSILON = 1e-4
LEAST_COSINE = 0.1
MARGIN = 1e-5  # of a cosine to the least one, which is where the gradient jumps

# name, width, height, before the ReLU, terms: (layer, filter, weight, whether of a direction)
CASES = (
    ("one", 29, 22, False, [("block2_conv2", 8, 1.0, True)]),
    ("mixture", 37, 29, False, [("block3_conv2", 26, 1.0, True), ("block3_conv2", 37, 0.5, True),
                                ("block3_conv2", 14, -0.3, True)]),
    ("before-relu", 33, 30, True, [("block2_conv1", 5, 1.0, True), ("block2_conv1", 9, 0.7, True)]),
    ("two-layers", 41, 34, False, [("block1_conv2", 6, 0.5, True), ("block3_conv1", 10, 2.0, True),
                                   ("block3_conv1", 10, 0.5, False)]),
)


def direct(map, terms, margins):
    """Lucid's _dot_cossim() of one map: channels × height × width."""
    y = torch.zeros(map.shape[0], dtype=map.dtype)
    for _, filter, weight, _ in terms:
        y[filter] += weight
    dot = torch.einsum("chw,c->hw", map, y)
    # A position without any activation has no slope of its length: none is asked for.
    squares = map.square().sum(0)
    length = torch.where(squares > 0, squares, torch.ones_like(squares)).sqrt() * (squares > 0)
    cosine = dot / (EPSILON + length) / (EPSILON + y.square().sum().sqrt())
    margins.append((cosine - LEAST_COSINE).abs().min().item())
    return (dot * cosine.clamp(min=LEAST_COSINE) ** POWER).mean()


def objective(maps, terms, margins):
    loss = 0.0
    for layer in sorted({term[0] for term in terms}):
        own = [term for term in terms if term[0] == layer and term[3]]
        loss = loss + direct(maps[layer][0], own, margins)
    for layer, filter, weight, is_direction in terms:
        if not is_direction:
            loss = loss + weight * maps[layer][0][filter].mean()
    return loss


def get_deepest(terms):
    return max(term[0] for term in terms)


def make_network():
    cases = [Case(to_tensor(make_input(width, height)), get_deepest(terms), before_relu)
             for _, width, height, before_relu, terms in CASES]
    draws = choose_draws("VGG16", DIVISOR, cases)
    save_draws("draws-directions.csv", draws)
    return Network("VGG16", DIVISOR, draws)


def main():
    network = make_network()
    with open(os.path.join(VALUES, "directions.csv"), "w") as table:
        for name, width, height, before_relu, terms in CASES:
            margins = []
            x = to_tensor(make_input(width, height)).requires_grad_()
            with watch() as decisions:
                loss = objective(dict(network.run(x, get_deepest(terms), before_relu)), terms,
                                 margins)
            require(name, decisions)
            assert min(margins) > MARGIN, (name, margins)
            loss.backward()
            save(f"direction-{name}.npy", to_image(x.grad))
            text = " + ".join(f"{layer}:{filter}{'@direction' if is_direction else ''}*{weight!r}"
                              for layer, filter, weight, is_direction in terms)
            print(name, width, height, "before" if before_relu else "after", repr(loss.item()),
                  text, sep=",", file=table)


if __name__ == "__main__":
    main()
