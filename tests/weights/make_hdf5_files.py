#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes HDF5 files in data/ whose inner structure is another than that of make_files.py's:
what h5py writes when it is asked for the newest format, for an order of the links, for
compact data, or for very many links; and some that lead into other files.

Needs what make_files.py needs.
"""

import os

import h5py
import numpy as np

from make_files import FOLDER, fill_keras_2, make_layers


def new_file(name, **options):
    return h5py.File(os.path.join(FOLDER, name), "w", **options)


def save_many_links(layers):
    """So many that the tree of the root's links has several levels."""
    with new_file("hdf5-many.h5") as file:
        file.create_group("layer_000")
        for i in range(1, 600):
            file[f"layer_{i:03d}"] = file["layer_000"]
        fill_keras_2(file, layers)


def save_compact(layers):
    with new_file("hdf5-compact.h5") as file:
        for name, _, kernel, bias in layers:
            for part, array in (("kernel:0", kernel), ("bias:0", bias)):
                path = f"{name}/{name}/{part}".encode()
                create = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
                create.set_layout(h5py.h5d.COMPACT)
                links = h5py.h5p.create(h5py.h5p.LINK_CREATE)
                links.set_create_intermediate_group(True)
                space = h5py.h5s.create_simple(array.shape)
                dataset = h5py.h5d.create(file.id, path, h5py.h5t.IEEE_F32LE, space, create, links)
                dataset.write(h5py.h5s.ALL, h5py.h5s.ALL, array)


def save_odd_types(layers):
    kernel, bias = layers[0][2:]
    with new_file("hdf5-named-type.h5") as file:
        file["type"] = np.dtype("<f4")
        file.create_dataset("block1_conv1/kernel:0", data=kernel, dtype=file["type"])
        file["block1_conv1/bias:0"] = bias
    with new_file("hdf5-odd-type.h5") as file:
        kind = h5py.h5t.IEEE_F32LE.copy()
        kind.set_ebias(120)
        space = h5py.h5s.create_simple(kernel.shape)
        h5py.h5d.create(file.create_group("block1_conv1").id, b"kernel:0", kind, space)
        file["block1_conv1/bias:0"] = bias


def save_slash(layers):
    """A hard link whose name leads through an external one, if it is taken for a path. No
    library writes such a name, so it is put in afterwards."""
    name = "hdf5-slash.h5"
    with new_file(name) as file:
        fill_keras_2(file, layers[:1])
        group = file.create_group("block1_conv2")
        for part, array in (("kernel:", layers[1][2]), ("bias:", layers[1][3])):
            group[part] = h5py.ExternalLink("keras-2.h5", "/block1_conv2/block1_conv2")
            group[f"{part}|{part}0"] = array
    path = os.path.join(FOLDER, name)
    with open(path, "rb") as file:
        data = file.read()
    with open(path, "wb") as file:
        file.write(data.replace(b"|kernel:0", b"/kernel:0").replace(b"|bias:0", b"/bias:0"))


def save_unlimited(layers):
    """A virtual dataset whose shape depends on another file."""
    bias = layers[0][3]
    with new_file("hdf5-unlimited.h5", libver="latest") as file:
        file["block1_conv1/bias:0"] = bias
        layout = h5py.VirtualLayout((3, 3, 3, 2), "<f4", maxshape=(None, 3, 3, 2))
        source = h5py.VirtualSource("keras-2.h5", "/block1_conv1/block1_conv1/kernel:0", (3, 3, 3, 2),
                                    maxshape=(None, 3, 3, 2))
        layout[: h5py.h5s.UNLIMITED] = source[: h5py.h5s.UNLIMITED]
        file.create_virtual_dataset("block1_conv1/kernel:0", layout)


if __name__ == "__main__":
    five = make_layers(count=5)
    with new_file("hdf5-latest.h5", libver="latest") as newest:
        fill_keras_2(newest, five)
    with new_file("hdf5-ordered.h5", track_order=True) as ordered:
        fill_keras_2(ordered, five)
    with new_file("hdf5-dense.h5", libver="latest") as dense:
        fill_keras_2(dense, make_layers())
    with new_file("hdf5-attributes.h5") as file:
        file.attrs["model_config"] = "x" * 3000
        fill_keras_2(file, five)
    save_many_links(five)
    save_compact(five)
    save_odd_types(five)
    save_slash(make_layers(count=2))
    save_unlimited(five)
