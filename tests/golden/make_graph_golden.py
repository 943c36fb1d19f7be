#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes networks of every kind of node with random weights in tests/weights/data, and the
golden values of tests/weights/graph-gradient.c: losses, gradients and activations by float64
PyTorch. Needs Debian's python3-torch and python3-h5py.

    python3 tests/golden/make_graph_golden.py [NAME…]
"""

import os
import sys

import numpy as np

import graph_caffe
import graph_keras
import graph_onnx
from graph_networks import GRAPHS
from networks import VALUES, save, single, to_image, to_tensor, uniform

FOLDER = os.path.join(VALUES, "..", "..", "weights", "data")
PICTURE_SEED = 4000
SAMPLE = 7
FEW = 200  # of fewer values each one is stored
IMAGENET = (103.939, 116.779, 123.68)  # B, G, R
DEVIATION = (0.229, 0.224, 0.225)  # torchvision's, R, G, B
LUMA = (0.299, 0.587, 0.114)
SEQUENTIAL = ("keras-gray",)
# What each is: the mean of B, G, R, and what a network of three channels is given for the
# internal input (B, G, R minus the mean)
MEANS = {"keras": IMAGENET, "torchvision": (103.53, 116.28, 123.675), "tf": (127.5,) * 3,
         "unit": (0.0,) * 3, "raw": (0.0,) * 3}


def convert(convention, channels, internal):
    """What the network was trained on, from the internal input."""
    if convention == "keras":
        return internal
    x = internal.flip(1)
    if convention == "torchvision":
        x = x / 255 / x.new_tensor(DEVIATION)[:, None, None]
    else:
        x = x / {"tf": 127.5, "unit": 255.0, "raw": 1.0}[convention]
    if channels == 1:
        x = (x * x.new_tensor(LUMA)[:, None, None]).sum(1, keepdim=True)
    return x


def make_internal(convention, width, height):
    picture = single(uniform(PICTURE_SEED, width * height * 3) * 255)
    picture = picture.reshape(height, width, 3)[:, :, ::-1]
    mean = np.array(MEANS[convention], np.float32)
    return to_tensor((picture.astype(np.float32) - mean).astype(np.float64))


def get_path(graph):
    ending = {"keras": ".h5", "caffe": ".caffemodel", "onnx": ".onnx"}[graph.name.split("-")[0]]
    return "graph-" + graph.name + ending


def write(graph):
    """Writes the file; returns the layers' names in it."""
    path = os.path.join(FOLDER, get_path(graph))
    if graph.name.startswith("keras"):
        graph_keras.write(graph, path, graph.name in SEQUENTIAL)
    elif graph.name.startswith("caffe"):
        graph_caffe.write(graph, path, graph.name == "caffe-old")
    else:
        return graph_onnx.write(graph, path, graph.name == "onnx-folded")
    # What is done in place belongs to the layer whose map it changes.
    names = {}
    for node in graph.nodes:
        names[node.name] = names[node.inputs[0]] if node.get("in_place") else node.name
    return names


def evaluate(graph, internal):
    return graph.run(convert(graph.convention, graph.channels, internal))


def differentiate(graph, layer, filter, border, width, height):
    internal = make_internal(graph.convention, width, height).requires_grad_()
    map = evaluate(graph, internal)[layer][0, filter]
    loss = map[border : map.shape[0] - border, border : map.shape[1] - border].mean()
    loss.backward()
    return loss.item(), to_image(internal.grad)


def choose_filter(graph, layer, filter, border, sizes):
    """A filter, or the first one behind it that responds to the pictures."""
    while not all(differentiate(graph, layer, filter, border, *size)[1].any() for size in sizes):
        filter += 1
    return filter


def save_gradients(graph, names, sizes, targets, table):
    for layer, wanted, border in targets:
        counted = sizes[:1] if border else sizes
        filter = choose_filter(graph, layer, wanted, border, counted)
        for width, height in counted:
            loss, gradient = differentiate(graph, layer, filter, border, width, height)
            name = f"graph-{graph.name}-{layer.replace('/', '-')}-{width}x{height}.npy"
            save(name, gradient)
            print(get_path(graph), graph.convention, names[layer], filter, width, height, border,
                  repr(loss), name, sep=",", file=table)


def take_samples(map):
    values = to_image(map).ravel()
    return values[::SAMPLE if len(values) >= FEW else 1]


def save_activations(graph, names, sizes, targets, table):
    """Every SAMPLE-th value of the targets, one layer after the other."""
    for width, height in sizes:
        values = evaluate(graph, make_internal(graph.convention, width, height))
        samples = {names[layer]: take_samples(values[layer]) for layer, *_ in targets}
        name = f"graph-{graph.name}-{width}x{height}.npy"
        joined = np.concatenate(list(samples.values()))
        save(name, np.pad(joined, (0, -len(joined) % 3)).reshape(1, -1, 3))
        layers = " ".join(f"{layer}:{len(taken)}" for layer, taken in samples.items())
        print(get_path(graph), graph.convention, width, height, name, layers, sep=",", file=table)


def main():
    chosen = sys.argv[1:]
    with open(os.path.join(VALUES, "graph-gradients.csv"), "w") as gradients, \
            open(os.path.join(VALUES, "graph-activations.csv"), "w") as activations:
        for seed, make in enumerate(GRAPHS):
            graph, sizes, targets = make()
            if chosen and graph.name not in chosen:
                continue
            graph.draw(seed, [convert(graph.convention, graph.channels,
                                      make_internal(graph.convention, *size)) for size in sizes])
            names = write(graph)
            save_gradients(graph, names, sizes, targets, gradients)
            save_activations(graph, names, sizes, targets, activations)


if __name__ == "__main__":
    main()
