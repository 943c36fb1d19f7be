#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the small weights files in data/, by the libraries that make real ones.

They hold networks of a few filters per layer. Value k (in C order of HWIO) of the
kernel of convolution i, and of its bias, follows a formula that common.c knows too;
every value is exact in float16 and bfloat16.

Needs numpy and h5py (Debian: python3-numpy python3-h5py).
"""

import json
import os
import struct

import h5py
import numpy as np

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
BLOCKS = {"vgg16": (2, 2, 3, 3, 3), "vgg19": (2, 2, 4, 4, 4)}
WIDTHS = (2, 3, 4, 5, 6, 5, 4, 3, 2, 3, 4, 3, 2, 3, 2, 3)
SIDE = 7
OUTPUTS = (12, 8, 10)
KERAS = ("fc1", "fc2", "predictions")


def formula(convolution, part, shape):
    k = np.arange(np.prod(shape), dtype=np.int64)
    values = (k * 37 + convolution * 11 + part * 5) % 255 - 127
    return (values / 64).astype(np.float32).reshape(shape)


def make_layers(network="vgg16", count=None):
    """List of (Keras name, index in torchvision's features, kernel HWIO, bias)."""
    layers, node, inputs = [], 0, 3
    for block, n_convolutions in enumerate(BLOCKS[network], 1):
        for number in range(1, n_convolutions + 1):
            i = len(layers)
            layers.append(
                (
                    f"block{block}_conv{number}",
                    node,
                    formula(i, 0, (3, 3, inputs, WIDTHS[i])),
                    formula(i, 1, (WIDTHS[i],)),
                )
            )
            inputs = WIDTHS[i]
            node += 2
        node += 1
    return layers[:count]


def make_dense(channels):
    """List of (kernel, inputs × outputs, bias): layer i follows the formula of a convolution
    20 + i, in the order of Keras."""
    layers, inputs = [], SIDE * SIDE * channels
    for i, outputs in enumerate(OUTPUTS):
        layers.append((formula(20 + i, 0, (inputs, outputs)), formula(20 + i, 1, (outputs,))))
        inputs = outputs
    return layers


def whole_keras(layers, dense):
    """As convolutions are listed, with the dense layers behind them."""
    return layers + [(name, None, kernel, bias) for name, (kernel, bias) in zip(KERAS, dense)]


def keras_tensors(layers):
    return {
        f"{name}/{part}": array
        for name, _, kernel, bias in layers
        for part, array in (("kernel", kernel), ("bias", bias))
    }


def torchvision_tensors(layers):
    tensors = {}
    for _, node, kernel, bias in layers:
        tensors[f"features.{node}.weight"] = kernel.transpose(3, 2, 0, 1).copy()
        tensors[f"features.{node}.bias"] = bias
    return tensors


def encode(array, dtype):
    if dtype == "BF16":
        return (array.astype("<f4").view("<u4") >> 16).astype("<u2").tobytes()
    return array.astype({"F32": "<f4", "F16": "<f2"}[dtype]).tobytes()


def save_safetensors(name, tensors, dtype="F32", metadata=None):
    header, data = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for key, array in tensors.items():
        raw = encode(array, dtype)
        header[key] = {
            "dtype": dtype,
            "shape": list(array.shape),
            "data_offsets": [len(data), len(data) + len(raw)],
        }
        data += raw
    text = json.dumps(header, separators=(",", ":")).encode()
    text += b" " * (-len(text) % 8)
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def new_hdf5(name):
    return h5py.File(os.path.join(FOLDER, name), "w")


def save_keras_2016(name, layers):
    with new_hdf5(name) as file:
        names = [layer[0] for layer in layers]
        names.insert(2, "block1_pool")
        file.attrs["layer_names"] = [n.encode() for n in names]
        file.create_group("block1_pool").attrs["weight_names"] = []
        for layer, _, kernel, bias in layers:
            group = file.create_group(layer)
            group.attrs["weight_names"] = [
                f"{layer}_W_1:0".encode(),
                f"{layer}_b_1:0".encode(),
            ]
            group[f"{layer}_W_1:0"] = kernel
            group[f"{layer}_b_1:0"] = bias


def fill_keras_2(root, layers, dtype="<f4", inner="{0}/"):
    for layer, _, kernel, bias in layers:
        group = root.create_group(layer)
        group[inner.format(layer) + "kernel:0"] = kernel.astype(dtype)
        group[inner.format(layer) + "bias:0"] = bias.astype(dtype)


def save_keras_2_model(name, layers):
    with new_hdf5(name) as file:
        file.attrs["model_config"] = "{}"
        root = file.create_group("model_weights")
        root["fc1/fc1/kernel:0"] = np.zeros((2, 3), np.float32)
        fill_keras_2(root, layers)
        slots = file.create_group("optimizer_weights").create_group("Adam")
        fill_keras_2(slots.create_group("m"), [(n, i, k * 0, b * 0) for n, i, k, b in layers])


def save_keras_files():
    layers = make_layers(count=5)
    save_keras_2016("keras-2016.h5", make_layers())
    save_keras_2016("keras-2016-vgg19.h5", make_layers("vgg19", 8))
    save_keras_2_model("keras-2-model.h5", layers)
    for name, dtype in (
        ("keras-2.h5", "<f4"),
        ("keras-2-float16.h5", "<f2"),
        ("keras-2-float64.h5", "<f8"),
        ("keras-2-big-endian.h5", ">f4"),
    ):
        with new_hdf5(name) as file:
            fill_keras_2(file, layers, dtype)
    with new_hdf5("keras-2-renamed.h5") as file:
        fill_keras_2(file, layers, inner="{0}_1/")
    with new_hdf5("keras-2-nested.h5") as file:
        fill_keras_2(file.create_group("model_weights/vgg16"), layers, inner="")


def save_hostile_keras_files():
    layers = make_layers(count=2)
    kernel, bias = layers[0][2:]
    with new_hdf5("theano.h5") as file:
        for layer, _, k, b in layers:
            file[f"{layer}/{layer}_W_1:0"] = k.transpose(3, 2, 0, 1)
            file[f"{layer}/{layer}_b_1:0"] = b
    with new_hdf5("cycle.h5") as file:
        fill_keras_2(file, layers)
        for name in ("a", "b", "c", "d", "e", "f"):
            file[f"loop/{name}"] = file["/"]
    with new_hdf5("links.h5") as file:
        fill_keras_2(file, layers[:1])
        file["block1_conv2/kernel:0"] = h5py.ExternalLink("keras-2.h5", "/block1_conv2/block1_conv2/kernel:0")
        file["block1_conv2/bias:0"] = h5py.SoftLink("/block1_conv2/kernel:0")
    bias_path, kernel_path = "block1_conv1/bias:0", "block1_conv1/kernel:0"
    with new_hdf5("compressed.h5") as file:
        file[bias_path] = bias
        file.create_dataset(kernel_path, data=kernel, compression="gzip")
    with new_hdf5("external.h5") as file:
        file[bias_path] = bias
        file.create_dataset(kernel_path, kernel.shape, "<f4", external=[("keras-2.h5", 0, kernel.nbytes)])
    with new_hdf5("virtual.h5") as file:
        file[bias_path] = bias
        layout = h5py.VirtualLayout(kernel.shape, "<f4")
        layout[:] = h5py.VirtualSource("keras-2.h5", "/block1_conv1/block1_conv1/kernel:0", kernel.shape)
        file.create_virtual_dataset(kernel_path, layout)
    with new_hdf5("unstored.h5") as file:
        file.create_dataset(kernel_path, (3, 3, 3, 2048), "<f4")
        file.create_dataset(bias_path, (2048,), "<f4")
    with new_hdf5("huge.h5") as file:
        file.create_dataset(kernel_path, (3, 3, 3, 2**40), "<f4")
        file.create_dataset(bias_path, (2**40,), "<f4")
    with new_hdf5("integers.h5") as file:
        file[kernel_path] = kernel.astype("<i4")
        file[bias_path] = bias
    with new_hdf5("nan.h5") as file:
        file[kernel_path] = kernel * np.float32(np.nan)
        file[bias_path] = bias
    with new_hdf5("overflow.h5") as file:
        file[kernel_path] = kernel.astype("<f8") * 1e200
        file[bias_path] = bias


def save_safetensors_files():
    layers = make_layers()
    for dtype in ("F32", "F16", "BF16"):
        save_safetensors(f"{dtype.lower()}.safetensors", keras_tensors(layers[:5]), dtype)
    save_safetensors("vgg19.safetensors", keras_tensors(make_layers("vgg19")))
    save_safetensors("no-bias.safetensors", {"block1_conv1/kernel": layers[0][2]})
    save_safetensors("no-first-layer.safetensors", keras_tensors(layers[1:4]))
    save_safetensors("gap.safetensors", keras_tensors(layers[:2] + layers[3:5]))

    classifier = {"head.fc.weight": np.full((2, 3), np.nan), "head.fc.bias": np.zeros(2)}
    tensors = dict(torchvision_tensors(layers), **classifier)
    save_safetensors("torchvision.safetensors", tensors, metadata={"format": "pt"})
    save_safetensors("torchvision-f16.safetensors", tensors, "F16")
    save_safetensors("torchvision-vgg19.safetensors", torchvision_tensors(make_layers("vgg19")))
    save_safetensors("torchvision-partial.safetensors", torchvision_tensors(layers[:3]))

    normalised = torchvision_tensors(layers[:1])
    normalised["features.1.weight"] = np.ones(2)
    normalised["features.3.weight"] = np.zeros((3, 2, 3, 3))
    save_safetensors("torchvision-bn.safetensors", normalised)

    wrong = keras_tensors(layers[:3])
    wrong["block1_conv2/kernel"] = np.zeros((5, 5, 2, 3))
    save_safetensors("wrong-size.safetensors", wrong)
    wrong["block1_conv2/kernel"] = np.zeros((3, 3, 7, 3))
    save_safetensors("wrong-inputs.safetensors", wrong)
    wrong["block1_conv2/kernel"] = np.zeros((3, 3, 2, 3))
    wrong["block1_conv2/bias"] = np.zeros(4)
    save_safetensors("wrong-bias.safetensors", wrong)
    for name, value in (("nan", np.nan), ("infinity", -np.inf)):
        damaged = keras_tensors(layers[:3])
        damaged["block1_conv2/bias"] = damaged["block1_conv2/bias"].copy()
        damaged["block1_conv2/bias"][1] = value
        save_safetensors(f"{name}.safetensors", damaged)


def random_uniform(seed, index):
    """SplitMix64, as core/base/random.c has it."""
    with np.errstate(over="ignore"):
        z = np.uint64(seed) + (index + np.uint64(1)) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return ((z ^ (z >> np.uint64(31))) >> np.uint64(11)) * 2.0**-53


def random_normal(seed, n):
    k = np.arange(n, dtype=np.uint64) * np.uint64(2)
    radius = np.sqrt(-2 * np.log(1 - random_uniform(seed, k)))
    return radius * np.cos(2 * np.pi * random_uniform(seed, k + np.uint64(1)))


def save_untrained_values():
    """Lines of: layer, index in its kernel, value; index -1 has the sum of squares."""
    lines, inputs = [], 3
    for (layer, node, _, _), filters in zip(
        make_layers(), (64, 64, 128, 128, 256, 256, 256, 512, 512, 512, 512, 512, 512)
    ):
        kernel = random_normal(16 * node, 9 * inputs * filters) * np.sqrt(2 / (9 * inputs))
        for k in (0, 1, 777, len(kernel) // 2, len(kernel) - 1):
            lines.append(f"{layer} {k} {kernel[k]:.17g}")
        lines.append(f"{layer} -1 {np.sum(kernel**2):.17g}")
        inputs = filters
    with open(os.path.join(FOLDER, "untrained.txt"), "w") as file:
        file.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    os.makedirs(FOLDER, exist_ok=True)
    save_keras_files()
    save_hostile_keras_files()
    save_safetensors_files()
    save_untrained_values()
