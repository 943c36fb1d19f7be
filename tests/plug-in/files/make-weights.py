#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Writes small.safetensors: a network with the layers of VGG16, but 8 filters each.

Its random weights (He-normal) make it fast, not meaningful. Filter 7 of block1_conv2
never responds to anything, so that an ascent of it is stuck.

    python3 make-weights.py small.safetensors
"""

import json
import struct
import sys

import numpy

N_FILTERS = 8
N_CONVOLUTIONS = {1: 2, 2: 2, 3: 3, 4: 3, 5: 3}


def make_tensors():
    random = numpy.random.RandomState(16)
    n_inputs = 3
    for block, n_convolutions in N_CONVOLUTIONS.items():
        for number in range(1, n_convolutions + 1):
            name = f"block{block}_conv{number}"
            kernel = random.normal(
                0, (2 / (9 * n_inputs)) ** 0.5, (3, 3, n_inputs, N_FILTERS))
            # The sum of a filter's weights is positive, so that it responds to gray.
            kernel *= numpy.sign(kernel.sum(axis=(0, 1, 2)))
            bias = numpy.full(N_FILTERS, 20.0)
            if name == "block1_conv2":
                kernel[..., 7] = 0
                bias[7] = -1
            yield name + "/kernel", kernel.astype("<f4")
            yield name + "/bias", bias.astype("<f4")
            n_inputs = N_FILTERS


def write(path):
    header, data = {}, b""
    for name, values in make_tensors():
        start = len(data)
        data += values.tobytes()
        header[name] = {"dtype": "F32", "shape": list(values.shape),
                        "data_offsets": [start, len(data)]}
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


if __name__ == "__main__":
    write(sys.argv[1])
