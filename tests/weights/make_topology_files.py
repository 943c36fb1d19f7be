#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later

"""Makes the files topology-* in data/: small networks that are no VGG, by PyTorch's exporter, by onnx, and as Caffe
messages by protobuf's own library. Their weights are random.

Needs python3-torch, python3-onnx and python3-protobuf.
"""

import os
import warnings

import numpy as np
import torch
from google.protobuf import descriptor_pb2, message_factory
from onnx import TensorProto, helper, numpy_helper

FOLDER = os.path.join(os.path.dirname(os.path.abspath(__file__)), "data")
FIELD = descriptor_pb2.FieldDescriptorProto
functional, nn = torch.nn.functional, torch.nn


class Network(nn.Module):
    """One of every kind of node that the exporter can write."""

    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 8, 5, stride=2, padding=2, bias=False)
        self.normal = nn.BatchNorm2d(8)
        self.depthwise = nn.Conv2d(8, 8, (3, 1), padding=(1, 0), groups=8)
        self.dilated = nn.Conv2d(8, 4, 3, padding=2, dilation=2)
        self.pool = nn.MaxPool2d(3, stride=2, padding=1, ceil_mode=True)
        self.average = nn.AvgPool2d(2, stride=2, count_include_pad=False)
        self.dense = nn.Linear(8, 10)
        self.shift = nn.Parameter(torch.rand(4, 1, 1))

    def forward(self, image):
        x = functional.relu6(self.normal(self.first(image * 2.0 - 1.0)))
        gate = torch.sigmoid(self.depthwise(x))
        x = functional.elu(x * gate + x, 0.5)
        x = self.pool(functional.leaky_relu(self.dilated(x), 0.2))
        x = torch.cat((torch.tanh(x + self.shift), torch.relu(x)), 1)
        x = self.average(functional.pad(x, (1, 0, 0, 1)))
        x = functional.adaptive_avg_pool2d(x, 1).flatten(1)
        return torch.softmax(self.dense(x), 1)


def save_pytorch():
    torch.manual_seed(3)
    network = Network().eval()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for version in (9, 13):
            path = os.path.join(FOLDER, f"topology-pytorch-{version}.onnx")
            image = torch.zeros(1, 3, 16, 16)
            torch.onnx.export(network, image, path, opset_version=version, input_names=["image"], output_names=["out"])


def save_onnx(name, nodes, shapes, image=(1, 3, 16, 16)):
    random = np.random.default_rng(4)
    tensors = []
    for tensor, shape in shapes.items():
        values = shape if isinstance(shape, np.ndarray) else random.standard_normal(shape).astype(np.float32)
        tensors.append(numpy_helper.from_array(values, tensor))
    inputs = [helper.make_tensor_value_info("image", TensorProto.FLOAT, image)]
    outputs = [helper.make_tensor_value_info(nodes[-1].output[0], TensorProto.FLOAT, None)]
    model = helper.make_model(helper.make_graph(nodes, "net", inputs, outputs, tensors))
    with open(os.path.join(FOLDER, name), "wb") as file:
        file.write(model.SerializeToString())


def save_onnx_files():
    node = helper.make_node
    # As tf2onnx writes: the channels come last at both ends.
    save_onnx(
        "topology-last.onnx",
        [
            node("Transpose", ["image"], ["first"], perm=[0, 3, 1, 2]),
            node("Conv", ["first", "kernel"], ["c"], "conv", auto_pad="SAME_UPPER", strides=[2, 2]),
            node("LRN", ["c"], ["n"], "norm", size=5, alpha=0.5, beta=0.25, bias=2.0),
            node("MaxPool", ["n"], ["p"], "pool", kernel_shape=[3, 3], auto_pad="SAME_LOWER"),
            node("Transpose", ["p"], ["last"], perm=[0, 2, 3, 1]),
            node("Reshape", ["last", "shape"], ["row"]),
            node("MatMul", ["row", "dense"], ["d"], "dense"),
            node("Add", ["d", "bias"], ["logits"], "add"),
            node("Softmax", ["logits"], ["out"]),
        ],
        {
            "kernel": (4, 3, 3, 3),
            "dense": (256, 5),
            "bias": (5,),
            "shape": np.array([-1, 256], np.int64),
        },
        ("n", 16, 16, 3),
    )
    # What is not known, and what stands beside it
    save_onnx(
        "topology-unknown.onnx",
        [
            node("Conv", ["image", "kernel"], ["a"], "a", kernel_shape=[3, 3]),
            node("Resize", ["a"], ["b"], "b"),
            node("Relu", ["b"], ["c"], "c"),
            node("Relu", ["a"], ["d"], "a"),
            node("ReduceMean", ["d"], ["e"], "e", axes=[2, 3], keepdims=0),
            node("Gemm", ["e", "dense"], ["f"], "f"),
        ],
        {"kernel": (4, 3, 3, 3), "dense": (4, 2)},
    )


# Of caffe.proto: message, then (field, number, type).
INT, FLOAT, TEXT, BOOL = FIELD.TYPE_INT64, FIELD.TYPE_FLOAT, FIELD.TYPE_STRING, FIELD.TYPE_BOOL
CAFFE = {
    "Shape": [("dim", 1, INT)],
    "Blob": [("data", 5, FLOAT), ("shape", 7, "Shape")],
    "Rule": [("phase", 1, INT)],
    "Transform": [("scale", 1, FLOAT), ("crop_size", 3, INT), ("mean_value", 5, FLOAT)],
    "Concat": [("axis", 2, INT)],
    "Convolution": [
        ("num_output", 1, INT), ("bias_term", 2, BOOL), ("pad", 3, INT), ("kernel_size", 4, INT), ("group", 5, INT),
        ("stride", 6, INT), ("kernel_h", 11, INT), ("kernel_w", 12, INT), ("dilation", 18, INT),
    ],
    "Eltwise": [("operation", 1, INT), ("coeff", 2, FLOAT)],
    "InnerProduct": [("num_output", 1, INT)],
    "LRN": [("local_size", 1, INT), ("alpha", 2, FLOAT)],
    "Pooling": [("pool", 1, INT), ("kernel_size", 2, INT), ("stride", 3, INT), ("pad", 4, INT), ("is_global", 12, BOOL)],
    "Power": [("power", 1, FLOAT), ("scale", 2, FLOAT), ("shift", 3, FLOAT)],
    "ReLU": [("negative_slope", 1, FLOAT)],
    "BatchNorm": [("eps", 3, FLOAT)],
    "Scale": [("bias_term", 4, BOOL)],
    "Input": [("shape", 1, "Shape")],
}
PARAMETERS = {  # message: number in a layer, and in an older one
    "Transform": (100, 36), "Concat": (104, 9), "Convolution": (106, 10), "Eltwise": (110, 24),
    "InnerProduct": (117, 17), "LRN": (118, 18), "Pooling": (121, 19), "Power": (122, 21), "ReLU": (123, 30),
    "BatchNorm": (139, None), "Scale": (142, None), "Input": (143, None),
}
OLD_TYPES = {
    "Concat": 3, "Convolution": 4, "Data": 5, "InnerProduct": 14, "LRN": 15, "Pooling": 17, "ReLU": 18,
    "SoftmaxWithLoss": 21, "Split": 22, "Eltwise": 25, "Power": 26,
}


def make_layer_fields(is_old):
    names = (4, 5, 2, 3, 6, 32) if is_old else (1, 2, 3, 4, 7, 8)
    kinds = (TEXT, INT if is_old else TEXT, TEXT, TEXT, "Blob", "Rule")
    yield from zip(("name", "type", "bottom", "top", "blobs", "include"), names, kinds)
    for message, numbers in PARAMETERS.items():
        if numbers[is_old] is not None:
            yield message.lower(), numbers[is_old], message


def make_messages():
    file = descriptor_pb2.FileDescriptorProto(name="topology.proto", package="topology", syntax="proto2")
    messages = dict(CAFFE, Layer=list(make_layer_fields(False)), OldLayer=list(make_layer_fields(True)))
    messages["Net"] = [
        ("name", 1, TEXT), ("layers", 2, "OldLayer"), ("input", 3, TEXT), ("input_dim", 4, INT), ("layer", 100, "Layer"),
    ]
    repeated = ("bottom", "top", "blobs", "include", "data", "dim", "layers", "layer", "input", "input_dim", "mean_value",
                "pad", "kernel_size", "stride", "dilation", "coeff")
    for name, fields in messages.items():
        message = file.message_type.add(name=name)
        for field, number, kind in fields:
            is_one = field not in repeated or name == "Pooling" or (name == "Layer" and field == "input")
            entry = message.field.add(name=field, number=number)
            entry.label = FIELD.LABEL_OPTIONAL if is_one else FIELD.LABEL_REPEATED
            if isinstance(kind, str):
                entry.type, entry.type_name = FIELD.TYPE_MESSAGE, ".topology." + kind
            else:
                entry.type = kind
            entry.options.packed = field in ("data", "dim")
    return message_factory.GetMessages([file])


class Net:
    """Puts a NetParameter together."""

    def __init__(self, is_old, messages=make_messages()):
        self.random = np.random.default_rng(5)
        self.is_old = is_old
        self.net = messages["topology.Net"](name="Small")

    def add(self, kind, bottoms, top, name=None, blobs=(), phase=None, **parameters):
        layer = (self.net.layers if self.is_old else self.net.layer).add(name=name or top)
        layer.type = OLD_TYPES[kind] if self.is_old else kind
        layer.bottom.extend(bottoms.split())
        layer.top.extend(top.split())
        for shape in blobs:
            blob = layer.blobs.add()
            blob.shape.dim.extend(shape)
            blob.data.extend(self.random.random(int(np.prod(shape))).astype(np.float32))
        if phase is not None:
            layer.include.add(phase=phase)
        message = getattr(layer, kind.lower(), None)
        for field, value in parameters.items():
            if isinstance(value, list):
                getattr(message, field).extend(value)
            else:
                setattr(message, field, value)
        return layer

    def save(self, name):
        with open(os.path.join(FOLDER, name), "wb") as file:
            file.write(self.net.SerializeToString())


def save_caffe():
    net = Net(False)
    data = net.add("Input", "", "data")
    data.input.shape.dim.extend((1, 3, 16, 16))
    net.add("Convolution", "data", "conv1", blobs=[(8, 3, 3, 3)], num_output=8, bias_term=False, pad=[1], kernel_size=[3],
            stride=[2, 1])
    net.add("BatchNorm", "conv1", "conv1", "bn1", blobs=[(8,), (8,), (1,)], eps=0.001)
    net.add("Scale", "conv1", "conv1", "scale1", blobs=[(8,), (8,)], bias_term=True)
    net.add("ReLU", "conv1", "conv1", "relu1")
    net.add("Split", "conv1", "conv1_0 conv1_1", "split")
    net.add("Convolution", "conv1_0", "conv2", blobs=[(8, 4, 3, 1), (8,)], num_output=8, kernel_h=3, kernel_w=1, group=2,
            pad=[2, 0], dilation=[2, 1])
    net.add("ReLU", "conv2", "relu2", negative_slope=0.1)
    net.add("Eltwise", "relu2 conv1_1", "sum", operation=1)
    net.add("Eltwise", "sum conv1_1", "scaled", operation=1, coeff=[1, -1])
    net.add("TanH", "scaled", "lost")
    net.add("LRN", "sum", "norm", local_size=3, alpha=0.5)
    net.add("Pooling", "norm", "pool", pool=0, kernel_size=3, stride=2)
    net.add("Pooling", "norm", "mean", pool=1, kernel_size=3, stride=2, pad=1)
    net.add("Dropout", "mean", "mean", "drop")
    net.add("Power", "mean", "power", power=1, scale=0.5, shift=2)
    net.add("Pooling", "power", "global", pool=1, is_global=True)
    net.add("InnerProduct", "global", "classes", blobs=[(10, 8), (10,)], num_output=10)
    net.add("Softmax", "classes", "prob")
    net.save("topology.caffemodel")

    # As a training net was stored until 2014: data, two branches, losses
    net = Net(True)
    net.add("Data", "", "data label", "data", phase=0)
    net.net.layers[0].transform.mean_value.extend((104, 117, 123))
    net.net.layers[0].transform.crop_size = 16
    net.add("Split", "label", "label_0 label_1", "split")
    net.add("Convolution", "data", "conv", blobs=[(4, 3, 3, 3), (4,)], num_output=4, kernel_size=[3])
    net.add("ReLU", "conv", "conv", "relu")
    net.add("Concat", "conv conv", "both", axis=1)
    net.add("InnerProduct", "both", "side", blobs=[(2, 1568), (2,)], num_output=2)
    net.add("SoftmaxWithLoss", "side label_0", "loss1")
    net.add("InnerProduct", "both", "classes", blobs=[(2, 1568), (2,)], num_output=2)
    net.add("SoftmaxWithLoss", "classes label_1", "loss2")
    net.save("topology-v1.caffemodel")


if __name__ == "__main__":
    save_pytorch()
    save_onnx_files()
    save_caffe()
