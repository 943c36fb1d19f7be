# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes a graph of graph.py as Keras 2 saves a whole model: HDF5 with `model_config`."""

import json

import h5py
import numpy as np

from graph import PICTURE

VERSION = "2.4.0"
FUNCTIONS = {None: "linear", "relu": "relu", "relu6": "relu6", "elu": "elu", "sigmoid": "sigmoid",
             "tanh": "tanh", "swish": "swish"}
INPUT = "input_1"


def describe_convolution(node):
    depth = node.get("depthwise")
    config = {"kernel_size": node.get("size"), "strides": node.get("stride", (1, 1)),
              "padding": node.get("padding", "valid"), "data_format": "channels_last",
              "dilation_rate": node.get("dilation", (1, 1)),
              "groups": 1 if depth else node.get("groups", 1),
              "activation": FUNCTIONS[node.get("activation")], "use_bias": node.get("bias", True)}
    if depth:
        return "DepthwiseConv2D", {**config, "depth_multiplier": depth}
    return "Conv2D", {"filters": node.get("filters"), **config}


def describe_dense(node):
    return "Dense", {"units": node.get("filters"), "use_bias": node.get("bias", True),
                     "activation": node.get("ends") or FUNCTIONS[node.get("activation")]}


def describe_pooling(node):
    kind = {"max": "MaxPooling2D", "average": "AveragePooling2D"}[node.kind]
    return kind, {"pool_size": node.get("size"), "padding": node.get("padding", "valid"),
                  "strides": node.get("stride"), "data_format": "channels_last"}


def describe_activation(node):
    function, slope = node.get("function"), node.get("slope")
    if function == "leaky":
        return "LeakyReLU", {"alpha": slope}
    if function == "elu" and slope is not None:
        return "ELU", {"alpha": slope}
    if function == "relu6":
        return "ReLU", {"max_value": 6.0, "negative_slope": 0.0, "threshold": 0.0}
    return "Activation", {"activation": FUNCTIONS[function]}


def describe_padding(node):
    top, left, bottom, right = node.get("padding")
    return "ZeroPadding2D", {"padding": ((top, bottom), (left, right)),
                             "data_format": "channels_last"}


DESCRIPTIONS = {
    "convolution": describe_convolution,
    "dense": describe_dense,
    "max": describe_pooling,
    "average": describe_pooling,
    "activation": describe_activation,
    "zero padding": describe_padding,
    "normalisation": lambda node: ("BatchNormalization", {
        "axis": [3], "momentum": 0.99, "epsilon": node.get("epsilon"),
        "center": True, "scale": node.get("scale", True)}),
    "global average": lambda node: ("GlobalAveragePooling2D", {"data_format": "channels_last"}),
    "global max": lambda node: ("GlobalMaxPooling2D", {"data_format": "channels_last"}),
    "add": lambda node: ("Add", {}),
    "multiply": lambda node: ("Multiply", {}),
    "concatenate": lambda node: ("Concatenate", {"axis": -1}),
    "flatten": lambda node: ("Flatten", {"data_format": "channels_last"}),
    "reshape": lambda node: ("Reshape", {"target_shape": (1, 1, node.get("channels"))}),
    "dropout": lambda node: ("Dropout", {"rate": 0.5, "noise_shape": None, "seed": None}),
}


def describe(node):
    class_name, config = DESCRIPTIONS[node.kind](node)
    config = {"name": node.name, "trainable": True, "dtype": "float32", **config}
    return {"class_name": class_name, "config": config}


def describe_input(graph, name):
    shape = (None, graph.height, graph.width, graph.channels)
    return {"class_name": "InputLayer",
            "config": {"batch_input_shape": shape, "dtype": "float32", "sparse": False,
                       "ragged": False, "name": name}}


def describe_functional(graph):
    layers = [{**describe_input(graph, INPUT), "name": INPUT, "inbound_nodes": []}]
    for node in graph.nodes:
        inputs = [[INPUT if name == PICTURE else name, 0, 0, {}] for name in node.inputs]
        layers.append({**describe(node), "name": node.name, "inbound_nodes": [inputs]})
    return {"class_name": "Functional",
            "config": {"name": graph.name, "layers": layers, "input_layers": [[INPUT, 0, 0]],
                       "output_layers": [[graph.last, 0, 0]]}}


def describe_sequential(graph):
    layers = [describe_input(graph, graph.nodes[0].name + "_input")]
    return {"class_name": "Sequential",
            "config": {"name": graph.name, "layers": layers + [describe(n) for n in graph.nodes]}}


def get_arrays(node):
    """(name, array) of what Keras stores of a node, in its order."""
    weights = node.weights
    if node.kind == "normalisation":
        if node.get("scale", True):
            yield "gamma", weights["gamma"]
        yield "beta", weights["beta"]
        yield "moving_mean", weights["mean"]
        yield "moving_variance", weights["variance"]
        return
    kernel = weights["kernel"]
    if node.kind == "dense":
        yield "kernel", kernel.transpose(2, 3, 1, 0).reshape(-1, len(kernel))
    elif node.get("depthwise"):
        outputs, _, height, width = kernel.shape
        yield "depthwise_kernel", kernel.transpose(2, 3, 0, 1).reshape(
            height, width, outputs // node.get("depthwise"), node.get("depthwise"))
    else:
        yield "kernel", kernel.transpose(2, 3, 1, 0)
    if "bias" in weights:
        yield "bias", weights["bias"]


def write(graph, file, is_sequential=False):
    config = describe_sequential(graph) if is_sequential else describe_functional(graph)
    names = [] if is_sequential else [INPUT]
    names += [node.name for node in graph.nodes]
    with h5py.File(file, "w") as output:
        output.attrs["backend"] = "tensorflow"
        output.attrs["keras_version"] = VERSION
        output.attrs["model_config"] = json.dumps(config)
        parent = output.create_group("model_weights")
        parent.attrs["backend"] = b"tensorflow"
        parent.attrs["keras_version"] = VERSION.encode()
        parent.attrs["layer_names"] = [name.encode() for name in names]
        for name in names:
            group = parent.create_group(name)
            node = graph.nodes[graph.names[name]] if name in graph.names else None
            arrays = dict(get_arrays(node)) if node and node.has_weights() else {}
            paths = {f"{name}/{key}:0": array for key, array in arrays.items()}
            group.attrs["weight_names"] = [path.encode() for path in paths] or np.zeros(0)
            for path, array in paths.items():
                group[path] = np.ascontiguousarray(array)
