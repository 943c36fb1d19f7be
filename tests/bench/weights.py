#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Makes what is measured with: VGG16 with random weights, as safetensors and as Keras has
it, and a photo of 12 megapixels; compare.py calls it.

usage: weights.py FOLDER

It is a process of its own, since the peak of memory of a process counts that of the one
that starts it.
"""

import json
import pathlib
import struct
import sys
import zlib

import h5py
import numpy as np

from rivals import SHRINK

BLOCKS = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))


def make_kernels():
    random = np.random.default_rng(1)
    kernels, n_inputs = {}, 3
    for block, (n_filters, n_layers) in enumerate(BLOCKS, 1):
        for layer in range(1, n_layers + 1):
            kernel = random.standard_normal((3, 3, n_inputs, n_filters), dtype=np.float32)
            kernels[f"block{block}_conv{layer}"] = kernel * np.float32((2 / (9 * n_inputs)) ** 0.5)
            n_inputs = n_filters
    return kernels


def write_weights(folder, kernels):
    header, data = {}, b""
    with h5py.File(folder / "vgg16.h5", "w") as file:
        file.attrs["layer_names"] = [name.encode() for name in kernels]
        for name, kernel in kernels.items():
            bias = np.zeros(kernel.shape[3], np.float32)
            group = file.create_group(name)
            group.attrs["weight_names"] = [f"{name}/{part}:0".encode()
                                           for part in ("kernel", "bias")]
            for part, values in (("kernel", kernel), ("bias", bias)):
                group[f"{name}/{part}:0"] = values
                header[f"{name}/{part}"] = {
                    "dtype": "F32", "shape": values.shape,
                    "data_offsets": (len(data), len(data) + values.nbytes)}
                data += values.tobytes()
    text = json.dumps(header).encode()
    (folder / "vgg16.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + data)


def make_photo(width, height):
    """Waves of all directions and lengths, as a photo has more of the long ones."""
    random = np.random.default_rng(2)
    y, x = np.meshgrid(np.linspace(0, 1, height, dtype=np.float32),
                       np.linspace(0, width / height, width, dtype=np.float32), indexing="ij")
    photo = np.full((height, width, 3), 128, np.float32)
    for frequency in 2.0 ** np.arange(1, 9):
        angle, phase = random.uniform(0, 2 * np.pi, 2)
        wave = np.sin((x * np.cos(angle) + y * np.sin(angle)) * np.float32(2 * np.pi * frequency)
                      + np.float32(phase))
        photo += wave[:, :, None] * random.uniform(-60, 60, 3).astype(np.float32) / frequency ** 0.5
    return photo.clip(0, 255).astype(np.uint8)


def write_png(file, pixels):
    height, width = pixels.shape[:2]
    rows = np.zeros((height, 1 + 3 * width), np.uint8)  # each begins with its filter: none
    rows[:, 1:] = pixels.reshape(height, -1)
    chunks = ((b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)),
              (b"IDAT", zlib.compress(rows, 1)), (b"IEND", b""))
    file.write_bytes(b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        for kind, data in chunks))


def main():
    folder = pathlib.Path(sys.argv[1])
    write_weights(folder, make_kernels())
    write_png(folder / "photo.png", make_photo(4000 // SHRINK, 3000 // SHRINK))
    np.save(folder / "small.npy", np.zeros((32, 32, 3), np.float32))


main()
