# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes a graph of graph.py as Caffe does: a NetParameter of "layer" messages, or of the
older "layers"; the numbers of fields are those of caffe.proto."""

import numpy as np

from graph import PICTURE
from protobuf_writer import field, message, varint

OLD_TYPES = {"Concat": 3, "Convolution": 4, "Dropout": 6, "InnerProduct": 14, "LRN": 15,
             "Pooling": 17, "ReLU": 18, "Softmax": 20}
OLD_PARAMETERS = {104: 9, 106: 10, 108: 12, 117: 17, 118: 18, 121: 19, 123: 30, 125: 39}
NORMALISATION_FACTOR = 2.0  # by which a BatchNorm's mean and variance are stored


def make_blob(array, old):
    data = (5, np.ascontiguousarray(array, "<f4").tobytes())
    if old:
        shape = (1,) * (4 - array.ndim) + array.shape
        return message(*enumerate(shape, 1), data)
    return message(data, (7, make_shape(array.shape)))


def make_shape(sizes):
    return field(1, b"".join(map(varint, sizes)))


def along_axes(both, height, width, values):
    """One field if rows and columns have the same value, else one for each."""
    if values[0] == values[1]:
        return [(both, values[0])]
    return [(height, values[0]), (width, values[1])]


def get_pads(node):
    top, left, bottom, right = node.get("padding", (0, 0, 0, 0))
    assert (top, left) == (bottom, right)
    return top, left


def make_convolution(node):
    parameter = message(
        (1, node.get("filters")), (2, None if node.get("bias", True) else 0),
        *along_axes(3, 9, 10, get_pads(node)), *along_axes(4, 11, 12, node.get("size")),
        (5, node.get("groups")), *along_axes(6, 13, 14, node.get("stride", (1, 1))),
        (18, node.get("dilation", (None,))[0]))
    blobs = [node.weights[name] for name in ("kernel", "bias") if name in node.weights]
    return "Convolution", 106, parameter, blobs


def make_dense(node):
    kernel = node.weights["kernel"]
    return ("InnerProduct", 117, message((1, node.get("filters"))),
            [kernel.reshape(len(kernel), -1), node.weights["bias"]])


def make_pooling(node):
    if node.kind.startswith("global"):
        return "Pooling", 121, message((1, int("average" in node.kind)), (12, 1)), []
    parameter = message((1, int(node.kind == "average")), *along_axes(2, 5, 6, node.get("size")),
                        *along_axes(3, 7, 8, node.get("stride")),
                        *along_axes(4, 9, 10, get_pads(node)),
                        (13, None if node.get("rounds_up") else 1))
    return "Pooling", 121, parameter, []


def make_activation(function, settings):
    slope = settings.get("slope")
    return {"relu": ("ReLU", 123, b"", []),
            "leaky": ("ReLU", 123, message((1, slope)), []),
            "elu": ("ELU", 140, message((1, slope)), []),
            "sigmoid": ("Sigmoid", 124, b"", []),
            "tanh": ("TanH", 127, b"", [])}[function]


def make_responses(node):
    return "LRN", 118, message((1, node.get("size")), (2, node.get("alpha")), (3, node.get("beta")),
                               (5, node.get("bias") if node.get("bias") != 1 else None)), []


def describe(node):
    """Type, number of the parameter's field, parameter and blobs of a layer."""
    if node.kind == "activation":
        return make_activation(node.get("function"), node.settings)
    return {"convolution": make_convolution, "dense": make_dense, "max": make_pooling,
            "average": make_pooling, "global average": make_pooling, "global max": make_pooling,
            "responses": make_responses,
            "add": lambda node: ("Eltwise", 110, message((1, 1)), []),
            "multiply": lambda node: ("Eltwise", 110, message((1, 0)), []),
            "concatenate": lambda node: ("Concat", 104, b"", []),
            "dropout": lambda node: ("Dropout", 108, message((1, 0.5)), []),
            "softmax": lambda node: ("Softmax", 125, b"", [])}[node.kind](node)


def make_layer(name, bottoms, top, description, old):
    kind, number, parameter, blobs = description
    data = [make_blob(blob, old) for blob in blobs]
    if old:
        return message(*((2, bottom) for bottom in bottoms), (3, top), (4, name),
                       (5, OLD_TYPES[kind]), *((6, blob) for blob in data),
                       (OLD_PARAMETERS[number], parameter or None))
    return message((1, name), (2, kind), *((3, bottom) for bottom in bottoms), (4, top),
                   *((7, blob) for blob in data), (number, parameter or None))


def make_normalisation(node, bottom, top):
    """BatchNorm and the Scale that goes with it, the latter in place."""
    weights, one = node.weights, np.float32(NORMALISATION_FACTOR)
    blobs = [weights["mean"] * one, weights["variance"] * one, np.full(1, one)]
    yield make_layer(node.name, [bottom], top,
                     ("BatchNorm", 139, message((1, 1), (3, node.get("epsilon"))), blobs), False)
    yield make_layer(node.name + "/scale", [top], top,
                     ("Scale", 142, message((4, 1)), [weights["gamma"], weights["beta"]]), False)


def make_layers(graph, old):
    tops = {PICTURE: "data"}
    for node in graph.nodes:
        bottoms = [tops[name] for name in node.inputs]
        top = tops[node.name] = bottoms[0] if node.get("in_place") else node.name
        if node.kind == "normalisation":
            yield from make_normalisation(node, bottoms[0], top)
        else:
            yield make_layer(node.name, bottoms, top, describe(node), old)
        if node.get("activation"):  # in place, as Caffe's networks have it
            yield make_layer(node.name + "/relu", [top], top,
                             make_activation(node.get("activation"), node.settings), old)


def write(graph, file, old=False):
    shape = (1, graph.channels, graph.height, graph.width)
    if old:
        data = message((1, graph.name), (3, "data"), *((4, size) for size in shape))
    else:
        source = message((1, "data"), (2, "Input"), (4, "data"), (143, field(1, make_shape(shape))))
        data = message((1, graph.name), (100, source))
    data += message(*((2 if old else 100, layer) for layer in make_layers(graph, old)))
    with open(file, "wb") as output:
        output.write(data)
