#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes seeds for the target keras-topology of models that Keras saved: the configuration, a zero byte, and the path
and the lengths of each dataset.

    keras_seeds.py FOLDER FILE...

Files without a configuration are passed over. Needs python3-h5py.
"""

import io
import os
import sys
import zipfile

import h5py


def list_datasets(file):
    lines = []

    def add(path, item):
        if isinstance(item, h5py.Dataset):
            lines.append(" ".join(["/" + path, *map(str, item.shape)]))

    file.visititems(add)
    return "\n".join(lines).encode()


def read_archive(path):
    with zipfile.ZipFile(path) as archive:
        weights = io.BytesIO(archive.read("model.weights.h5"))
        with h5py.File(weights, "r") as file:
            return archive.read("config.json"), list_datasets(file)


def read_model(path):
    with h5py.File(path, "r") as file:
        config = file.attrs["model_config"]
        return config if isinstance(config, bytes) else config.encode(), list_datasets(file)


def main():
    folder, *paths = sys.argv[1:]
    for path in paths:
        try:
            config, datasets = read_archive(path) if path.endswith(".keras") else read_model(path)
        except (KeyError, OSError, RuntimeError):
            continue
        with open(os.path.join(folder, os.path.basename(path) + ".json"), "wb") as seed:
            seed.write(config + b"\0" + datasets)


main()
