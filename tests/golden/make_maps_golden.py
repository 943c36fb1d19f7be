#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the golden values of tests/core/activations.c and tests/core/heatmap.c with float64
PyTorch: some values of the maps of every layer, and Grad-CAM, of a random network.

    python3 tests/golden/make_maps_golden.py
"""

import numpy as np
import torch
from torch.nn import functional

from make_classifier_golden import evaluate, make_layers, single
from make_golden import Network, save, uniform

DIVISOR = 4  # of VGG16's widths
PICTURE_SEED = 3000
SAMPLE = 37  # every so many values of a map are stored
OUTPUTS = (24, 20, 12)  # of the classifier's layers
CLASS = 3
TARGETS = ("block5_conv3", "block4_conv2", "block3_conv3")


def make_tensor(width, height):
    """A random picture, R, G, B, as the network sees it: B, G, R minus the mean."""
    picture = single(uniform(PICTURE_SEED, width * height * 3) * 255).reshape(height, width, 3)
    mean = single(np.array((103.939, 116.779, 123.68)))
    tensor = single(picture[:, :, ::-1] - mean)
    return torch.from_numpy(tensor.transpose(2, 0, 1).copy())[None]


def run(network, x):
    """(layer, map after ReLU) for each convolution and pooling."""
    layer = None
    for kind, name, weights in network.steps:
        layer = name or layer
        if kind == "convolution":
            x = functional.conv2d(x, *weights, padding=1)
            continue
        x = functional.max_pool2d(x, 2) if kind == "pooling" else functional.relu(x)
        yield layer, x


def as_picture(values):
    """Numbers as the tests read them: shape (1, n, 3), filled up with zeros."""
    values = np.concatenate((values, np.zeros(-len(values) % 3)))
    return values.reshape(1, -1, 3)


def make_activations(network):
    samples = [map[0].numpy().transpose(1, 2, 0).reshape(-1)[::SAMPLE]
               for _, map in run(network, make_tensor(41, 35))]
    save("activations.npy", as_picture(np.concatenate(samples)))


def make_gradcam(network, width, height):
    maps = dict(run(network, make_tensor(width, height).requires_grad_()))
    for target in TARGETS:
        maps[target].retain_grad()
    pooled = maps["block5_pool"]
    logits = evaluate(pooled, list(make_layers(pooled.shape[1], OUTPUTS))).mean((1, 2))
    logits[CLASS].backward()
    save(f"gradcam-{width}x{height}-logits.npy", as_picture(logits.detach().numpy()))
    for target in TARGETS:
        map = maps[target]
        weights = map.grad[0].mean((1, 2))
        seen = functional.relu((weights[:, None, None] * map[0]).sum(0)).detach().numpy()
        save(f"gradcam-{width}x{height}-{target}.npy", as_picture(seen.reshape(-1)))


def main():
    network = Network("VGG16", divisor=DIVISOR)
    make_activations(network)
    make_gradcam(network, 224, 224)
    make_gradcam(network, 256, 240)


if __name__ == "__main__":
    main()
