#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the small files in data/ whose networks are wrapped in others, by the libraries
that make real ones.

They hold the networks of make_files.py. Needs numpy and torch (Debian: python3-numpy
python3-torch python3-torchvision).
"""

import numpy as np
import torch

from make_files import make_layers
from make_pickled_files import make_torchvision_model, path, save, torch_tensors


class Wrapper(torch.nn.Module):
    """What trainers make of a network."""

    def __init__(self, model):
        super().__init__()
        self.model = model


class Slices(torch.nn.Module):
    """The features spread over Sequentials, their numbers kept, as LPIPS has them. Only
    the shapes are real: all values are one, stored once."""

    def __init__(self, ends):
        super().__init__()
        begin, features = 0, make_published_features()
        for i, end in enumerate(ends, 1):
            slice_ = torch.nn.Sequential()
            for k in range(begin, end):
                slice_.add_module(str(k), features[k])
            setattr(self, f"slice{i}", slice_)
            begin = end


def make_published_features():
    """VGG16's first two blocks."""
    layers, n_inputs = [], 3
    for width in (64, 64, "M", 128, 128, "M"):
        if width == "M":
            layers.append(torch.nn.MaxPool2d(2))
            continue
        layer = torch.nn.Conv2d(1, 1, 1)
        layer.weight = torch.nn.Parameter(torch.ones(1).expand(width, n_inputs, 3, 3))
        layer.bias = torch.nn.Parameter(torch.ones(1).expand(width))
        layers += [layer, torch.nn.ReLU()]
        n_inputs = width
    return torch.nn.Sequential(*layers)


def save_wrapped():
    first = torch_tensors(make_layers()[:3])
    model = make_torchvision_model()
    wrapped = Wrapper(torch.nn.DataParallel(Wrapper(model)))
    save({"state_dict": wrapped.state_dict(), "epoch": 3}, "wrapped-lightning.ckpt")
    save({"model_state": first}, "wrapped-model-state.pth", legacy=True)
    save({"agent": {"eyes": first, "age": 7}, "step": 12}, "wrapped-unknown-keys.pth")
    save({"encoder": first, "teacher": first}, "wrapped-twice.pth")
    save(make_published_features().state_dict(), "wrapped-bare.pth")
    save({"net": Slices((4, 7, 10)).state_dict()}, "wrapped-slices.pth")


def save_normalised():
    """The first convolutions of vgg16_bn, under another name too."""
    widths = (2, 3)
    layers, n_inputs = [], 3
    for width in widths:
        layers += [torch.nn.Conv2d(n_inputs, width, 3), torch.nn.BatchNorm2d(width), torch.nn.ReLU()]
        n_inputs = width
    state = {f"features.{k}": v for k, v in torch.nn.Sequential(*layers).state_dict().items()}
    save({f"module.{k}": v for k, v in state.items()}, "wrapped-normalised.pth")
    first = torch_tensors(make_layers()[:2])
    named = {f"conv1_{i + 1}.{p}": first[f"features.{2 * i}.{p}"] for i in range(2) for p in ("weight", "bias")}
    for i, width in enumerate(widths):
        for key, value in torch.nn.BatchNorm2d(width).state_dict().items():
            named[f"bn1_{i + 1}.{key}"] = value
    save(named, "wrapped-normalised-caffe.pth")


def save_numpy():
    """As TensorFlow's checkpoints of slim's VGG16 come out of numpy.savez."""
    arrays = {}
    for name, _, kernel, bias in make_layers()[:3]:
        layer = f"vgg_16/conv{name[5]}/conv{name[5]}_{name[-1]}"
        arrays[f"{layer}/weights"] = kernel
        arrays[f"{layer}/biases"] = bias
    np.savez(path("wrapped-slim.npz"), **arrays)


if __name__ == "__main__":
    save_wrapped()
    save_normalised()
    save_numpy()
