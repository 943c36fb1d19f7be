#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the golden values in tests/golden/values.

An independent computation in float64: PyTorch for the network, NumPy for the
scripts' arithmetic, Pillow for the resize. Needs Debian's python3-torch and
python3-pil; the values are stored, so the tests need neither.

    python3 tests/golden/make_golden.py

Weights and inputs come from SplitMix64, like those of the tests in C
(tests/core/helpers.c), so that only results need to be stored.
"""

import os

import numpy as np
from PIL import Image

from decisions import require, watch
from networks import (BLOCKS, VALUES, Case, Network, choose_draws, nodes, save, save_draws,
                      single, to_tensor, uniform)

INPUT_SEED = 1000
RECIPE_LAYER = "block2_conv2"
RECIPE_SEED = 7
RECIPE_SIZES = {
    "keras": (34, 28),
    "book": (41, 38),
}
RECIPES = {
    "keras": dict(low=-10.0, gradient_epsilon=1e-7, contrast=0.25, contrast_epsilon=1e-7),
    "book": dict(low=0.0, gradient_epsilon=1e-5, contrast=0.1, contrast_epsilon=1e-5),
}


def make_input(width, height):
    values = single(uniform(INPUT_SEED, width * height * 3) * 256 - 128)
    return values.reshape(height, width, 3)


def gradient_cases():
    for name in BLOCKS:
        stride = 1
        for kind, layer, filters in nodes(name):
            if kind == "pooling":
                stride *= 2
                if name == "VGG16" and stride < 32:  # of a size that the next layer has, too
                    yield name, layer, 5, max(2 * stride + 3, 9), max(stride + 5, 7), 0, "after"
            if kind != "convolution" or (name == "VGG19" and not layer.endswith("conv4")):
                continue
            filter = filters // 3
            yield name, layer, filter, stride, stride, 0, "after"
            yield name, layer, filter, max(2 * stride + 3, 9), max(stride + 5, 7), 0, "after"
            if name == "VGG16":
                yield name, layer, filter, max(2 * stride, 8), max(2 * stride, 12), 0, "after"
    yield "VGG16", "block2_conv2", 7, 21, 17, 2, "after"
    yield "VGG16", "block3_conv1", 8, 30, 28, 3, "after"
    yield "VGG16", "block3_conv2", 9, 26, 19, 0, "before"


def draw_networks():
    """Networks with which no case stands near a tie, nor the first step of a recipe."""
    networks = {}
    for name in BLOCKS:
        inputs = {}
        for network, layer, _, width, height, _, relu in gradient_cases():
            if network == name:
                inputs.setdefault((width, height), []).append((layer, relu == "before"))
        cases = [Case(to_tensor(make_input(*size)), *max(last, key=lambda l: (l[0], not l[1])))
                 for size, last in inputs.items()]
        if name == "VGG16":
            cases += [Case(to_tensor(make_start(recipe)), RECIPE_LAYER) for recipe in RECIPES]
        draws = choose_draws(name, 1, cases)
        save_draws(f"draws-{name}.csv", draws)
        networks[name] = Network(name, 1, draws)
    return networks


def make_gradients(networks):
    with open(os.path.join(VALUES, "gradients.csv"), "w") as table:
        for case in gradient_cases():
            name, layer, filter, width, height, border, relu = case
            gradient = np.zeros(1)
            while not np.any(gradient):  # a gradient of zero would test nothing
                with watch() as decisions:
                    loss, gradient = networks[name].gradient(
                        make_input(width, height), layer, filter, border, relu == "before")
                filter += 1
            filter -= 1
            require(f"{name} {layer} {width}x{height}", decisions)
            file = f"gradient-{name}-{layer}-{width}x{height}-{border}-{relu}.npy"
            save(file, gradient)
            print(name, layer, filter, width, height, border, relu, repr(loss), file,
                  sep=",", file=table)


def deprocess(x, recipe):
    x = (x - x.mean()) / (x.std() + recipe["contrast_epsilon"]) * recipe["contrast"] + 0.5
    return np.clip(np.clip(x, 0, 1) * 255, 0, 255).astype(np.uint8)


def make_start(recipe):
    width, height = RECIPE_SIZES[recipe]
    noise = uniform(RECIPE_SEED, width * height * 3).reshape(height, width, 3)
    return single(noise * 20 + 128 + RECIPES[recipe]["low"])


def ascend(network, x, recipe, filter, steps):
    """The loop of the book's scripts. Returns tensor after one step, losses, bytes."""
    first, losses = None, []
    for _ in range(steps):
        with watch() as decisions:
            loss, gradient = network.gradient(x, RECIPE_LAYER, filter)
        gradient /= np.sqrt(np.mean(np.square(gradient))) + recipe["gradient_epsilon"]
        x = x + gradient
        losses.append(loss)
        if first is None:
            require("first step", decisions)
            first = x
    return first, losses, deprocess(x, recipe)


def make_book(network):
    start = make_start("book")
    first, losses, image = ascend(network, start, RECIPES["book"], 5, 4)
    save("recipe-book-start.npy", start)
    save("recipe-book-first.npy", first)
    save("recipe-book-image.npy", image)
    with open(os.path.join(VALUES, "recipe-book-losses.csv"), "w") as table:
        print(*map(repr, losses), sep="\n", file=table)


def make_decoded():
    x = make_input(23, 19) * 1.7 + 40
    for name, recipe in RECIPES.items():
        save(f"decoded-{name}.npy", deprocess(single(x), recipe))


def make_resized():
    image = np.floor(uniform(INPUT_SEED, 37 * 29 * 3) * 256).astype(np.uint8).reshape(29, 37, 3)
    for width, height in ((44, 35), (20, 11), (37, 50), (9, 29), (1, 1), (100, 3), (37, 29)):
        resized = Image.fromarray(image).resize((width, height), Image.BICUBIC)
        save(f"resized-{width}x{height}.npy", np.array(resized))


def main():
    os.makedirs(VALUES, exist_ok=True)
    networks = draw_networks()
    make_gradients(networks)
    make_book(networks["VGG16"])
    make_decoded()
    make_resized()


if __name__ == "__main__":
    main()
