#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes whole Keras models in data/, of every kind of layer that is read, in the layouts of files
that Keras 2.4 (.h5) and Keras 3.3 (.keras) wrote, and ResNet50V2's names in that of its weights.

Weights are small numbers; none of them matters. Needs numpy and h5py (Debian: python3-numpy
python3-h5py).
"""

import io
import json
import os
import zipfile

import h5py
import numpy as np

from make_files import FOLDER, formula, new_hdf5

DATE = (2024, 6, 7, 17, 18, 2)
COMMON = {"trainable": True, "dtype": "float32"}
BN = ("gamma", "beta", "moving_mean", "moving_variance")


def layer(class_name, name, **config):
    return {"class_name": class_name, "config": {"name": name, **COMMON, **config}}


def convolution(name, filters, size=3, **config):
    standard = {
        "filters": filters,
        "kernel_size": [size, size],
        "strides": [1, 1],
        "padding": "valid",
        "data_format": "channels_last",
        "dilation_rate": [1, 1],
        "groups": 1,
        "activation": "linear",
        "use_bias": True,
    }
    return layer("Conv2D", name, **{**standard, **config})


def picture(shape, name="input_1", key="batch_input_shape"):
    return {"class_name": "InputLayer", "config": {key: [None, *shape], "dtype": "float32", "name": name}}


def functional(name, calls, outputs):
    """@calls: (layer, names of what it takes)"""
    layers = [
        {**one, "name": one["config"]["name"], "inbound_nodes": [[[n, 0, 0, {}] for n in names]] if names else []}
        for one, names in calls
    ]
    return {
        "class_name": "Functional",
        "config": {
            "name": name,
            "layers": layers,
            "input_layers": [[calls[0][0]["config"]["name"], 0, 0]],
            "output_layers": [[outputs, 0, 0]],
        },
    }


def sequential(name, layers):
    return {"class_name": "Sequential", "config": {"name": name, "layers": layers}}


def save_h5(name, model, weights):
    """@weights: {layer of the model: {name of a variable: shape}}"""
    with new_hdf5(name) as file:
        file.attrs["backend"] = "tensorflow"
        file.attrs["keras_version"] = "2.4.0"
        file.attrs["model_config"] = json.dumps(model).encode("utf8")
        root = file.create_group("model_weights")
        root.attrs["layer_names"] = [one["config"]["name"].encode() for one in model["config"]["layers"]]
        for one in model["config"]["layers"]:
            own = one["config"]["name"]
            group = root.create_group(own)
            group.attrs["weight_names"] = [variable.encode() for variable in weights.get(own, {})]
            for i, (variable, shape) in enumerate(weights.get(own, {}).items()):
                group[variable] = formula(i, 0, shape)


def variables(name, **shapes):
    return {f"{name}/{variable}:0": shape for variable, shape in shapes.items()}


def normalisation(name, channels, parts=BN):
    return variables(name, **{part: (channels,) for part in parts})


def save_all_kinds():
    calls = [
        (picture((None, None, 3)), []),
        (layer("Rescaling", "rescaling", scale=1 / 127.5, offset=-1.0), ["input_1"]),
        (layer("ZeroPadding2D", "pad", padding=[[0, 1], [2, 3]], data_format="channels_last"), ["rescaling"]),
        (convolution("conv", 4, strides=[2, 2], use_bias=False), ["pad"]),
        (layer("BatchNormalization", "bn", axis=[3], epsilon=0.002, center=True, scale=False), ["conv"]),
        (layer("ReLU", "relu6", max_value=6.0, negative_slope=0.0, threshold=0.0), ["bn"]),
        (
            layer(
                "DepthwiseConv2D",
                "depthwise",
                kernel_size=[3, 3],
                strides=[1, 1],
                padding="same",
                data_format="channels_last",
                dilation_rate=[1, 1],
                depth_multiplier=2,
                activation="linear",
                use_bias=True,
            ),
            ["relu6"],
        ),
        (layer("LeakyReLU", "leaky", alpha=0.125), ["depthwise"]),
        (
            layer(
                "SeparableConv2D",
                "separable",
                filters=8,
                kernel_size=[3, 3],
                strides=[1, 1],
                padding="same",
                data_format="channels_last",
                dilation_rate=[2, 2],
                depth_multiplier=1,
                activation="elu",
                use_bias=True,
            ),
            ["leaky"],
        ),
        (layer("Dropout", "dropout", rate=0.5), ["separable"]),
        (convolution("grouped", 8, 1, groups=2, activation="swish"), ["dropout"]),
        (layer("Add", "add"), ["separable", "grouped"]),
        (layer("GlobalAveragePooling2D", "squeeze", data_format="channels_last"), ["add"]),
        (layer("Reshape", "reshape", target_shape=[1, 1, 8]), ["squeeze"]),
        (convolution("excite", 8, 1, activation="sigmoid"), ["reshape"]),
        (layer("Multiply", "multiply"), ["add", "excite"]),
        (layer("Concatenate", "concatenate", axis=-1), ["multiply", "add", "leaky"]),
        (layer("Cropping2D", "crop", cropping=[[1, 0], [0, 2]], data_format="channels_last"), ["concatenate"]),
        (
            layer(
                "AveragePooling2D",
                "average",
                pool_size=[3, 3],
                padding="same",
                strides=[2, 2],
                data_format="channels_last",
            ),
            ["crop"],
        ),
        (layer("Lambda", "lambda", function="x"), ["average"]),
        (convolution("behind", 4, 1), ["lambda"]),
        (layer("GlobalMaxPooling2D", "global", data_format="channels_last"), ["average"]),
        (layer("Dense", "predictions", units=5, activation="softmax", use_bias=True), ["global"]),
    ]
    weights = {
        "conv": variables("conv", kernel=(3, 3, 3, 4)),
        "bn": normalisation("bn", 4, BN[1:]),
        "depthwise": variables("depthwise", depthwise_kernel=(3, 3, 4, 2), bias=(8,)),
        "separable": variables(
            "separable", depthwise_kernel=(3, 3, 8, 1), pointwise_kernel=(1, 1, 8, 8), bias=(8,)
        ),
        "grouped": variables("grouped_1", kernel=(1, 1, 4, 8), bias=(8,)),
        "excite": variables("excite", kernel=(1, 1, 8, 8), bias=(8,)),
        "behind": variables("behind", kernel=(1, 1, 24, 4), bias=(4,)),
        "predictions": variables("predictions", kernel=(24, 5), bias=(5,)),
    }
    save_h5("keras-model-kinds.h5", functional("kinds", calls, "predictions"), weights)


def save_nested():
    """A model in a model, which has a layer of the same name"""
    inner = functional(
        "encoder",
        [
            (picture((8, 8, 3), "input_2"), []),
            (convolution("conv", 4, activation="relu"), ["input_2"]),
            (convolution("second", 4, activation="tanh"), ["conv"]),
        ],
        "second",
    )
    outer = [
        picture((8, 8, 3)),
        convolution("conv", 3, padding="same"),
        inner,
        layer("Flatten", "flatten", data_format="channels_last"),
        layer("Dense", "dense", units=2, activation="softmax", use_bias=True),
    ]
    weights = {
        "conv": variables("conv", kernel=(3, 3, 3, 3), bias=(3,)),
        "encoder": {
            **variables("conv", kernel=(3, 3, 3, 4), bias=(4,)),
            **variables("second", kernel=(3, 3, 4, 4), bias=(4,)),
        },
        "dense": variables("dense", kernel=(64, 2), bias=(2,)),
    }
    save_h5("keras-model-nested.h5", sequential("outer", outer), weights)


def save_hostile():
    ring = [
        (picture((8, 8, 3)), []),
        (convolution("first", 2), ["input_1"]),
        (convolution("second", 2), ["third"]),
        (convolution("third", 2), ["second"]),
        (convolution("fourth", 2), ["nowhere"]),
    ]
    save_h5("keras-model-ring.h5", functional("ring", ring, "third"), {"first": variables("first", kernel=(3, 3, 3, 2))})
    wide = sequential("wide", [picture((8, 8, 3)), convolution("wide", 2, strides=[65536, 1])])
    save_h5("keras-model-wide.h5", wide, {"wide": variables("wide", kernel=(3, 3, 3, 2))})


def tensor(name):
    return {"class_name": "__keras_tensor__", "config": {"shape": [None, 8, 8, 1], "keras_history": [name, 0, 0]}}


def save_keras_3():
    """Keras 3 numbers groups by class, and variables by the order in which they were made."""
    described = [
        (picture((8, 8, 1), "input_layer", "batch_shape"), []),
        (convolution("stem", 2, padding="same", activation="relu"), ["input_layer"]),
        (layer("BatchNormalization", "norm", axis=-1, epsilon=0.001, center=True, scale=True), ["stem"]),
        (convolution("branch", 2, 1, activation="leaky_relu"), ["norm"]),
        (layer("Add", "sum"), ["norm", "branch"]),
    ]
    layers = []
    for one, names in described:
        args = [[tensor(n) for n in names]] if len(names) > 1 else [tensor(n) for n in names]
        calls = [{"args": args, "kwargs": {}}] if names else []
        layers.append({"module": "keras.layers", **one, "name": one["config"]["name"], "inbound_nodes": calls})
    config = {
        "module": "keras.src.models.functional",
        "class_name": "Functional",
        "config": {
            "name": "functional",
            "layers": layers,
            "input_layers": [["input_layer", 0, 0]],
            "output_layers": [["sum", 0, 0]],
        },
    }
    groups = {
        "conv2d": [(3, 3, 1, 2), (2,)],
        "batch_normalization": [(2,)] * 4,
        "conv2d_1": [(1, 1, 2, 2), (2,)],
    }
    weights = io.BytesIO()
    with h5py.File(weights, "w") as file:
        for group, shapes in groups.items():
            for i, shape in enumerate(shapes):
                file[f"layers/{group}/vars/{i}"] = formula(i, 0, shape)
        file.create_group("layers/add/vars")
    with zipfile.ZipFile(os.path.join(FOLDER, "keras-model-3.keras"), "w") as archive:
        for entry, data in (
            ("metadata.json", json.dumps({"keras_version": "3.3.3"})),
            ("config.json", json.dumps(config)),
            ("model.weights.h5", weights.getvalue()),
        ):
            archive.writestr(zipfile.ZipInfo(entry, DATE), data)


def resnet_layers(n_blocks=(3, 4, 6, 3)):
    """(layer, {variable: shape}) of ResNet50V2 with the top, one channel wide"""
    bn = {part: (1,) for part in BN}
    yield "conv1_conv", {"kernel": (7, 7, 3, 1), "bias": (1,)}
    for stack, n in enumerate(n_blocks, 2):
        for block in range(1, n + 1):
            name = f"conv{stack}_block{block}"
            yield f"{name}_preact_bn", bn
            if block == 1:
                yield f"{name}_0_conv", {"kernel": (1, 1, 1, 1), "bias": (1,)}
            yield f"{name}_1_conv", {"kernel": (1, 1, 1, 1)}
            yield f"{name}_1_bn", bn
            yield f"{name}_2_conv", {"kernel": (3, 3, 1, 1)}
            yield f"{name}_2_bn", bn
            yield f"{name}_3_conv", {"kernel": (1, 1, 1, 1), "bias": (1,)}
    yield "post_bn", bn
    yield "predictions", {"kernel": (1, 4), "bias": (4,)}


def save_resnet():
    with new_hdf5("keras-resnet50v2.h5") as file:
        for name, shapes in resnet_layers():
            group = file.create_group(name)
            group.attrs["weight_names"] = [f"{name}/{variable}:0" for variable in shapes]
            for variable, shape in shapes.items():
                group[f"{name}/{variable}:0"] = formula(0, 0, shape)


if __name__ == "__main__":
    save_all_kinds()
    save_nested()
    save_hostile()
    save_keras_3()
    save_resnet()
