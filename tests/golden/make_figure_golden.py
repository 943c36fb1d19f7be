#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes a network of one's own and the figure of its activations, as F. Chollet's "Deep Learning with Python" (2017),
5.4.1, prints it, for tests/core/cli/maps.sh: the model as Keras 2 saves it, a photo, and the gray values of the figure
by float64 PyTorch.

    python3 tests/golden/make_figure_golden.py

Needs python3-torch, python3-h5py and python3-pil.
"""

import os

import numpy as np
import torch
from PIL import Image

import graph_keras
from graph import PICTURE, Graph, compute

SIDE = 46
IMAGES_PER_ROW = 16
HERE = os.path.dirname(os.path.abspath(__file__))
VALUES = os.path.join(HERE, "values")
MODEL = os.path.join(HERE, "..", "weights", "data", "figure-model.h5")


def make_network():
    """The layers of the book's model, with fewer filters."""
    graph = Graph("figure", "unit", SIDE, SIDE)
    for i, filters in enumerate((16, 32, 16, 16)):
        graph.add(f"conv2d_{i + 1}", "convolution", filters=filters, size=(3, 3), activation="relu")
        graph.add(f"max_pooling2d_{i + 1}", "max", size=(2, 2), stride=(2, 2))
    return graph


def draw(graph, random, picture):
    """The value of each node, with weights that are drawn on the way."""
    values = {PICTURE: picture}
    for node in graph.nodes:
        inputs = [values[name] for name in node.inputs]
        if node.has_weights():
            node.draw(random, *inputs[0].shape[1:])
        values[node.name] = compute(node, inputs)[0]
    return values


def normalise(channel):
    deviation = channel.std()
    if deviation == 0:
        return np.full_like(channel, 128)
    return np.clip((channel - channel.mean()) / deviation * 64 + 128, 0, 255)


def make_grid(activation):
    """As the script does it: 16 to a row."""
    n_features, size = activation.shape[0], activation.shape[1]
    rows = n_features // IMAGES_PER_ROW
    grid = np.zeros((size * rows, IMAGES_PER_ROW * SIDE), dtype="uint8")
    for row in range(rows):
        for column in range(IMAGES_PER_ROW):
            channel = normalise(activation[row * IMAGES_PER_ROW + column])
            grid[row * size:(row + 1) * size, column * size:(column + 1) * size] = channel
    return grid


def main():
    random = np.random.default_rng(54)
    coarse = Image.fromarray(random.integers(0, 256, (9, 9, 3), dtype="uint8"))
    photo = coarse.resize((SIDE, SIDE), Image.BICUBIC)
    picture = torch.from_numpy(np.array(photo).transpose(2, 0, 1)[None] / 255)
    graph = make_network()
    values = draw(graph, random, picture)
    grids = [make_grid(values[node.name][0].numpy()) for node in graph.nodes]
    figure = np.concatenate(grids)[:, :IMAGES_PER_ROW * values["conv2d_1"].shape[-1]]
    photo.save(os.path.join(VALUES, "figure-photo.png"))
    Image.fromarray(figure).save(os.path.join(VALUES, "figure.png"), optimize=True)
    graph_keras.write(graph, MODEL, True)


main()
