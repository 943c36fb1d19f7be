#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the small PyTorch and NumPy files in data/, by the libraries that make real ones.

They hold the networks of make_files.py. Needs numpy and torch (Debian: python3-numpy
python3-torch python3-torchvision).
"""

import collections
import io
import os
import pickle
import struct
import zipfile

import numpy as np
import torch
import torchvision

from make_files import FOLDER, WIDTHS, make_layers, torchvision_tensors


def path(name):
    return os.path.join(FOLDER, name)


def torch_tensors(layers):
    tensors = torchvision_tensors(layers)
    return collections.OrderedDict((k, torch.from_numpy(v)) for k, v in tensors.items())


def save(value, name, legacy=False, protocol=2):
    torch.save(
        value, path(name), pickle_protocol=protocol, _use_new_zipfile_serialization=not legacy
    )


def make_torchvision_model():
    """torchvision's own class at small widths, its classifier not a number."""
    plan, i = [], 0
    for n_convolutions in (2, 2, 3, 3, 3):
        plan += list(WIDTHS[i : i + n_convolutions]) + ["M"]
        i += n_convolutions
    model = torchvision.models.VGG(torch.nn.Sequential(), init_weights=False, num_classes=2)
    model.features = torchvision.models.vgg.make_layers(plan)
    model.classifier = torch.nn.Sequential(torch.nn.Linear(2, 3))
    with torch.no_grad():
        model.classifier[0].weight.fill_(float("nan"))
    model.load_state_dict(torch_tensors(make_layers()), strict=False)
    return model


def save_state_dicts():
    layers = make_layers()
    state = make_torchvision_model().state_dict()
    tensors = torch_tensors(layers)
    save(state, "pytorch-zip.pth")
    save(state, "pytorch-old.pth", legacy=True)
    save(tensors, "pytorch-protocol-4.pth", protocol=4)
    save(torch_tensors(make_layers("vgg19")), "pytorch-vgg19-old.pth", legacy=True)
    first = torch_tensors(layers[:3])
    save({k: v.half() for k, v in first.items()}, "pytorch-half.pth")
    save({k: v.bfloat16() for k, v in first.items()}, "pytorch-bfloat16-old.pth", legacy=True)
    save({k: v.double() for k, v in first.items()}, "pytorch-double.pth")
    save({k: torch.nn.Parameter(v) for k, v in first.items()}, "pytorch-parameters-old.pth", legacy=True)
    save({k: v.contiguous(memory_format=torch.channels_last) if v.dim() == 4 else v for k, v in first.items()},
         "pytorch-channels-last.pth")
    save({f"conv{n[5]}_{n[-1]}.{p}": first[f"features.{i}.{p}"] for n, i, _, _ in layers[:3]
          for p in ("weight", "bias")}, "pytorch-caffe-names.pth")


def save_checkpoints():
    model = torch.nn.DataParallel(make_torchvision_model())
    optimizer = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9)
    for parameter in model.parameters():
        parameter.grad = torch.zeros_like(parameter)
    optimizer.step()
    state = {"epoch": 3, "state_dict": model.state_dict(), "optimizer": optimizer.state_dict()}
    save(state, "pytorch-checkpoint.pth")
    save(state, "pytorch-checkpoint-old.pth", legacy=True)


def share_storage(layers):
    """All tensors as parts of one storage, the way PyTorch keeps views."""
    arrays = torchvision_tensors(layers)
    whole = torch.from_numpy(np.concatenate([a.ravel() for a in arrays.values()]))
    tensors, begin = {}, 0
    for name, array in arrays.items():
        tensors[name] = whole[begin : begin + array.size].view(array.shape)
        begin += array.size
    return tensors


class OldPickler(pickle._Pickler):
    """Pickles as PyTorch 0.2 did on Python 2: strings of bytes, dictionaries from lists
    of pairs, and storages that are parts of others."""

    def __init__(self, file, storages):
        super().__init__(file, protocol=2)
        self.storages = storages

    def save_bytes_string(self, text):
        self.write(pickle.SHORT_BINSTRING + bytes([len(text)]) + text.encode())

    def save_global(self, module, name):
        self.write(pickle.GLOBAL + module.encode() + b"\n" + name.encode() + b"\n")

    def save(self, value, save_persistent_id=True):
        if isinstance(value, str):
            return self.save_bytes_string(value)
        if isinstance(value, collections.OrderedDict):
            self.save_global("collections", "OrderedDict")
            self.save(([[k, v] for k, v in value.items()],))
            return self.write(pickle.REDUCE)
        if isinstance(value, tuple) and value and value[0] == "tensor":
            self.save_global("torch._utils", "_rebuild_tensor")
            return self.save_tensor(*value[1:])
        return super().save(value, save_persistent_id)

    def save_tensor(self, array, begin):
        self.write(pickle.MARK + pickle.MARK)
        self.save("storage")
        self.save_global("torch", "FloatStorage")
        for item in ("12345", "cuda:0", self.storages["12345"].size, (str(begin), begin, array.size)):
            self.save(item)
        self.write(pickle.TUPLE + pickle.BINPERSID)
        self.save(0)
        self.save(array.shape)
        self.save(tuple(s // array.itemsize for s in array.strides))
        self.write(pickle.TUPLE + pickle.REDUCE)


def save_python_2(name, layers):
    arrays = torchvision_tensors(layers)
    whole = np.concatenate([a.ravel() for a in arrays.values()])
    tensors, begin = collections.OrderedDict(), 0
    for key, array in arrays.items():
        tensors[key] = ("tensor", array, begin)
        begin += array.size
    with open(path(name), "wb") as file:
        pickle.dump(0x1950A86A20F9469CFC6C, file, 2)
        for value in (1001, {"little_endian": True, "protocol_version": 1001}, tensors, ["12345"]):
            OldPickler(file, {"12345": whole}).dump(value)
        file.write(struct.pack("<q", whole.size) + whole.tobytes())


def save_views():
    layers = make_layers(count=3)
    save(share_storage(layers), "pytorch-shared.pth")
    save(share_storage(layers), "pytorch-shared-old.pth", legacy=True)
    save_python_2("pytorch-python-2.pth", layers)


class Evil:
    def __reduce__(self):
        return os.system, ("touch harmed",)


def save_hostile():
    state = dict(torch_tensors(make_layers(count=1)))
    for legacy, end in ((False, ""), (True, "-old")):
        save({"a": Evil(), **state}, f"pytorch-evil{end}.pth", legacy)
    save(torch.nn.Sequential(torch.nn.Conv2d(3, 2, 3)), "pytorch-model.pth")
    save([1, 2], "pytorch-list.pth")
    gaps = {k: torch.stack([v, v], -1)[..., 0] for k, v in state.items()}
    save(gaps, "pytorch-gaps.pth")
    save({k: v.int() for k, v in state.items()}, "pytorch-integers.pth")
    save({k: torch.full_like(v, float("nan")) for k, v in state.items()}, "pytorch-nan-old.pth", True)


def numpy_arrays(layers):
    arrays = {}
    for name, _, kernel, bias in layers:
        name = name.replace("block", "").replace("conv", "")
        arrays[f"conv{name}_W"] = kernel
        arrays[f"conv{name}_b"] = bias
    return arrays


def save_numpy():
    layers = make_layers(count=5)
    arrays = numpy_arrays(make_layers())
    np.savez(path("numpy.npz"), **arrays, fc6_W=np.zeros((2, 3)), fc6_b=np.zeros(3))
    np.savez_compressed(path("numpy-compressed.npz"), **arrays)
    arrays = numpy_arrays(layers)
    np.savez(path("numpy-fortran.npz"), **{k: np.asfortranarray(v) for k, v in arrays.items()})
    for name, dtype in (("half", "<f2"), ("double", "<f8"), ("big-endian", ">f4")):
        np.savez(path(f"numpy-{name}.npz"), **{k: v.astype(dtype) for k, v in arrays.items()})
    np.savez(path("numpy-keras.npz"), **{f"{n}/{n}/{p}:0": a for n, _, k, b in layers
                                         for p, a in (("kernel", k), ("bias", b))})
    np.savez(path("numpy-keras-2016.npz"), **{f"{n}_{p}_1:0": a for n, _, k, b in layers
                                              for p, a in (("W", k), ("b", b))})
    np.savez(path("numpy-integers.npz"), **{k: v.astype("<i4") for k, v in arrays.items()})
    np.savez(path("numpy-objects.npz"), conv1_1_W=np.array([Evil()], dtype=object))
    np.savez(path("numpy-vgg19.npz"), **numpy_arrays(make_layers("vgg19")))


def make_zip(entries, compression=zipfile.ZIP_STORED):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", compression) as file:
        for name, content in entries:
            file.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), content, compression)
    return bytearray(data.getvalue())


def save_bombs():
    """What claims more than it is."""
    state = io.BytesIO()
    torch.save(dict(torch_tensors(make_layers(count=1))), state)
    with zipfile.ZipFile(state) as file:
        entries = [(name, file.read(name)) for name in file.namelist()]
    plain = make_zip(entries)
    directory = plain.index(b"PK\1\2")

    sizes = bytearray(plain)
    for place in range(directory, len(sizes)):
        if sizes[place : place + 4] == b"PK\1\2":
            sizes[place + 20 : place + 28] = struct.pack("<II", 0xFFFFFF00, 0xFFFFFF00)
    inflated = [(n, c) if n.endswith("pkl") else (n, bytes(1 << 20)) for n, c in entries]
    many = bytearray(plain)
    many[-12:-6] = struct.pack("<HI", 0xFFFE, 0xFFFFFFF0)
    end = struct.pack("<4sQHHIIQQQQ", b"PK\6\6", 44, 45, 45, 0, 0, 1 << 40, 1 << 40, 1 << 45, directory)
    locator = struct.pack("<4sIQI", b"PK\6\7", 0, len(plain) - 22, 1)
    for name, content in (
        ("sizes", sizes),
        ("inflated", make_zip(inflated, zipfile.ZIP_DEFLATED)),
        ("pickle", make_zip([("a/data.pkl", bytes(3 << 20))], zipfile.ZIP_DEFLATED)),
        ("entries", many),
        ("entries-64", plain[:-22] + end + locator + plain[-22:]),
        ("no-pickle", make_zip([("a/data.txt", b"text")])),
    ):
        with open(path(f"zip-{name}.pth"), "wb") as file:
            file.write(content)
    with open(path("zip-empty.npz"), "wb") as file:
        file.write(make_zip([("conv1_1_W.npy", b""), ("conv1_1_b.npy", b"")]))


def save_big_endian():
    """As PyTorch 2.1 would write it on another machine."""
    state = io.BytesIO()
    torch.save(torch_tensors(make_layers(count=3)), state)
    with zipfile.ZipFile(state) as file:
        entries = [(name, file.read(name)) for name in file.namelist()]
    swapped = [
        (n, np.frombuffer(c, "<f4").astype(">f4").tobytes() if "/data/" in n else c)
        for n, c in entries
    ]
    with open(path("pytorch-big-endian.pth"), "wb") as file:
        file.write(make_zip([*swapped, ("archive/byteorder", b"big")]))


def save_conventions():
    """One network as it would be for another input: the first kernel is divided by what
    the reader multiplies it with."""
    (name, node, kernel, bias), *rest = make_layers(count=5)
    deviation = np.array([0.229, 0.224, 0.225])[None, None, :, None]
    scaled = (kernel[:, :, ::-1].astype(np.float64) * 255 * deviation).astype(np.float32)
    layers = [(name, node, scaled, bias), *rest]
    save(torch_tensors(layers), "same-torchvision.pth")
    layers = [(name, node, kernel[:, :, ::-1], bias), *rest]
    np.savez(path("same-frossard.npz"), **numpy_arrays(layers))


if __name__ == "__main__":
    torch.manual_seed(0)
    save_state_dicts()
    save_checkpoints()
    save_views()
    save_hostile()
    save_numpy()
    save_bombs()
    save_big_endian()
    save_conventions()
