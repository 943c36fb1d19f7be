# SPDX-License-Identifier: GPL-3.0-or-later

"""VGG networks of random weights in float64, as those of tests/core/random-network.c.

Weights come from SplitMix64, so that they need not be stored. Of each filter there are
any number of draws; choose_draws() looks for those with which no ReLU and no pooling is
near a tie, and the number of the draw is what is stored.
"""

import math
import os

import numpy as np
import torch
from torch.nn import functional

from decisions import REQUIRED, distances_in_windows, distances_to_zero, rms

VALUES = os.path.join(os.path.dirname(os.path.abspath(__file__)), "values")
BLOCKS = {"VGG16": (2, 2, 3, 3, 3), "VGG19": (2, 2, 4, 4, 4)}
WIDTHS = (64, 128, 256, 512, 512)
MARGIN = 2 * REQUIRED  # that is looked for
MOST_DRAWS = 10000


def uniform_at(seed, indices):
    """Numbers of SplitMix64 as fv_random_uniform() makes them."""
    z = np.uint64(seed) + (indices.astype(np.uint64) + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
    z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    z = z ^ (z >> np.uint64(31))
    return (z >> np.uint64(11)).astype(np.float64) * 2.0**-53


def normal_at(seed, indices):
    """As fv_random_normal() makes them."""
    radius = np.sqrt(-2 * np.log(1 - uniform_at(seed, 2 * indices)))
    return radius * np.cos(2 * np.pi * uniform_at(seed, 2 * indices + 1))


def uniform(seed, count):
    return uniform_at(seed, np.arange(count))


def normal(seed, count):
    return normal_at(seed, np.arange(count))


def single(array):
    return array.astype(np.float32).astype(np.float64)


def nodes(network, divisor=1):
    """(kind, layer name, filters) in the order of the node tables; with all widths divided."""
    for block, count in enumerate(BLOCKS[network]):
        for number in range(count):
            yield "convolution", f"block{block + 1}_conv{number + 1}", WIDTHS[block] // divisor
            yield "relu", None, None
        yield "pooling", f"block{block + 1}_pool", None


def make_filters(node, inputs, width, filters, draws):
    """Kernel and bias of some of a layer's @width filters, each of its own draw."""
    rows = np.arange(9 * inputs)[:, None]
    kernel = normal_at(16 * node, (draws * 9 * inputs + rows) * width + filters)
    kernel = single(kernel * math.sqrt(2 / (9 * inputs)))
    bias = single(normal_at(16 * node + 1, draws * width + filters) * 10)
    kernel = kernel.reshape(3, 3, inputs, len(filters)).transpose(3, 2, 0, 1).copy()
    return torch.from_numpy(kernel), torch.from_numpy(bias)


def pad(x, circular):
    """A margin of one position at each side."""
    sides = {"x": (1, 1, 0, 0), "y": (0, 0, 1, 1)}
    for axis, widths in sides.items():
        x = functional.pad(x, widths, mode="circular" if axis in circular else "constant")
    return x


def max_pooling(x):
    return functional.max_pool2d(x, 2)


def average_pooling(x):
    return functional.avg_pool2d(x, 2)


class Network:
    """A network of random weights, in float64."""

    def __init__(self, name, divisor=1, draws=None):
        self.steps = []
        inputs = 3
        for index, (kind, layer, width) in enumerate(nodes(name, divisor)):
            weights = None
            if kind == "convolution":
                filters = np.arange(width)
                drawn = draws.get(layer, 0 * filters) if draws else 0 * filters
                weights = make_filters(index, inputs, width, filters, drawn)
                inputs = width
            self.steps.append((kind, layer, weights))

    def run(self, x, last, before_relu=False, pool=max_pooling, circular="", after=None):
        """(layer, map) of each convolution, after its ReLU or before it, and of each
        pooling, up to layer @last; @x is the input, or the map of layer @after."""
        convolution, layers = None, [layer for _, layer, _ in self.steps]
        first = layers.index(after) + 2 if after else 0
        for kind, layer, weights in self.steps[first:]:
            if kind == "convolution":
                convolution = layer
                x = functional.conv2d(pad(x, circular), *weights)
                if before_relu:
                    yield layer, x
                    if layer == last:
                        return
            elif kind == "relu":
                x = functional.relu(x)
                if not before_relu:
                    yield convolution, x
                    if convolution == last:
                        return
            else:
                x = pool(x)
                yield layer, x
                if layer == last:
                    return

    def gradient(self, image, layer, filter, border=0, before_relu=False):
        """Loss and gradient at an array of shape (height, width, 3)."""
        x = to_tensor(image).requires_grad_()
        *_, (_, maps) = self.run(x, layer, before_relu)
        map = maps[0, filter]
        loss = map[border : map.shape[0] - border, border : map.shape[1] - border].mean()
        loss.backward()
        return loss.item(), to_image(x.grad)


class Case:
    """A computation whose decisions are to be far from a tie: of an input, up to the ReLU
    of a layer, or without that; of decisions up to that of @first nothing is asked."""

    def __init__(self, x, last, before_relu=False, pool=max_pooling, circular="", first=None):
        self.x, self.last, self.before_relu = x, last, before_relu
        self.pool, self.circular, self.first = pool, circular, first
        self.asks = first is None

    def get_good(self, layer, before, scale, pools):
        """Which of some filters of a layer decide far from ties."""
        least = torch.full(before.shape[1:2], np.inf, dtype=torch.float64)
        decides = layer != self.last or not self.before_relu
        if decides and self.asks:
            least = distances_to_zero(before).amin((0, 2, 3))
        if pools and layer != self.last and (self.asks or layer == self.first):
            least = torch.minimum(least, distances_in_windows(before).amin((0, 2, 3)))
        return least > MARGIN * scale


def draw_layer(cases, node, layer, inputs, width, pools):
    """The draw of each filter of a layer: the first that decides far from ties."""
    draws, pending, scales = np.zeros(width, int), np.arange(width), None
    for draw in range(MOST_DRAWS):
        weights = make_filters(node, inputs, width, pending, np.full(len(pending), draw))
        maps = [functional.conv2d(pad(case.x, case.circular), *weights) for case in cases]
        scales = scales or [rms(before) for before in maps]
        good = np.ones(len(pending), bool)
        for case, before, scale in zip(cases, maps, scales):
            good &= case.get_good(layer, before, scale, pools).numpy()
        draws[pending] = draw
        pending = pending[~good]
        if not len(pending):
            return draws
    raise SystemExit(f"{layer}: no draw decides far from ties")


def choose_draws(name, divisor, cases):
    """The draws of each layer that a case reaches."""
    chosen, inputs, steps = {}, 3, list(nodes(name, divisor))
    for index, (kind, layer, width) in enumerate(steps):
        if kind == "pooling":
            for case in cases:
                case.x = case.pool(case.x)
        if kind != "convolution":
            continue
        pools = steps[index + 2][0] == "pooling"
        chosen[layer] = draw_layer(cases, index, layer, inputs, width, pools)
        print(f"{name} {layer}: up to draw {chosen[layer].max()}", flush=True)
        weights = make_filters(index, inputs, width, np.arange(width), chosen[layer])
        going = [case for case in cases if case.last != layer]
        for case in going:
            case.asks = case.asks or case.first == layer
            case.x = functional.relu(functional.conv2d(pad(case.x, case.circular), *weights))
        cases, inputs = going, width
        if not cases:
            break
    return chosen


def save_draws(file, draws):
    with open(os.path.join(VALUES, file), "w") as table:
        for layer, numbers in draws.items():
            print(layer, *numbers, sep=",", file=table)


def save(name, array):
    np.save(os.path.join(VALUES, name), np.ascontiguousarray(array, dtype=np.float32))


def to_tensor(image):
    """Of an array of shape (height, width, 3)."""
    return torch.from_numpy(np.ascontiguousarray(image.transpose(2, 0, 1)))[None]


def to_image(tensor):
    return tensor[0].numpy().transpose(1, 2, 0)
