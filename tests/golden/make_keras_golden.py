#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the golden values of the recipe keras, for tests/core/ascent/ascent.c: the lines of Keras'
example conv_filter_visualization.py in NumPy and Pillow around a random network in float64
PyTorch; once as the script runs, which faithful colors promise, and once as its docstring
has it, with the true colors.

    python3 tests/golden/make_keras_golden.py

An ascent magnifies rounding: a byte of the picture between two scales falls on the other
side of a step, and what follows is another curve. So the seed of the noise is the first
with which the losses stay where they are when the tensor is disturbed before each step by
several times what float32 rounds.
"""

import itertools
import os

import numpy as np
from PIL import Image

from networks import VALUES, Network, save, single, uniform

EPSILON = 1e-7  # K.epsilon()
MEAN = single(np.array([103.939, 116.779, 123.68]))
LAYER, FILTER = "block2_conv2", 5
SIZES = [(int(60 / 1.2**up), int(50 / 1.2**up)) for up in (3, 2, 1, 0)]
STEPS = 4
DIVISOR = 4  # of the network's widths
RELATIVE, ABSOLUTE = 2e-7, 2e-6  # of a tensor's value, of a step of length 1
N_TRIALS = 40
MOST_MOVED = 1e-5  # a hundredth of what the test allows


def deprocess_image(x):
    """Changes its argument, until np.clip() makes a copy."""
    x -= x.mean()
    x /= (x.std() + EPSILON)
    x *= 0.25
    x += 0.5
    x = np.clip(x, 0, 1)
    x *= 255
    return np.clip(x, 0, 255).astype("uint8")


def process_image(x, former):
    return (x / 255 - 0.5) * 4 * former.std() + former.mean()


def resize(x, size):
    """As the script runs: what its deprocess_image left is the former picture."""
    image = deprocess_image(x)
    return process_image(np.array(Image.fromarray(image).resize(size, Image.BICUBIC)), x)


def resize_as_told(x, size):
    """As the script's docstring has it."""
    image = deprocess_image(x.copy())
    return process_image(np.array(Image.fromarray(image).resize(size, Image.BICUBIC)), x)


class Faithful:
    resize = staticmethod(resize)

    @staticmethod
    def to_tensor(picture):
        return picture

    to_picture = to_tensor


class True_:
    resize = staticmethod(resize_as_told)

    @staticmethod
    def to_tensor(picture):
        return picture[..., ::-1] - MEAN

    @staticmethod
    def to_picture(tensor):
        return (tensor + MEAN)[..., ::-1].copy()


def ascend(network, colors, start, disturb=lambda x: x):
    """Tensor after one step, losses, bytes."""
    x, first, losses = disturb(colors.to_tensor(start)), None, []
    for size in SIZES[1:]:
        for _ in range(STEPS):
            loss, gradient = network.gradient(x, LAYER, FILTER)
            assert loss > EPSILON
            x = disturb(x + gradient / (np.sqrt(np.mean(np.square(gradient))) + EPSILON))
            losses.append(loss)
            first = x.copy() if first is None else first
        x = disturb(colors.to_tensor(colors.resize(colors.to_picture(x), size)))
    return first, np.array(losses), deprocess_image(colors.to_picture(x))


def measure(network, colors, start):
    """By how much the losses move; no more is tried when it is too much."""
    random = np.random.default_rng(1)
    losses = ascend(network, colors, start)[1]
    most = 0.0

    def disturb(x):
        return (x * (1 + RELATIVE * random.uniform(-1, 1, x.shape))
                + ABSOLUTE * random.uniform(-1, 1, x.shape))

    for _ in range(N_TRIALS):
        disturbed = ascend(network, colors, start, disturb)[1]
        most = max(most, np.abs(disturbed / losses - 1).max())
        if most > MOST_MOVED:
            break
    return most


def make_start(seed):
    width, height = SIZES[0]
    start = (uniform(seed, width * height * 3).reshape(height, width, 3) - 0.5) * 20 + 128
    return single(start)


def choose_seed(network):
    for seed in itertools.count(1):
        start = make_start(seed)
        moved = [measure(network, colors, start) for colors in (Faithful, True_)]
        print("seed", seed, "moves the losses by", *moved)
        if max(moved) < MOST_MOVED:
            return seed


def main():
    network = Network("VGG16", divisor=DIVISOR)
    seed = choose_seed(network)
    start = make_start(seed)
    save("recipe-keras-start.npy", start)
    with open(os.path.join(VALUES, "recipe-keras-seed.csv"), "w") as file:
        print(seed, file=file)
    for name, colors in (("faithful", Faithful), ("true", True_)):
        first, losses, image = ascend(network, colors, start)
        save(f"recipe-keras-{name}-first.npy", first)
        save(f"recipe-keras-{name}-image.npy", image)
        with open(os.path.join(VALUES, f"recipe-keras-{name}-losses.csv"), "w") as table:
            print(*map(repr, losses.tolist()), sep="\n", file=table)
        print(name, losses)


if __name__ == "__main__":
    main()
