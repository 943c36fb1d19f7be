# SPDX-License-Identifier: GPL-3.0-or-later

"""A network with branches that meet, of random weights, as a .caffemodel; the numbers of
fields are those of caffe.proto."""

import pathlib
import random
import struct
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parents[2] / "golden"))
from protobuf_writer import field, message, varint


def make_shape(sizes):
    return message((1, b"".join(map(varint, sizes))))


def make_blob(shape, values):
    return message((5, struct.pack(f"<{len(values)}f", *values)), (7, make_shape(shape)))


def make_layer(name, kind, bottoms, *fields):
    return field(100, message((1, name), (2, kind), *((3, bottom) for bottom in bottoms),
                              (4, name), *fields))


def make_convolution(name, bottom, size, stride, n_inputs, n_filters):
    """With a ReLU behind it, in place"""
    n = n_inputs * size * size
    kernel = [random.gauss(0, (2 / n) ** 0.5) for _ in range(n * n_filters)]
    parameter = message((1, n_filters), (3, size // 2), (4, size), (6, stride))
    return make_layer(name, "Convolution", [bottom],
                      (7, make_blob((n_filters, n_inputs, size, size), kernel)),
                      (7, make_blob((n_filters,), [0.1] * n_filters)),
                      (106, parameter)) + field(
        100, message((1, name + "_relu"), (2, "ReLU"), (3, name), (4, name)))


def make_pooling(name, bottom, *fields):
    return make_layer(name, "Pooling", [bottom], (121, message(*fields)))


def make_network():
    """For pictures of any size"""
    random.seed(5)
    return b"".join((
        message((1, "Branches"), (3, "data"), (8, make_shape((1, 3, 224, 224)))),
        make_convolution("stem", "data", 7, 2, 3, 48),
        make_pooling("pool", "stem", (2, 3), (3, 2)),
        make_convolution("left", "pool", 1, 1, 48, 32),
        make_convolution("narrow", "pool", 1, 1, 48, 16),
        make_convolution("middle", "narrow", 3, 1, 16, 32),
        make_convolution("right", "middle", 5, 1, 32, 16),
        make_layer("both", "Concat", ["left", "right"]),
        make_layer("sum", "Eltwise", ["both", "pool"]),
        make_convolution("deep", "sum", 3, 2, 48, 64),
        make_pooling("mean", "deep", (1, 1), (12, 1)),
        make_convolution("classes", "mean", 1, 1, 64, 20)))
