# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes a graph of graph.py by PyTorch's own exporter of ONNX."""

import torch
from torch import nn
from torch.nn import functional

from graph import PICTURE, get_sides

ACTIVATIONS = {"relu": nn.ReLU, "relu6": nn.ReLU6, "sigmoid": nn.Sigmoid, "tanh": nn.Tanh,
               "swish": nn.SiLU}


class Function(nn.Module):
    """A module without weights."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, *inputs):
        return self.function(*inputs)


def make_convolution(node):
    kernel = node.weights["kernel"]
    sides = node.get("padding", (0, 0, 0, 0))
    assert sides[:2] == sides[2:]
    module = nn.Conv2d(kernel.shape[1] * node.get("groups", 1), len(kernel), kernel.shape[2:],
                       node.get("stride", 1), sides[:2], node.get("dilation", 1),
                       node.get("groups", 1), node.get("bias", True))
    return set_weights(module, node, kernel)


def set_weights(module, node, kernel):
    module.weight.data = torch.from_numpy(kernel.copy())
    if "bias" in node.weights:
        module.bias.data = torch.from_numpy(node.weights["bias"])
    return module


def make_dense(node):
    kernel = node.weights["kernel"]
    kernel = kernel.reshape(len(kernel), -1)
    return set_weights(nn.Linear(kernel.shape[1], len(kernel)), node, kernel)


def make_normalisation(node):
    module = nn.BatchNorm2d(len(node.weights["mean"]), node.get("epsilon"))
    for target, name in ((module.weight, "gamma"), (module.bias, "beta"),
                         (module.running_mean, "mean"), (module.running_var, "variance")):
        target.data = torch.from_numpy(node.weights[name])
    return module


def make_max(node):
    return nn.MaxPool2d(node.get("size"), node.get("stride"), get_sides(node, 1, 1, None)[:2],
                        ceil_mode=node.get("rounds_up", False))


def make_average(node):
    return nn.AvgPool2d(node.get("size"), node.get("stride"), get_sides(node, 1, 1, None)[:2],
                        node.get("rounds_up", False), node.get("counts_padding", False))


def make_activation(node):
    function, slope = node.get("function"), node.get("slope")
    if slope is not None:
        return {"leaky": nn.LeakyReLU, "elu": nn.ELU}[function](slope)
    return ACTIVATIONS[function]()


def make_padding(node):
    top, left, bottom, right = node.get("padding")
    return Function(lambda x: functional.pad(x, (left, right, top, bottom)))


MODULES = {
    "convolution": make_convolution,
    "dense": make_dense,
    "normalisation": make_normalisation,
    "max": make_max,
    "average": make_average,
    "activation": make_activation,
    "zero padding": make_padding,
    "global average": lambda node: nn.AdaptiveAvgPool2d(1),
    "global max": lambda node: nn.AdaptiveMaxPool2d(1),
    "add": lambda node: Function(lambda x, y: x + y),
    "multiply": lambda node: Function(lambda x, y: x * y),
    "concatenate": lambda node: Function(lambda *xs: torch.cat(xs, 1)),
    "flatten": lambda node: nn.Flatten(),
    "dropout": lambda node: nn.Dropout(),
    "softmax": lambda node: nn.Softmax(1),
}


class Network(nn.Module):
    def __init__(self, graph):
        super().__init__()
        self.graph = graph
        for node in graph.nodes:
            self.add_module(node.name, MODULES[node.kind](node))

    def forward(self, picture):
        values = {PICTURE: picture}
        for node in self.graph.nodes:
            values[node.name] = getattr(self, node.name)(*(values[name] for name in node.inputs))
        return values[self.graph.last]


OPERATIONS = {
    "convolution": "Conv", "dense": "Gemm", "normalisation": "BatchNormalization",
    "max": "MaxPool", "average": "AveragePool", "global average": "GlobalAveragePool",
    "global max": "GlobalMaxPool", "add": "Add", "multiply": "Mul", "concatenate": "Concat",
    "zero padding": "Pad", "relu": "Relu", "relu6": "Clip", "leaky": "LeakyRelu", "elu": "Elu",
    "sigmoid": "Sigmoid", "tanh": "Tanh", "swish": "Mul", "flatten": "Flatten",
    "dropout": "Dropout", "softmax": "Softmax"}


def write(graph, file, folds):
    """Where the exporter may fold batch normalisations into convolutions, these are no longer
    in the file. Of the two versions of ONNX, the older has as attributes what the other has
    as inputs. Returns what the exporter calls the nodes."""
    training = torch.onnx.TrainingMode.EVAL if folds else torch.onnx.TrainingMode.PRESERVE
    torch.onnx.export(Network(graph).eval(),
                      torch.zeros(1, graph.channels, graph.height, graph.width), file,
                      training=training, opset_version=13 if folds else 9,
                      do_constant_folding=folds, input_names=["image"])
    return {node.name: f"/{node.name}/{OPERATIONS[node.get('function', node.kind)]}"
            for node in graph.nodes}
