# SPDX-License-Identifier: GPL-3.0-or-later

"""Networks of any nodes with random weights, in float64: what graph_networks.py builds, and
graph_keras.py, graph_caffe.py and graph_onnx.py write.

Weights are drawn node by node. Where a decision of a ReLU or a pooling is near a tie
(decisions.py), weights before it are drawn again.
"""

import numpy as np
import torch
from torch.nn import functional

from decisions import REQUIRED, rms

MARGIN = 2 * REQUIRED  # that is looked for
PICTURE = "picture"
KINKS = {"relu": (0.0,), "relu6": (0.0, 6.0), "leaky": (0.0,)}


class Node:
    """One node: what it does, with which settings, and its weights (a convolution's kernel as
    OIHW)."""

    def __init__(self, name, kind, inputs, **settings):
        self.name, self.kind, self.inputs = name, kind, inputs
        self.settings, self.weights = settings, {}

    def get(self, setting, default=None):
        return self.settings.get(setting, default)

    def has_weights(self):
        return self.kind in ("convolution", "dense", "normalisation")

    def draw(self, random, channels, height, width):
        """Weights that keep values at the same magnitude, times the setting "gain"."""
        if self.kind == "normalisation":
            self.weights = {
                "gamma": random.uniform(0.5, 1.5, channels) * self.get("gain", 1.0),
                "beta": random.normal(0, 0.3, channels) * self.get("gain", 1.0),
                "mean": random.normal(0, 0.3, channels) * self.get("level", 1.0),
                "variance": random.uniform(0.5, 2, channels) * self.get("level", 1.0) ** 2}
            if not self.get("scale", True):
                self.weights["gamma"] = np.ones(channels)
        else:
            size = (height, width) if self.kind == "dense" else self.get("size")
            inputs = channels // self.get("groups", 1)
            deviation = self.get("gain", 1.0) * (2 / (inputs * size[0] * size[1])) ** 0.5
            self.weights = {"kernel": random.normal(0, deviation, (self.get("filters"), inputs, *size))}
            if self.get("bias", True):
                self.weights["bias"] = random.normal(0, 0.1 * self.get("level", 1.0), self.get("filters"))
        self.weights = {key: value.astype(np.float32) for key, value in self.weights.items()}

    def get_weight(self, name):
        return torch.from_numpy(self.weights[name].astype(np.float64))


def get_sides(node, height, width, size):
    """Padding at the top, at the left, at the bottom and at the right."""
    padding = node.get("padding", "valid")
    if padding == "valid":
        return (0, 0, 0, 0)
    if padding != "same":
        return padding
    before, after = [], []
    for n, window, stride, dilation in zip((height, width), size, node.get("stride", (1, 1)),
                                           node.get("dilation", (1, 1))):
        total = max((-(-n // stride) - 1) * stride + (window - 1) * dilation + 1 - n, 0)
        before.append(total // 2)
        after.append(total - total // 2)
    return (*before, *after)


def pad(x, sides, value=0.0):
    top, left, bottom, right = sides
    return functional.pad(x, (left, right, top, bottom), value=value)


def convolve(node, x):
    kernel = node.get_weight("kernel")
    bias = node.get_weight("bias") if "bias" in node.weights else None
    sides = get_sides(node, *x.shape[2:], kernel.shape[2:])
    return functional.conv2d(pad(x, sides), kernel, bias, node.get("stride", (1, 1)), 0,
                             node.get("dilation", (1, 1)), node.get("groups", 1))


def normalise(node, x):
    return functional.batch_norm(x, node.get_weight("mean"), node.get_weight("variance"),
                                 node.get_weight("gamma"), node.get_weight("beta"),
                                 eps=node.get("epsilon"))


def get_beyond(node, n, axis, sides):
    """Positions beyond the padding that a last window sees where the number of outputs is
    rounded up: a window that begins in the padding at the end does not count."""
    if not node.get("rounds_up"):
        return 0
    window, stride = node.get("size")[axis], node.get("stride")[axis]
    outputs = -(-(n + sides[axis] + sides[axis + 2] - window) // stride) + 1
    if (outputs - 1) * stride >= n + sides[axis]:
        outputs -= 1
    return max((outputs - 1) * stride + window - n - sides[axis] - sides[axis + 2], 0)


def get_windows(node, x, value, beyond_value):
    """The values of each window of a pooling, of shape (…, positions)."""
    size, stride = node.get("size"), node.get("stride")
    sides = get_sides(node, *x.shape[2:], size)
    beyond = [get_beyond(node, n, axis, sides) for axis, n in enumerate(x.shape[2:])]
    x = pad(pad(x, sides, value), (0, 0, *beyond), beyond_value)
    parts = x.unfold(2, size[0], stride[0]).unfold(3, size[1], stride[1])
    return parts.reshape(*parts.shape[:4], -1)


def pool_average(node, x):
    counted = get_windows(node, torch.ones_like(x), float(node.get("counts_padding", False)), 0.0)
    return get_windows(node, x, 0.0, 0.0).sum(-1) / counted.sum(-1)


def normalise_responses(node, x):
    size = node.get("size")
    squares = functional.pad(x.square(), (0, 0, 0, 0, (size - 1) // 2, size // 2))
    sums = squares.unfold(1, size, 1).sum(-1)
    return x / (node.get("bias") + node.get("alpha") / size * sums) ** node.get("beta")


ACTIVATIONS = {
    "relu": functional.relu,
    "relu6": functional.relu6,
    "leaky": lambda x, slope=0.2: functional.leaky_relu(x, slope),
    "elu": lambda x, slope=1.0: functional.elu(x, slope),
    "sigmoid": torch.sigmoid,
    "tanh": torch.tanh,
    "swish": functional.silu,
}
KINDS = {
    "convolution": convolve,
    "dense": convolve,
    "normalisation": normalise,
    "max": lambda node, x: get_windows(node, x, -np.inf, -np.inf).amax(-1),
    "average": pool_average,
    "global average": lambda node, x: x.mean((2, 3), keepdim=True),
    "global max": lambda node, x: x.amax((2, 3), keepdim=True),
    "add": lambda node, *xs: sum(xs),
    "multiply": lambda node, x, y: x * y,
    "concatenate": lambda node, *xs: torch.cat(xs, 1),
    "zero padding": lambda node, x: pad(x, node.get("padding")),
    "responses": normalise_responses,
    "flatten": lambda node, x: x,
    "reshape": lambda node, x: x,
    "dropout": lambda node, x: x,
    "softmax": lambda node, x: x,  # a layer's value is before it
}


def activate(name, x, settings):
    slope = settings.get("slope")
    return ACTIVATIONS[name](x) if slope is None else ACTIVATIONS[name](x, slope)


def compute(node, inputs):
    """The value of a node, and of what its activation gets."""
    if node.kind == "activation":
        return activate(node.get("function"), inputs[0], node.settings), inputs[0]
    x = KINDS[node.kind](node, *inputs)
    function = node.get("activation")
    return (activate(function, x, node.settings) if function else x), x


def get_margin(node, inputs, before):
    """How far the nearest decision of a node is from a tie."""
    function = node.get("function") or node.get("activation")
    margin = np.inf
    for kink in KINKS.get(function, ()):
        distances = (before - kink).abs()
        # exact zeros come from a ReLU before, which lets nothing through
        distances = distances[distances > 0]
        margin = min(margin, float(distances.min()) / rms(before))
    if node.kind in ("max", "global max"):
        x = inputs[0]
        windows = (x.flatten(2)[:, :, None, None] if node.kind == "global max"
                   else get_windows(node, x, -np.inf, -np.inf))
        # Equal ones are a ReLU's 0 or 6, or what an overlapping pooling before gave twice:
        # whichever wins, what comes back reaches the same place, or none.
        first = windows.amax(-1, keepdim=True)
        second = torch.where(windows < first, windows, -np.inf).amax(-1, keepdim=True)
        margin = min(margin, float((first - second).min()) / rms(x))
    return margin


class Graph:
    """A network: nodes in order, the native size, what it was trained on."""

    def __init__(self, name, convention, width, height, channels=3):
        self.name, self.convention, self.channels = name, convention, channels
        self.width, self.height = width, height
        self.nodes, self.names, self.last = [], {}, PICTURE

    def add(self, name, kind, inputs=None, **settings):
        inputs = inputs or [self.last]
        self.names[name] = len(self.nodes)
        self.nodes.append(Node(name, kind, inputs, **settings))
        self.last = name
        return name

    def run(self, picture):
        """The value of each node by its name."""
        values = {PICTURE: picture}
        for node in self.nodes:
            values[node.name] = compute(node, [values[name] for name in node.inputs])[0]
        return values

    def get_drawn_before(self, index):
        """The weighted nodes before one whose weights decide what it gets."""
        found, pending = [], list(self.nodes[index].inputs)
        while pending:
            name = pending.pop()
            if name != PICTURE and self.nodes[self.names[name]].has_weights():
                found.append(self.names[name])
            elif name != PICTURE:
                pending += self.nodes[self.names[name]].inputs
        return found

    def draw(self, seed, pictures):
        """Weights with which no decision for any of some pictures, the first of which has the
        native size, is near a tie."""
        random = np.random.default_rng(seed)
        values = [{PICTURE: picture} for picture in pictures]
        index, least, draws = 0, [np.inf] * len(self.nodes), 0
        while index < len(self.nodes):
            node = self.nodes[index]
            inputs = [[value[name] for name in node.inputs] for value in values]
            if node.has_weights():
                node.draw(random, *inputs[0][0].shape[1:])
                draws += 1
            least[index] = np.inf
            for value, xs in zip(values, inputs):
                value[node.name], before = compute(node, xs)
                least[index] = min(least[index], get_margin(node, xs, before))
            if least[index] >= MARGIN:
                index += 1
            elif node.has_weights():
                continue
            else:
                index = random.choice(self.get_drawn_before(index))
        print(f"{self.name}: {draws} draws, the nearest decision to a tie at {min(least):.1e}",
              flush=True)
