#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the small files of whole networks in data/, with fc1, fc2 and predictions, by the
libraries that make real ones.

They hold the networks of make_files.py. Needs what the other scripts here need.
"""

import collections

import h5py
import numpy as np
import onnx
import torch
import torchvision
from onnx import helper, numpy_helper

import make_files
import make_protobuf_files
from make_files import (
    KERAS,
    OUTPUTS,
    SIDE,
    WIDTHS,
    formula,
    keras_tensors,
    make_dense,
    make_layers,
    save_safetensors,
    torchvision_tensors,
    whole_keras,
)
from make_pickled_files import numpy_arrays, path, save

CAFFE = ("fc6", "fc7", "fc8")
TORCHVISION = ("classifier.0", "classifier.3", "classifier.6")
EARLY_TORCHVISION = ("classifier.1", "classifier.4", "classifier.6")
TIMM = ("pre_logits.fc1", "pre_logits.fc2", "head.fc")


def as_convolution(i, kernel):
    """Output × channel × row × column, as PyTorch and Caffe order the inputs."""
    side = SIDE if i == 0 else 1
    return kernel.reshape(side, side, -1, kernel.shape[1]).transpose(3, 2, 0, 1).copy()


def outputs_first(i, kernel):
    return as_convolution(i, kernel).reshape(kernel.shape[1], -1)


def name_tensors(dense, names, suffixes, arrange=lambda i, kernel: kernel):
    tensors = {}
    for i, (kernel, bias) in enumerate(dense):
        tensors[names[i] + suffixes[0]] = arrange(i, kernel)
        tensors[names[i] + suffixes[1]] = bias
    return tensors


def keras_dense(dense):
    return name_tensors(dense, KERAS, ("/kernel", "/bias"))


def torch_dense(dense, names=TORCHVISION, arrange=outputs_first):
    return name_tensors(dense, names, (".weight", ".bias"), arrange)


def save_keras(layers, dense):
    whole = whole_keras(layers, dense)
    make_files.save_keras_2016("classifier-2016.h5", whole)
    with h5py.File(path("classifier-2-model.h5"), "w") as file:
        make_files.fill_keras_2(file.create_group("model_weights"), whole)
    save_safetensors("classifier.safetensors", {**keras_tensors(layers), **keras_dense(dense)})
    vgg19 = make_layers("vgg19")
    save_safetensors("classifier-vgg19.safetensors",
                     {**keras_tensors(vgg19), **keras_dense(make_dense(WIDTHS[len(vgg19) - 1]))})


def make_torchvision_model(layers, dense):
    """torchvision's own class at small widths."""
    plan, i = [], 0
    for n_convolutions in make_files.BLOCKS["vgg16"]:
        plan += list(WIDTHS[i : i + n_convolutions]) + ["M"]
        i += n_convolutions
    model = torchvision.models.VGG(torchvision.models.vgg.make_layers(plan), init_weights=False)
    widths = (dense[0][0].shape[0], *OUTPUTS)
    for i, name in enumerate(TORCHVISION):
        model.classifier[int(name[-1])] = torch.nn.Linear(widths[i], widths[i + 1])
    tensors = {**torchvision_tensors(layers), **torch_dense(dense)}
    model.load_state_dict({k: torch.from_numpy(v) for k, v in tensors.items()})
    return model.eval()


def save_logits(model, channels):
    """What torchvision makes of a map behind the last pooling, which follows the formula too."""
    pooled = formula(30, 0, (SIDE, SIDE, channels)).transpose(2, 0, 1).astype(np.float64)
    logits = model.double().classifier(torch.from_numpy(pooled)[None].flatten(1))[0]
    with open(path("classifier-logits.txt"), "w") as file:
        print(*map(repr, logits.tolist()), sep="\n", file=file)


def save_pytorch(layers, dense):
    model = make_torchvision_model(layers, dense)
    save(model.state_dict(), "classifier-zip.pth")
    save(model.state_dict(), "classifier-old.pth", legacy=True)
    torch.onnx.export(model, torch.zeros(1, 3, 224, 224), path("classifier-pytorch.onnx"))
    torch.onnx.export(model, torch.zeros(1, 3, 224, 224), path("classifier-batches.onnx"),
                      input_names=["image"], dynamic_axes={"image": {0: "batch"}})
    save_logits(model, WIDTHS[len(layers) - 1])
    early = {**torchvision_tensors(layers), **torch_dense(dense, EARLY_TORCHVISION)}
    save(collections.OrderedDict((k, torch.from_numpy(v)) for k, v in early.items()),
         "classifier-early-old.pth", legacy=True)
    caffe = {k.replace("/kernel", ".weight").replace("/bias", ".bias").replace("block", "conv").replace("_conv", "_"):
             v.transpose(3, 2, 0, 1).copy() if v.ndim == 4 else v for k, v in keras_tensors(layers).items()}
    caffe.update(torch_dense(dense, CAFFE))
    save({k: torch.from_numpy(v) for k, v in caffe.items()}, "classifier-caffe-names.pth")
    save_safetensors("classifier-timm.safetensors",
                     {**torchvision_tensors(layers), **torch_dense(dense, TIMM, as_convolution_but_the_last)})


def as_convolution_but_the_last(i, kernel):
    return outputs_first(i, kernel) if i == 2 else as_convolution(i, kernel)


def save_numpy(layers, dense):
    np.savez(path("classifier.npz"), **numpy_arrays(layers), **name_tensors(dense, CAFFE, ("_W", "_b")))
    np.savez(path("classifier-keras.npz"),
             **{f"{n}/{n}/{p}:0": a for n, _, k, b in whole_keras(layers, dense) for p, a in (("kernel", k), ("bias", b))})


def save_caffe(layers, dense):
    for name, old in (("classifier-v1.caffemodel", True), ("classifier.caffemodel", False)):
        net = make_protobuf_files.make_caffe(layers, old=old)
        known = net.layers if old else net.layer
        del known[-1]  # an fc6 of zeros
        for i, (kernel, bias) in enumerate(dense):
            layer = known.add(name=CAFFE[i])
            layer.type = make_protobuf_files.V1_TYPES["fc"] if old else make_protobuf_files.TYPES["fc"]
            for array in (outputs_first(i, kernel), bias):
                make_protobuf_files.fill_blob(layer.blobs.add(), array, old, False, False)
        make_protobuf_files.write(name, net.SerializeToString())


def make_onnx(layers, dense, transposed=True, between="Relu"):
    """As the converter of MXNet writes it."""
    model = make_protobuf_files.make_onnx(layers)
    graph = model.graph
    del graph.node[-1], graph.initializer[-1], graph.initializer[0]
    value = graph.node[-1].output[0]
    for i, (kernel, bias) in enumerate(dense):
        names = (f"vgg0_dense{i}_weight", f"vgg0_dense{i}_bias")
        array = outputs_first(i, kernel)
        graph.initializer.append(numpy_helper.from_array(array if transposed else array.T.copy(), names[0]))
        graph.initializer.append(numpy_helper.from_array(bias, names[1]))
        graph.node.append(helper.make_node("Gemm", [value, *names], [f"d{i}"], transB=int(transposed)))
        value = f"d{i}"
        if i < 2:
            graph.node.append(helper.make_node(between, [value], [f"e{i}"]))
            graph.node.append(helper.make_node("Dropout", [f"e{i}"], [f"f{i}"]))
            value = f"f{i}"
    del graph.output[:]
    graph.output.append(helper.make_tensor_value_info(value, onnx.TensorProto.FLOAT, [1, OUTPUTS[-1]]))
    return model


def save_onnx(layers, dense):
    make_protobuf_files.write("classifier.onnx", make_onnx(layers, dense).SerializeToString())
    make_protobuf_files.write("classifier-untransposed.onnx",
                              make_onnx(layers, dense, transposed=False).SerializeToString())
    make_protobuf_files.write("classifier-foreign.onnx",
                              make_onnx(layers, dense, between="Sigmoid").SerializeToString())


def save_damaged(layers, dense):
    """Files whose convolutions are good."""
    good = {**keras_tensors(layers), **keras_dense(dense)}

    def save_changed(name, **changes):
        tensors = {k: v for k, v in {**good, **changes}.items() if v is not None}
        save_safetensors(f"classifier-{name}.safetensors", tensors)

    nan = dense[1][0].copy()
    nan[3, 4] = np.nan
    save_changed("wrong-inputs", **{"fc1/kernel": np.zeros((97, 12))})
    save_changed("wrong-order", **{"fc2/kernel": np.zeros((8, 12))})
    save_changed("wrong-rank", **{"fc1/kernel": np.zeros((7, 7, 2, 12))})
    save_changed("wrong-bias", **{"predictions/bias": np.zeros(9)})
    save_changed("no-outputs", **{"predictions/kernel": np.zeros((8, 0)), "predictions/bias": np.zeros(0)})
    save_changed("no-bias", **{"fc2/bias": None})
    save_changed("no-convolution", **{"block5_conv3/kernel": None, "block5_conv3/bias": None})
    save_changed("nan", **{"fc2/kernel": nan})


def main():
    layers = make_layers()
    dense = make_dense(WIDTHS[len(layers) - 1])
    save_keras(layers, dense)
    save_pytorch(layers, dense)
    save_numpy(layers, dense)
    save_caffe(layers, dense)
    save_onnx(layers, dense)
    save_damaged(layers, dense)


if __name__ == "__main__":
    main()
