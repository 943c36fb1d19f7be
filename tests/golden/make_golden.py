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

import math
import os

import numpy as np
import torch
from PIL import Image
from torch.nn import functional

VALUES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "values")
BLOCKS = {"VGG16": (2, 2, 3, 3, 3), "VGG19": (2, 2, 4, 4, 4)}
WIDTHS = (64, 128, 256, 512, 512)
INPUT_SEED = 1000
RECIPE_SEED = 7  # no ReLU or pooling of the first step is near a tie
RECIPES = {
    "keras": dict(low=-10.0, gradient_epsilon=1e-7, contrast=0.25, contrast_epsilon=1e-7),
    "book": dict(low=0.0, gradient_epsilon=1e-5, contrast=0.1, contrast_epsilon=1e-5),
}


def uniform(seed, count):
    """The first numbers of SplitMix64 as fv_random_uniform() makes them."""
    z = np.uint64(seed) + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(11)).astype(np.float64) * 2.0**-53


def normal(seed, count):
    pairs = uniform(seed, 2 * count)
    return np.sqrt(-2 * np.log(1 - pairs[0::2])) * np.cos(2 * np.pi * pairs[1::2])


def nodes(network, divisor=1):
    """(kind, layer name, filters) in the order of the node tables; with all widths divided."""
    for block, count in enumerate(BLOCKS[network]):
        for number in range(count):
            yield "convolution", f"block{block + 1}_conv{number + 1}", WIDTHS[block] // divisor
            yield "relu", None, None
        yield "pooling", f"block{block + 1}_pool", None


class Network:
    """A network of random weights, in float64."""

    def __init__(self, name, dtype=torch.float64, divisor=1):
        self.steps = []
        inputs = 3
        for index, (kind, layer, filters) in enumerate(nodes(name, divisor)):
            weights = None
            if kind == "convolution":
                kernel = normal(16 * index, 9 * inputs * filters) * math.sqrt(2 / (9 * inputs))
                kernel = kernel.astype(np.float32).astype(np.float64)
                bias = (normal(16 * index + 1, filters) * 10).astype(np.float32)
                kernel = kernel.reshape(3, 3, inputs, filters).transpose(3, 2, 0, 1).copy()
                weights = (torch.from_numpy(kernel).to(dtype), torch.from_numpy(bias).to(dtype))
                inputs = filters
            self.steps.append((kind, layer, weights))

    def activation(self, x, target, filter, before_relu=False):
        found = False
        for kind, layer, weights in self.steps:
            if kind == "pooling":
                x = functional.max_pool2d(x, 2)
            elif kind == "relu":
                x = functional.relu(x)
                if found:
                    break
            else:
                found = layer == target
                x = functional.conv2d(x, *weights, padding=1)
                if found and before_relu:
                    break
        return x[0, filter]

    def gradient(self, image, target, filter, border=0, before_relu=False):
        """Loss and gradient at an array of shape (height, width, 3)."""
        x = torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1)))[None]
        x = x.to(self.steps[0][2][0].dtype).requires_grad_()
        map = self.activation(x, target, filter, before_relu)
        inside = map[border : map.shape[0] - border, border : map.shape[1] - border]
        loss = inside.mean()
        loss.backward()
        return loss.item(), x.grad[0].numpy().transpose(1, 2, 0)


def save(name, array):
    np.save(os.path.join(VALUES, name), np.ascontiguousarray(array, dtype=np.float32))


def make_input(width, height):
    values = uniform(INPUT_SEED, width * height * 3) * 256 - 128
    return values.astype(np.float32).astype(np.float64).reshape(height, width, 3)


def gradient_cases():
    for name in BLOCKS:
        stride = 1
        for kind, layer, filters in nodes(name):
            if kind == "pooling":
                stride *= 2
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


def make_gradients(networks):
    with open(os.path.join(VALUES, "gradients.csv"), "w") as table:
        for case in gradient_cases():
            name, layer, filter, width, height, border, relu = case
            gradient = np.zeros(1)
            while not np.any(gradient):  # a gradient of zero would test nothing
                loss, gradient = networks[name].gradient(
                    make_input(width, height), layer, filter, border, relu == "before")
                filter += 1
            filter -= 1
            file = f"gradient-{name}-{layer}-{width}x{height}-{border}-{relu}.npy"
            save(file, gradient)
            print(name, layer, filter, width, height, border, relu, repr(loss), file,
                  sep=",", file=table)


def deprocess(x, recipe):
    x = (x - x.mean()) / (x.std() + recipe["contrast_epsilon"]) * recipe["contrast"] + 0.5
    return np.clip(np.clip(x, 0, 1) * 255, 0, 255).astype(np.uint8)


def process(image, former, recipe):
    return (image / 255 - 0.5) / recipe["contrast"] * former.std() + former.mean()


def ascend(network, recipe, layer, filter, seed, sizes, final, steps):
    """The seeds' loop, with raw tensors. Returns start, tensor after one step, losses, bytes."""
    width, height = sizes[0]
    x = uniform(seed, width * height * 3).reshape(height, width, 3) * 20 + 128 + recipe["low"]
    x = x.astype(np.float32).astype(np.float64)
    start, first, losses = x.copy(), None, []
    for scale in range(len(sizes)):
        for _ in range(steps):
            loss, gradient = network.gradient(x, layer, filter)
            gradient /= np.sqrt(np.mean(np.square(gradient))) + recipe["gradient_epsilon"]
            x = x + gradient
            losses.append(loss)
            first = x.copy() if first is None else first
        size = sizes[scale + 1] if scale + 1 < len(sizes) else final
        if size:
            image = np.array(Image.fromarray(deprocess(x, recipe)).resize(size, Image.BICUBIC))
            x = process(image, x, recipe)
    return start, first, losses, deprocess(x, recipe)


def make_recipes(network):
    cases = {
        "keras": ([(int(60 / 1.2**n), int(50 / 1.2**n)) for n in (3, 2, 1)], (60, 50)),
        "book": ([(41, 38)], None),
    }
    for name, (sizes, final) in cases.items():
        start, first, losses, image = ascend(network, RECIPES[name], "block2_conv2", 5, RECIPE_SEED, sizes,
                                             final, 4)
        save(f"recipe-{name}-start.npy", start)
        save(f"recipe-{name}-first.npy", first)
        save(f"recipe-{name}-image.npy", image)
        with open(os.path.join(VALUES, f"recipe-{name}-losses.csv"), "w") as table:
            print(*map(repr, losses), sep="\n", file=table)


def make_decoded():
    x = make_input(23, 19) * 1.7 + 40
    for name, recipe in RECIPES.items():
        save(f"decoded-{name}.npy", deprocess(x.astype(np.float32).astype(np.float64), recipe))


def make_resized():
    image = np.floor(uniform(INPUT_SEED, 37 * 29 * 3) * 256).astype(np.uint8).reshape(29, 37, 3)
    for width, height in ((44, 35), (20, 11), (37, 50), (9, 29), (1, 1), (100, 3), (37, 29)):
        resized = Image.fromarray(image).resize((width, height), Image.BICUBIC)
        save(f"resized-{width}x{height}.npy", np.array(resized))


def main():
    os.makedirs(VALUES, exist_ok=True)
    networks = {name: Network(name) for name in BLOCKS}
    make_gradients(networks)
    make_recipes(networks["VGG16"])
    make_decoded()
    make_resized()


if __name__ == "__main__":
    main()
