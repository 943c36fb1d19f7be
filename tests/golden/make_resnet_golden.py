#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the golden values of the recipe resnet, for tests/core/ascent/ascent.c: the lines of
Keras' example visualizing_what_convnets_learn.py in NumPy around a random network in float64
PyTorch. Its picture is R, G, B in -1…1; the network takes B, G, R in 0…255 less its mean.

    python3 tests/golden/make_resnet_golden.py

The seed of the noise is the first with which the losses stay where they are when the
picture is disturbed before each step by several times what float32 rounds.
"""

import itertools
import os

import numpy as np

from networks import VALUES, Network, save, single, uniform

UNIT = 127.5  # of -1…1, in 0…255
MEAN = single(np.array([103.939, 116.779, 123.68]))
LAYER, FILTER = "block2_conv2", 5
WIDTH, HEIGHT = 60, 50
STEPS, CROP = 6, 7
DIVISOR = 4  # of the network's widths
RELATIVE, ABSOLUTE = 2e-7, 4e-7  # of the picture's values, of a step
N_TRIALS = 40
MOST_MOVED = 1e-5  # a hundredth of what the test allows


def to_tensor(img):
    return (img * UNIT + UNIT)[..., ::-1] - MEAN


def compute_gradient(network, img):
    loss, gradient = network.gradient(to_tensor(img), LAYER, FILTER, border=2)
    return loss, gradient[..., ::-1] * UNIT


def l2_normalize(x, epsilon=1e-12):
    return x / np.sqrt(max(np.sum(np.square(x)), epsilon))


def deprocess_image(img):
    img -= img.mean()
    img /= img.std() + 1e-5
    img *= 0.15
    img = img[CROP:-CROP, CROP:-CROP, :]
    img += 0.5
    img = np.clip(img, 0, 1)
    img *= 255
    return np.clip(img, 0, 255).astype("uint8")


def ascend(network, img, disturb=lambda x: x):
    """Picture after one step, losses, bytes."""
    img, first, losses = disturb(img), None, []
    for _ in range(STEPS):
        loss, gradient = compute_gradient(network, img)
        img = disturb(img + 10.0 * l2_normalize(gradient))
        losses.append(loss)
        first = img.copy() if first is None else first
    return first, np.array(losses), deprocess_image(img)


def measure(network, img):
    """By how much the losses move; no more is tried when it is too much."""
    random = np.random.default_rng(1)
    losses = ascend(network, img)[1]
    most = 0.0

    def disturb(x):
        return (x * (1 + RELATIVE * random.uniform(-1, 1, x.shape))
                + ABSOLUTE * random.uniform(-1, 1, x.shape))

    for _ in range(N_TRIALS):
        most = max(most, np.abs(ascend(network, img, disturb)[1] / losses - 1).max())
        if most > MOST_MOVED:
            break
    return most


def initialize_image(seed):
    return (uniform(seed, WIDTH * HEIGHT * 3).reshape(HEIGHT, WIDTH, 3) - 0.5) * 0.25


def choose_seed(network):
    for seed in itertools.count(1):
        moved = measure(network, initialize_image(seed))
        print("seed", seed, "moves the losses by", moved)
        if moved < MOST_MOVED:
            return seed


def main():
    network = Network("VGG16", divisor=DIVISOR)
    seed = choose_seed(network)
    img = initialize_image(seed)
    first, losses, image = ascend(network, img)
    save("recipe-resnet-start.npy", img * UNIT + UNIT)
    save("recipe-resnet-first.npy", to_tensor(first))
    save("recipe-resnet-image.npy", image)
    with open(os.path.join(VALUES, "recipe-resnet-seed.csv"), "w") as file:
        print(seed, file=file)
    with open(os.path.join(VALUES, "recipe-resnet-losses.csv"), "w") as table:
        print(*map(repr, losses.tolist()), sep="\n", file=table)
    print(losses)


if __name__ == "__main__":
    main()
