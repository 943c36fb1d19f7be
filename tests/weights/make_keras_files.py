#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes files in data/ in the layouts that Keras' own writers have but for Keras 2's, which
make_files.py makes: of 2015, of 2.13 to 2.15, of 3, and those that do not tell VGG's names.

The layouts are those of files that Keras 2.13.1, 3.3.3 and 3.16 wrote. Needs numpy and h5py
(Debian: python3-numpy python3-h5py).
"""

import io
import json
import os
import zipfile

import h5py
import numpy as np

from make_files import FOLDER, fill_keras_2, make_dense, make_layers, new_hdf5, whole_keras

WEIGHTLESS = ("input_layer", "max_pooling2d", "max_pooling2d_1", "flatten")
DATE = (2024, 6, 7, 17, 18, 2)


def class_of(kernel):
    return "conv2d" if kernel.ndim == 4 else "dense"


def fill_by_class(file, layers, prefix="layers/", labels=False, step=1):
    """As Keras does since 2.13: layers are numbered by their class."""
    counts = {}
    for layer, _, kernel, bias in layers:
        name = class_of(kernel)
        count = counts.get(name, 0)
        counts[name] = count + step
        group = file.create_group(prefix + (f"{name}_{count}" if count else name)).create_group("vars")
        if labels:
            group.attrs["name"] = layer
        group["0"] = kernel
        group["1"] = bias
    return file


def add_what_is_empty(file, prefix="layers/"):
    """What Keras writes besides: layers without weights, and an optimizer's."""
    for name in WEIGHTLESS:
        file.create_group(prefix + name).create_group("vars")
    variables = file.create_group("optimizer/vars")
    variables["0"] = np.int64(1)
    variables["2"] = np.ones((3, 3, 3, 2), np.float32)
    file.create_group("vars")


def save_keras_3(name, layers, labels=False, prefix="layers/"):
    with new_hdf5(name) as file:
        fill_by_class(file, layers, prefix, labels)
        add_what_is_empty(file, prefix)


def save_doubled(name, layers, prefix):
    """Keras 2.13 counts each layer with weights twice."""
    with new_hdf5(name) as file:
        fill_by_class(file, layers, prefix, step=2)
        add_what_is_empty(file, prefix)


def save_nested(name, layers, head, labels):
    with new_hdf5(name) as file:
        fill_by_class(file, layers, "layers/functional/layers/", labels)
        fill_by_class(file, head, "layers/", labels)
        file.create_group("layers/functional/vars")
        add_what_is_empty(file)


def describe_layer(layer, class_name, config=None):
    return {"module": "keras.layers", "class_name": class_name, "config": {"name": layer, **(config or {})}}


def describe_layers(layers):
    classes = {"conv2d": "Conv2D", "dense": "Dense"}
    described = [describe_layer(name, classes[class_of(kernel)]) for name, _, kernel, _ in layers]
    return [describe_layer("image", "InputLayer"), *described, describe_layer("pool", "MaxPooling2D")]


def save_archive(name, config, fill, method=zipfile.ZIP_STORED):
    """What Keras saves as .keras; @fill makes the file of weights in it."""
    weights = io.BytesIO()
    with h5py.File(weights, "w") as file:
        fill(file)
    with zipfile.ZipFile(os.path.join(FOLDER, name), "w", method) as archive:
        for entry, data in (
            ("metadata.json", json.dumps({"keras_version": "3.3.3"})),
            ("config.json", json.dumps(config)),
            ("model.weights.h5", weights.getvalue()),
        ):
            archive.writestr(zipfile.ZipInfo(entry, DATE), data, method)


def save_archives(layers, head):
    plain = describe_layer("model", "Functional", {"layers": describe_layers(layers)})
    inner = describe_layer("vgg16", "Functional", {"layers": describe_layers(layers)})
    nested = {"layers": [describe_layer("image", "InputLayer"), *describe_layers(head)[1:-1], inner]}
    save_archive("keras-3.keras", plain, lambda file: fill_by_class(file, layers))
    save_archive("keras-3-deflated.keras", plain, lambda file: fill_by_class(file, layers), zipfile.ZIP_DEFLATED)
    save_archive(
        "keras-2.13.keras",
        plain,
        lambda file: fill_by_class(file, layers, "_layer_checkpoint_dependencies/", step=2),
    )
    save_archive(
        "keras-3-nested.keras",
        describe_layer("model", "Functional", nested),
        lambda file: fill_by_class(fill_by_class(file, layers, "layers/functional/layers/"), head),
    )
    save_archive("keras-other.keras", {}, lambda file: fill_by_class(file, layers))


def save_2015(name, layers):
    """Theano's convolution turns the kernel, and its maps have the channels first."""
    with new_hdf5(name) as file:
        file.attrs["nb_layers"] = 2 * len(layers)
        channels = 3
        for i, (_, _, kernel, bias) in enumerate(layers):
            file.create_group(f"layer_{2 * i}").attrs["nb_params"] = 0
            group = file.create_group(f"layer_{2 * i + 1}")
            group.attrs["nb_params"] = 2
            if kernel.ndim == 4:
                channels = kernel.shape[3]
                kernel = kernel.transpose(3, 2, 0, 1)[:, :, ::-1, ::-1]
            elif kernel.shape[0] == 49 * channels:
                kernel = kernel.reshape(49, channels, -1).transpose(1, 0, 2).reshape(kernel.shape)
            group["param_0"] = kernel
            group["param_1"] = bias


def rename(layers, make_name):
    return [(make_name(i, name, kernel), node, kernel, bias) for i, (name, node, kernel, bias) in enumerate(layers)]


def caffe_name(i, name, kernel):
    fully = dict(zip(("fc1", "fc2", "predictions"), ("fc6", "fc7", "fc8")))
    return fully.get(name) or name.replace("block", "conv").replace("_conv", "_")


def as_convolutions(layers):
    """Dense layers as the convolutions that they equal, as VGG-Face has them."""
    return [
        (name, node, kernel if kernel.ndim == 4 else kernel.reshape(*side(name), -1, kernel.shape[1]), bias)
        for name, node, kernel, bias in layers
    ]


def side(name):
    return (7, 7) if name == "fc1" else (1, 1)


def save_keras_2(name, layers, extra=()):
    with new_hdf5(name) as file:
        fill_keras_2(file, layers)
        for path, array in extra:
            file[path] = array


def save_names_of_keras_2(layers, whole):
    numbered = rename(layers, lambda i, name, kernel: f"conv2d_{i + 1}")
    save_keras_2("keras-2-default-names.h5", numbered)
    save_keras_2("keras-2-caffe-names.h5", rename(layers[:5], caffe_name))
    save_keras_2("classifier-2-caffe-names.h5", rename(as_convolutions(whole), caffe_name))
    save_keras_2("classifier-2-default-names.h5", rename(as_convolutions(whole), lambda i, n, k: f"conv2d_{i + 1}"))
    # Networks that are no VGG
    mean = [(f"batch_normalization_{i}/batch_normalization_{i}/moving_mean:0", layers[0][3]) for i in range(3)]
    save_keras_2("keras-2-normalised.h5", numbered, mean)
    save_keras_2("keras-2-four.h5", numbered[:4])


if __name__ == "__main__":
    thirteen = make_layers()
    everything = whole_keras(thirteen, make_dense(thirteen[-1][2].shape[3]))
    dense = [("head", None, np.ones((4, 2), np.float32), np.ones(2, np.float32))]
    save_keras_3("keras-3.weights.h5", thirteen[:5], labels=True)
    save_keras_3("keras-3-numbered.weights.h5", thirteen)
    save_keras_3("keras-3-windows.weights.h5", thirteen[:5], labels=True, prefix="layers\\")
    save_keras_3("classifier-3.weights.h5", everything, labels=True)
    save_keras_3("classifier-3-numbered.weights.h5", everything)
    save_nested("keras-3-nested.weights.h5", thirteen[:5], dense, labels=True)
    save_nested("keras-3-nested-numbered.weights.h5", thirteen, dense, labels=False)
    save_doubled("keras-2.13.weights.h5", thirteen, "_layer_checkpoint_dependencies/")
    save_doubled("keras-2.13-windows.weights.h5", thirteen, "_layer_checkpoint_dependencies\\")
    save_archives(thirteen[:3], dense)
    save_2015("keras-2015.h5", thirteen)
    save_2015("classifier-2015.h5", everything)
    save_names_of_keras_2(thirteen, everything)
