#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the small .caffemodel and .onnx files in data/: protobuf's own library writes the
Caffe messages, onnx and PyTorch's exporter the models. They hold the networks that make_files.py has.

Needs python3-protobuf, python3-onnx, and what make_files.py needs.
"""

import os

import numpy as np
import onnx
import torch
from google.protobuf import descriptor_pb2, message_factory
from onnx import TensorProto, helper, numpy_helper

from make_files import FOLDER, make_layers

FIELD = descriptor_pb2.FieldDescriptorProto
REPEATED, OPTIONAL = FIELD.LABEL_REPEATED, FIELD.LABEL_OPTIONAL

# Of caffe.proto: message, then (field, number, type, label).
CAFFE = {
    "BlobShape": [("dim", 1, FIELD.TYPE_INT64, REPEATED)],
    "BlobProto": [
        ("num", 1, FIELD.TYPE_INT32, OPTIONAL),
        ("channels", 2, FIELD.TYPE_INT32, OPTIONAL),
        ("height", 3, FIELD.TYPE_INT32, OPTIONAL),
        ("width", 4, FIELD.TYPE_INT32, OPTIONAL),
        ("data", 5, FIELD.TYPE_FLOAT, REPEATED),
        ("diff", 6, FIELD.TYPE_FLOAT, REPEATED),
        ("shape", 7, "BlobShape", OPTIONAL),
        ("double_data", 8, FIELD.TYPE_DOUBLE, REPEATED),
    ],
    "ConvolutionParameter": [
        ("num_output", 1, FIELD.TYPE_UINT32, OPTIONAL),
        ("pad", 3, FIELD.TYPE_UINT32, OPTIONAL),
        ("kernel_size", 4, FIELD.TYPE_UINT32, OPTIONAL),
    ],
    "V1LayerParameter": [
        ("bottom", 2, FIELD.TYPE_STRING, REPEATED),
        ("top", 3, FIELD.TYPE_STRING, REPEATED),
        ("name", 4, FIELD.TYPE_STRING, OPTIONAL),
        ("type", 5, FIELD.TYPE_INT32, OPTIONAL),
        ("blobs", 6, "BlobProto", REPEATED),
        ("blobs_lr", 7, FIELD.TYPE_FLOAT, REPEATED),
        ("convolution_param", 10, "ConvolutionParameter", OPTIONAL),
    ],
    "LayerParameter": [
        ("name", 1, FIELD.TYPE_STRING, OPTIONAL),
        ("type", 2, FIELD.TYPE_STRING, OPTIONAL),
        ("bottom", 3, FIELD.TYPE_STRING, REPEATED),
        ("top", 4, FIELD.TYPE_STRING, REPEATED),
        ("blobs", 7, "BlobProto", REPEATED),
        ("convolution_param", 106, "ConvolutionParameter", OPTIONAL),
    ],
    "NetParameter": [
        ("name", 1, FIELD.TYPE_STRING, OPTIONAL),
        ("layers", 2, "V1LayerParameter", REPEATED),
        ("input", 3, FIELD.TYPE_STRING, REPEATED),
        ("input_dim", 4, FIELD.TYPE_INT32, REPEATED),
        ("layer", 100, "LayerParameter", REPEATED),
    ],
}
PACKED = ("dim", "data", "diff", "double_data")
V1_TYPES = {"conv": 4, "relu": 18, "pool": 17, "fc": 14}  # of V1LayerParameter.LayerType
TYPES = {"conv": "Convolution", "relu": "ReLU", "pool": "Pooling", "fc": "InnerProduct"}


def make_caffe_messages():
    file = descriptor_pb2.FileDescriptorProto(name="caffe.proto", package="caffe", syntax="proto2")
    for name, fields in CAFFE.items():
        message = file.message_type.add(name=name)
        for field, number, kind, label in fields:
            entry = message.field.add(name=field, number=number, label=label)
            if isinstance(kind, str):
                entry.type, entry.type_name = FIELD.TYPE_MESSAGE, ".caffe." + kind
            else:
                entry.type = kind
            if field in PACKED:
                entry.options.packed = True
    return message_factory.GetMessages([file])


MESSAGES = make_caffe_messages()


def write(name, data):
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(data)


def caffe_layers(layers):
    """(kind, name, arrays in Caffe's order) of a whole network, with what holds no weights."""
    yield "data", "data", []
    for i, (keras_name, _, kernel, bias) in enumerate(layers):
        name = keras_name.replace("block", "conv").replace("_conv", "_")
        if i > 0 and keras_name[5] != layers[i - 1][0][5]:
            yield "pool", f"pool{layers[i - 1][0][5]}", []
        yield "conv", name, [kernel.transpose(3, 2, 0, 1), bias]
        yield "relu", name.replace("conv", "relu"), []
    yield "fc", "fc6", [np.zeros((2, 3)), np.zeros(2)]


def fill_blob(blob, array, old_shape, double, diff):
    if old_shape:
        shape = (1,) * (4 - array.ndim) + array.shape
        blob.num, blob.channels, blob.height, blob.width = shape
    else:
        blob.shape.dim.extend(array.shape)
    (blob.double_data if double else blob.data).extend(array.ravel().tolist())
    if diff:
        blob.diff.extend([0] * array.size)


def make_caffe(layers, old=False, old_shape=None, double=False, diff=False):
    net = MESSAGES["caffe.NetParameter"](name="VGG_ILSVRC_layers")
    if old:
        net.input.append("data")
        net.input_dim.extend((10, 3, 224, 224))
    for kind, name, arrays in caffe_layers(layers):
        layer = (net.layers if old else net.layer).add(name=name)
        if kind != "data":
            layer.type = V1_TYPES[kind] if old else TYPES[kind]
            layer.bottom.append("data" if kind == "conv" else name)
        layer.top.append(name)
        for array in arrays:
            fill_blob(layer.blobs.add(), array, old if old_shape is None else old_shape, double, diff)
        if kind == "conv":
            layer.convolution_param.num_output = len(arrays[1])
            layer.convolution_param.pad = 1
            layer.convolution_param.kernel_size = 3
    return net


def save_caffe_files():
    layers = make_layers()
    write("caffe-v1.caffemodel", make_caffe(layers, old=True).SerializeToString())
    write("caffe.caffemodel", make_caffe(layers[:5]).SerializeToString())
    write("caffe-double.caffemodel", make_caffe(layers[:5], double=True).SerializeToString())
    write("caffe-diff.caffemodel", make_caffe(layers[:3], old_shape=True, diff=True).SerializeToString())
    write("caffe-vgg19.caffemodel", make_caffe(make_layers("vgg19")).SerializeToString())

    normalised = make_caffe(layers[:2])
    scale = MESSAGES["caffe.LayerParameter"](name="conv1_1/scale", type="Scale")
    fill_blob(scale.blobs.add(), np.ones(2), False, False, False)
    normalised.layer.insert(2, scale)
    write("caffe-normalised.caffemodel", normalised.SerializeToString())

    flat = make_caffe(layers[:1])
    del flat.layer[1].blobs[0].shape.dim[:]
    write("caffe-flat.caffemodel", flat.SerializeToString())
    short = make_caffe(layers[:1])
    del short.layer[1].blobs[0].data[-1:]
    write("caffe-short.caffemodel", short.SerializeToString())
    stripped = make_caffe(layers[:1])
    del stripped.layer[1].blobs[0].data[:]
    write("caffe-stripped.caffemodel", stripped.SerializeToString())
    huge = make_caffe(layers[:1])
    huge.layer[1].blobs[0].shape.dim[0] = 2**62
    write("caffe-huge.caffemodel", huge.SerializeToString())
    negative = make_caffe(layers[:1], old=True)
    negative.layers[1].blobs[0].num = -2
    write("caffe-negative.caffemodel", negative.SerializeToString())


def make_tensor(name, array, form):
    if form == "raw":
        return numpy_helper.from_array(np.ascontiguousarray(array), name)
    if form == "raw-half":
        return numpy_helper.from_array(array.astype(np.float16), name)
    types = {
        "float": TensorProto.FLOAT,
        "double": TensorProto.DOUBLE,
        "half": TensorProto.FLOAT16,
        "bfloat": TensorProto.BFLOAT16,
        "int": TensorProto.INT64,
    }
    values = array.astype(np.int64) if form == "int" else array
    return helper.make_tensor(name, types[form], array.shape, values.ravel().tolist())


def make_graph(layers, kernel_name, form, between="Relu"):
    """The nodes as an exporter writes them, with a classifier, and the initializers."""
    nodes, tensors, value = [], [], "data"
    for i, (name, node, kernel, bias) in enumerate(layers):
        if i > 0 and name[5] != layers[i - 1][0][5]:
            nodes.append(helper.make_node("MaxPool", [value], [f"p{i}"], kernel_shape=[2, 2], strides=[2, 2]))
            value = f"p{i}"
        kernel_tensor = kernel_name.format(i=i, node=node)
        bias_tensor = kernel_tensor.replace("weight", "bias")
        tensors.append(make_tensor(kernel_tensor, kernel.transpose(3, 2, 0, 1), form))
        tensors.append(make_tensor(bias_tensor, bias, form))
        nodes.append(
            helper.make_node("Conv", [value, kernel_tensor, bias_tensor], [f"c{i}"], kernel_shape=[3, 3], pads=[1] * 4)
        )
        nodes.append(helper.make_node(between, [f"c{i}"], [f"r{i}"]))
        value = f"r{i}"
    nodes.append(helper.make_node("MaxPool", [value], ["p"], kernel_shape=[2, 2], strides=[2, 2]))
    nodes.append(helper.make_node("Flatten", ["p"], ["f"]))
    nodes.append(helper.make_node("Gemm", ["f", "dense0_weight", "dense0_bias"], ["out"]))
    tensors.insert(0, make_tensor("dense0_weight", np.zeros((2, 3), np.float32), "raw"))
    tensors.append(make_tensor("dense0_bias", np.zeros(2, np.float32), "raw"))
    return nodes, tensors


def make_onnx(layers, kernel_name="vgg0_conv{i}_weight", form="raw", between="Relu"):
    nodes, tensors = make_graph(layers, kernel_name, form, between)
    inputs = [helper.make_tensor_value_info("data", TensorProto.FLOAT, [1, 3, 32, 32])]
    outputs = [helper.make_tensor_value_info("out", TensorProto.FLOAT, [1, 2])]
    graph = helper.make_graph(nodes, "vgg", inputs, outputs, tensors)
    return helper.make_model(graph, producer_name="make_protobuf_files.py")


def make_features(layers):
    modules = []
    for i, (name, _, kernel, bias) in enumerate(layers):
        if i > 0 and name[5] != layers[i - 1][0][5]:
            modules.append(torch.nn.MaxPool2d(2, 2))
        convolution = torch.nn.Conv2d(*kernel.shape[2:], 3, padding=1)
        convolution.weight.data = torch.from_numpy(kernel.transpose(3, 2, 0, 1).copy())
        convolution.bias.data = torch.from_numpy(bias)
        modules += [convolution, torch.nn.ReLU(True)]
    return torch.nn.Sequential(*modules, torch.nn.MaxPool2d(2, 2))


class PyTorchVGG(torch.nn.Module):
    """The architecture as torchvision has it, with few filters."""

    def __init__(self, layers):
        super().__init__()
        self.features = make_features(layers)
        self.classifier = torch.nn.Sequential(
            torch.nn.Linear(len(layers[-1][3]), 2), torch.nn.ReLU(True), torch.nn.Dropout()
        )

    def forward(self, image):
        return self.classifier(torch.nn.functional.adaptive_avg_pool2d(self.features(image), 1).flatten(1))


def save_pytorch_export(layers):
    torch.manual_seed(1)
    torch.onnx.export(
        PyTorchVGG(layers).eval(), torch.zeros(1, 3, 32, 32), os.path.join(FOLDER, "onnx-pytorch.onnx")
    )


def save_onnx_files():
    layers = make_layers()
    five = layers[:5]
    save_pytorch_export(five)
    write("onnx.onnx", make_onnx(layers).SerializeToString())
    write("onnx-vgg19.onnx", make_onnx(make_layers("vgg19"), "onnx::Conv_{i}7_weight").SerializeToString())
    write("onnx-named.onnx", make_onnx(five, "features.{node}.weight").SerializeToString())
    for form in ("float", "double", "half", "raw-half", "bfloat", "int"):
        write(f"onnx-{form}.onnx", make_onnx(five, form=form).SerializeToString())

    # As converters from TensorFlow begin, where the channels come last.
    transposed = make_onnx(five)
    transposed.graph.node.insert(0, helper.make_node("Transpose", ["image"], ["data"], perm=[0, 3, 1, 2]))
    write("onnx-transposed.onnx", transposed.SerializeToString())
    unlike = make_onnx(five, between="Sigmoid")
    write("onnx-foreign.onnx", unlike.SerializeToString())
    external = make_onnx(layers[:1])
    tensor = external.graph.initializer[1]
    onnx.external_data_helper.set_external_data(tensor, "onnx.onnx", 0, len(tensor.raw_data))
    tensor.ClearField("raw_data")
    write("onnx-external.onnx", external.SerializeToString())
    no_bias = make_onnx(layers[:1])
    del no_bias.graph.node[0].input[2]
    write("onnx-no-bias.onnx", no_bias.SerializeToString())
    many = make_onnx(layers[:1], form="half")
    many.graph.initializer[2].int32_data[1] = 1 << 16
    write("onnx-wide.onnx", many.SerializeToString())


if __name__ == "__main__":
    save_caffe_files()
    save_onnx_files()
