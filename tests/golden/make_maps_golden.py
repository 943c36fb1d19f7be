#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the golden values of tests/core/views/activations.c and tests/core/views/heatmap.c with float64
PyTorch: some values of the maps of every layer, and Grad-CAM, of a random network.

    python3 tests/golden/make_maps_golden.py
"""

import numpy as np
import torch

from decisions import require, watch
from make_classifier_golden import evaluate, make_layers
from networks import Case, Network, choose_draws, save, save_draws, single, to_tensor, uniform

DIVISOR = 4  # of VGG16's widths
PICTURE_SEED = 3000
SAMPLE = 37  # every so many values of a map are stored
OUTPUTS = (24, 20, 12)  # of the classifier's layers
CLASS = 3
TARGETS = ("block5_conv3", "block4_conv2", "block3_conv3")
POOLINGS = ("block5_pool", "block4_pool", "block3_pool")
SIZES = ((224, 224), (256, 240))


def make_tensor(width, height):
    """A random picture, R, G, B, as the network sees it: B, G, R minus the mean."""
    picture = single(uniform(PICTURE_SEED, width * height * 3) * 255).reshape(height, width, 3)
    mean = single(np.array((103.939, 116.779, 123.68)))
    return to_tensor(single(picture[:, :, ::-1] - mean))


def as_picture(values):
    """Numbers as the tests read them: shape (1, n, 3), filled up with zeros."""
    values = np.concatenate((values, np.zeros(-len(values) % 3)))
    return values.reshape(1, -1, 3)


def make_activations(network):
    """Maps are continuous: nothing hangs on what decides."""
    samples = [map[0].numpy().transpose(1, 2, 0).reshape(-1)[::SAMPLE]
               for _, map in network.run(make_tensor(41, 35), "block5_pool")]
    save("activations.npy", as_picture(np.concatenate(samples)))


def make_gradcam(network, width, height):
    """The gradient at a map hangs on what decides after it."""
    x, first = make_tensor(width, height).requires_grad_(), TARGETS[-1]
    maps = dict(network.run(x, first))
    with watch() as decisions:
        maps.update(network.run(maps[first], "block5_pool", after=first))
        for target in TARGETS + POOLINGS:
            maps[target].retain_grad()
        pooled = maps["block5_pool"]
        logits = evaluate(pooled, list(make_layers(pooled.shape[1], OUTPUTS))).mean((1, 2))
    require(f"Grad-CAM {width}x{height}", decisions)
    logits[CLASS].backward()
    save(f"gradcam-{width}x{height}-logits.npy", as_picture(logits.detach().numpy()))
    for target in TARGETS + POOLINGS:
        map = maps[target]
        weights = map.grad[0].mean((1, 2))
        seen = (weights[:, None, None] * map[0]).sum(0).clamp(min=0).detach().numpy()
        save(f"gradcam-{width}x{height}-{target}.npy", as_picture(seen.reshape(-1)))


def main():
    cases = [Case(make_tensor(*size), "block5_pool", first=TARGETS[-1]) for size in SIZES]
    draws = choose_draws("VGG16", DIVISOR, cases)
    save_draws("draws-maps.csv", draws)
    network = Network("VGG16", DIVISOR, draws)
    make_activations(network)
    for size in SIZES:
        make_gradcam(network, *size)


if __name__ == "__main__":
    main()
