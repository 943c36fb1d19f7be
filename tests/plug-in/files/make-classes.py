#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes a small network with as many classes as ImageNet has, as Caffe does: a convolution
of random weights (with a seed), the mean of its map, and a dense layer "scores".

    python3 make-classes.py classes.caffemodel
"""

import os
import random
import struct
import sys

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../../golden"))
from protobuf_writer import field, message, varint  # pylint: disable=wrong-import-position

SIDE = 32
N_FILTERS = 8
N_CLASSES = 1000


def make_shape(*sizes):
    return field(1, b"".join(map(varint, sizes)))


def make_blob(shape, draw):
    count = 1
    for size in shape:
        count *= size
    values = struct.pack(f"<{count}f", *(draw() for _ in range(count)))
    return message((5, values), (7, make_shape(*shape)))


def make_layer(name, kind, bottom, top, number, parameter, *blobs):
    return message((1, name), (2, kind), (3, bottom), (4, top), *((7, blob) for blob in blobs),
                   (number, parameter))


def make_network():
    generator = random.Random(17)
    kernel = make_blob((N_FILTERS, 3, 3, 3), lambda: generator.gauss(0.0, 0.2))
    weights = make_blob((N_CLASSES, N_FILTERS), lambda: generator.gauss(0.0, 1.0))
    layers = [
        message((1, "data"), (2, "Input"), (4, "data"),
                (143, field(1, make_shape(1, 3, SIDE, SIDE)))),
        make_layer("edges", "Convolution", "data", "edges", 106,
                   message((1, N_FILTERS), (3, 1), (4, 3)), kernel,
                   make_blob((N_FILTERS,), lambda: 10.0)),
        make_layer("edges/relu", "ReLU", "edges", "edges", 123, None),
        make_layer("mean", "Pooling", "edges", "mean", 121, message((1, 1), (12, 1))),
        make_layer("scores", "InnerProduct", "mean", "scores", 117, message((1, N_CLASSES)),
                   weights, make_blob((N_CLASSES,), lambda: 0.0)),
    ]
    return message((1, "small-classes"), *((100, layer) for layer in layers))


if __name__ == "__main__":
    with open(sys.argv[1], "wb") as file:
        file.write(make_network())
