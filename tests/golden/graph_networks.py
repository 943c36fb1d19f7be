# SPDX-License-Identifier: GPL-3.0-or-later

"""The networks of make_graph_golden.py: small ones that have, all together, every kind of
node, and miniatures of MobileNetV2, GoogLeNet and ResNetV2."""

from graph import Graph


def make_keras_windows():
    """Convolutions of all windows and paddings, as Keras has them; first of all a batch
    normalisation."""
    g = Graph("keras-windows", "unit", 29, 24)
    g.add("bn", "normalisation", epsilon=1e-3)
    g.add("conv7", "convolution", filters=8, size=(7, 7), stride=(2, 2), padding="same",
          activation="relu")
    g.add("conv5", "convolution", filters=6, size=(5, 5), padding="same", activation="elu")
    g.add("dilated", "convolution", filters=8, size=(3, 3), dilation=(2, 2), padding="same",
          activation="relu")
    g.add("pool", "max", size=(3, 3), stride=(2, 2), padding="same")
    g.add("grouped", "convolution", filters=12, size=(3, 3), groups=4, padding="same", bias=False,
          activation="tanh")
    g.add("strided", "convolution", filters=7, size=(3, 3), stride=(2, 2), padding="same",
          activation="swish", gain=2.0)
    g.add("one", "convolution", filters=9, size=(1, 1), activation="sigmoid", gain=2.0)
    g.add("oblong", "convolution", filters=5, size=(1, 3), padding="same")
    targets = [("bn", 1, 0), ("conv7", 3, 1), ("dilated", 2, 0), ("grouped", 7, 1), ("strided", 4, 0),
               ("one", 0, 0), ("oblong", 3, 0)]
    return g, ((29, 24), (22, 19)), targets


def make_keras_activations():
    """Activations as layers of their own, and average pooling in TensorFlow's ways."""
    g = Graph("keras-activations", "tf", 28, 25)
    g.add("conv1", "convolution", filters=6, size=(3, 3), padding="valid")
    g.add("leaky_re_lu", "activation", function="leaky", slope=0.3)
    g.add("average_same", "average", size=(3, 3), stride=(2, 2), padding="same")
    g.add("conv2", "convolution", filters=8, size=(3, 3), padding="same")
    g.add("elu", "activation", function="elu", slope=0.7)
    g.add("bn2", "normalisation", epsilon=1e-3, scale=False, gain=1.0)
    g.add("average_valid", "average", size=(2, 2), stride=(1, 1))
    g.add("conv3", "convolution", filters=8, size=(2, 2), padding="same", gain=2.0)
    g.add("activation_tanh", "activation", function="tanh")
    g.add("conv4", "convolution", filters=6, size=(1, 1), gain=2.0)
    g.add("activation_sigmoid", "activation", function="sigmoid")
    targets = [("leaky_re_lu", 2, 0), ("average_same", 1, 1), ("bn2", 3, 0), ("average_valid", 5, 0),
               ("activation_tanh", 2, 1), ("activation_sigmoid", 4, 0)]
    return g, ((28, 25), (21, 30)), targets


def add_mobile_block(g, number, filters, stride, expansion, adds):
    source, name = g.last, f"block_{number}"
    g.add(name + "_expand", "convolution", filters=expansion, size=(1, 1), bias=False)
    g.add(name + "_expand_BN", "normalisation", epsilon=1e-3, gain=3.0)
    g.add(name + "_expand_relu", "activation", function="relu6")
    if stride == 2:
        g.add(name + "_pad", "zero padding", padding=(0, 0, 1, 1))
    g.add(name + "_depthwise", "convolution", filters=expansion, size=(3, 3), groups=expansion,
          depthwise=1, stride=(stride, stride), padding="valid" if stride == 2 else "same", bias=False)
    g.add(name + "_depthwise_BN", "normalisation", epsilon=1e-3, gain=3.0)
    g.add(name + "_depthwise_relu", "activation", function="relu6")
    g.add(name + "_project", "convolution", filters=filters, size=(1, 1), bias=False)
    g.add(name + "_project_BN", "normalisation", epsilon=1e-3)
    if adds:
        g.add(name + "_add", "add", [source, g.last])


def make_keras_mobile():
    """As MobileNetV2 of Keras."""
    g = Graph("keras-mobile", "tf", 32, 32)
    g.add("Conv1_pad", "zero padding", padding=(0, 0, 1, 1))
    g.add("Conv1", "convolution", filters=8, size=(3, 3), stride=(2, 2), bias=False)
    g.add("bn_Conv1", "normalisation", epsilon=1e-3, gain=3.0)
    g.add("Conv1_relu", "activation", function="relu6")
    add_mobile_block(g, 1, 6, 2, 12, False)
    add_mobile_block(g, 2, 6, 1, 12, True)
    g.add("Conv_1", "convolution", filters=12, size=(1, 1), bias=False)
    g.add("Conv_1_bn", "normalisation", epsilon=1e-3, gain=3.0)
    g.add("out_relu", "activation", function="relu6")
    g.add("global_average_pooling2d", "global average")
    g.add("dropout", "dropout")
    g.add("predictions", "dense", filters=5, ends="softmax")
    targets = [("Conv1_relu", 3, 0), ("block_1_depthwise_BN", 5, 0), ("block_1_project_BN", 2, 1),
               ("block_2_add", 4, 0), ("out_relu", 7, 0), ("predictions", 3, 0)]
    return g, ((32, 32), (29, 38)), targets


def add_residual(g, name, source, filters, strides, projects):
    preact = g.add(name + "_preact_bn", "normalisation", [source], epsilon=1.001e-5)
    preact = g.add(name + "_preact_relu", "activation", function="relu")
    shortcut = source
    if projects:
        shortcut = g.add(name + "_0_conv", "convolution", [preact], filters=filters, size=(1, 1),
                         stride=(strides, strides))
    elif strides > 1:
        shortcut = g.add(name + "_0_pool", "max", [source], size=(1, 1), stride=(strides, strides))
    g.add(name + "_1_conv", "convolution", [preact], filters=6, size=(1, 1), bias=False)
    g.add(name + "_1_bn", "normalisation", epsilon=1.001e-5)
    g.add(name + "_1_relu", "activation", function="relu")
    g.add(name + "_2_pad", "zero padding", padding=(1, 1, 1, 1))
    g.add(name + "_2_conv", "convolution", filters=6, size=(3, 3), stride=(strides, strides), bias=False)
    g.add(name + "_2_bn", "normalisation", epsilon=1.001e-5)
    g.add(name + "_2_relu", "activation", function="relu")
    g.add(name + "_3_conv", "convolution", filters=filters, size=(1, 1))
    return g.add(name + "_out", "add", [shortcut, g.last])


def make_keras_residual():
    """As ResNet50V2 of Keras."""
    g = Graph("keras-residual", "tf", 40, 37)
    g.add("conv1_pad", "zero padding", padding=(3, 3, 3, 3))
    g.add("conv1_conv", "convolution", filters=8, size=(7, 7), stride=(2, 2))
    g.add("pool1_pad", "zero padding", padding=(1, 1, 1, 1))
    g.add("pool1_pool", "max", size=(3, 3), stride=(2, 2))
    out = add_residual(g, "conv2_block1", g.last, 12, 1, True)
    add_residual(g, "conv2_block2", out, 12, 2, False)
    g.add("post_bn", "normalisation", epsilon=1.001e-5)
    g.add("post_relu", "activation", function="relu")
    g.add("avg_pool", "global average")
    g.add("predictions", "dense", filters=4, ends="softmax")
    targets = [("pool1_pool", 2, 0), ("conv2_block1_out", 5, 1), ("conv2_block2_out", 7, 0),
               ("conv2_block2_preact_relu", 3, 0), ("predictions", 1, 0)]
    return g, ((40, 37), (33, 35)), targets


def make_keras_excite():
    """Squeeze and excite, in Keras' two ways; a global maximum."""
    g = Graph("keras-excite", "raw", 24, 24)
    source = g.add("stem", "convolution", filters=8, size=(3, 3), stride=(2, 2), padding="same",
                   activation="relu", gain=0.01)
    g.add("squeeze", "global average")
    g.add("squeeze_dense", "dense", filters=4, activation="relu")
    g.add("excite_dense", "dense", filters=8, activation="sigmoid")
    g.add("excite_reshape", "reshape", channels=8)
    scaled = g.add("excite_multiply", "multiply", [source, g.last])
    g.add("conv", "convolution", filters=8, size=(3, 3), padding="same", activation="swish")
    source = g.last
    g.add("squeeze_2", "global average")
    g.add("reshape_2", "reshape", channels=8)
    g.add("reduce", "convolution", filters=3, size=(1, 1), activation="swish")
    g.add("expand", "convolution", filters=8, size=(1, 1), activation="sigmoid")
    g.add("multiply_2", "multiply", [source, g.last])
    g.add("join", "concatenate", [g.last, scaled])
    g.add("top", "convolution", filters=6, size=(1, 1), activation="relu")
    g.add("global_max_pooling2d", "global max")
    g.add("logits", "dense", filters=3)
    targets = [("stem", 3, 0), ("excite_multiply", 2, 1), ("multiply_2", 4, 0), ("join", 9, 0),
               ("top", 1, 0), ("logits", 2, 0)]
    return g, ((24, 24), (31, 27)), targets


def make_keras_gray():
    """A classifier of gray pictures, as textbooks have it: dense layers behind a map."""
    g = Graph("keras-gray", "unit", 22, 22, channels=1)
    g.add("conv2d", "convolution", filters=6, size=(3, 3), activation="relu")
    g.add("max_pooling2d", "max", size=(2, 2), stride=(2, 2))
    g.add("conv2d_1", "convolution", filters=8, size=(3, 3), activation="relu")
    g.add("max_pooling2d_1", "max", size=(2, 2), stride=(2, 2))
    g.add("dropout", "dropout")
    g.add("flatten", "flatten")
    g.add("dense", "dense", filters=10, activation="relu")
    g.add("dropout_1", "dropout")
    g.add("dense_1", "dense", filters=4, ends="softmax")
    targets = [("conv2d", 0, 0), ("max_pooling2d", 4, 1), ("max_pooling2d_1", 5, 0), ("dense", 3, 0),
               ("dense_1", 2, 0)]
    return g, ((22, 22), (31, 35)), targets


def convolve(g, name, filters, side, source=None, **settings):
    return g.add(name, "convolution", [source] if source else None, filters=filters, size=(side, side),
                 padding=(side // 2,) * 4, activation="relu", level=50.0, **settings)


def add_inception(g, name, source, filters):
    ends = [convolve(g, name + "/1x1", filters[0], 1, source)]
    for reduced, wide, side in ((filters[1], filters[2], 3), (filters[3], filters[4], 5)):
        convolve(g, f"{name}/{side}x{side}_reduce", reduced, 1, source)
        ends.append(convolve(g, f"{name}/{side}x{side}", wide, side))
    g.add(name + "/pool", "max", [source], size=(3, 3), stride=(1, 1), padding=(1, 1, 1, 1),
          rounds_up=True)
    ends.append(convolve(g, name + "/pool_proj", filters[5], 1))
    return g.add(name + "/output", "concatenate", ends)


def make_caffe_inception():
    """As GoogLeNet."""
    g = Graph("caffe-inception", "keras", 40, 40)
    g.add("conv1/7x7_s2", "convolution", filters=8, size=(7, 7), stride=(2, 2), padding=(3, 3, 3, 3),
          activation="relu", level=50.0)
    g.add("pool1/3x3_s2", "max", size=(3, 3), stride=(2, 2), rounds_up=True)
    responses = {"size": 5, "alpha": 1e-4, "beta": 0.75, "bias": 1.0}
    g.add("pool1/norm1", "responses", **responses)
    convolve(g, "conv2/3x3_reduce", 6, 1)
    convolve(g, "conv2/3x3", 10, 3)
    g.add("conv2/norm2", "responses", **responses)
    g.add("pool2/3x3_s2", "max", size=(3, 3), stride=(2, 2), rounds_up=True)
    out = add_inception(g, "inception_3a", g.last, (3, 4, 5, 3, 3, 3))
    out = add_inception(g, "inception_3b", out, (4, 3, 4, 3, 3, 3))
    g.add("pool5/5x5_s1", "average", size=(5, 5), stride=(1, 1), rounds_up=True)
    g.add("pool5/drop", "dropout", in_place=True)
    g.add("loss3/classifier", "dense", filters=5)
    g.add("prob", "softmax")
    targets = [("conv1/7x7_s2", 2, 1), ("pool1/norm1", 3, 0), ("pool2/3x3_s2", 4, 0),
               ("inception_3a/pool", 5, 0), ("inception_3a/output", 9, 1), ("inception_3b/output", 6, 0),
               ("loss3/classifier", 3, 0)]
    return g, ((40, 40), (51, 45)), targets


def make_caffe_kinds():
    """What else Caffe has: groups, dilation, normalisation with scale, paddings of
    poolings that are rounded up, sums and products, activations."""
    g = Graph("caffe-kinds", "unit", 27, 22)
    g.add("conv1", "convolution", filters=8, size=(3, 3), padding=(1, 1, 1, 1), bias=False)
    g.add("conv1/bn", "normalisation", epsilon=1e-5, in_place=True)
    g.add("conv1/relu", "activation", function="relu", in_place=True)
    first = g.add("pool1", "average", size=(3, 3), stride=(2, 2), padding=(1, 1, 1, 1), rounds_up=True,
                  counts_padding=True)
    g.add("grouped", "convolution", filters=8, size=(3, 3), groups=2, dilation=(2, 2),
          padding=(2, 2, 2, 2))
    g.add("bn2", "normalisation", epsilon=1e-3)
    g.add("elu", "activation", function="elu", slope=0.5)
    g.add("sum", "add", [g.last, first])
    g.add("leaky", "activation", function="leaky", slope=0.1)
    g.add("pool2", "max", size=(2, 2), stride=(2, 2), padding=(1, 1, 1, 1), rounds_up=True)
    left = g.add("gate", "convolution", filters=6, size=(1, 3), padding=(0, 1, 0, 1), gain=2.0)
    left = g.add("sigmoid", "activation", function="sigmoid")
    g.add("content", "convolution", ["pool2"], filters=6, size=(3, 1), padding=(1, 0, 1, 0))
    right = g.add("tanh", "activation", function="tanh")
    g.add("product", "multiply", [left, right])
    g.add("norm", "responses", size=3, alpha=2.0, beta=0.5, bias=2.0)
    g.add("strided", "convolution", filters=5, size=(3, 3), stride=(2, 1), padding=(1, 1, 1, 1))
    g.add("global", "global max")
    g.add("fc", "dense", filters=3)
    targets = [("conv1/relu", 3, 0), ("pool1", 2, 1), ("sum", 4, 0), ("pool2", 5, 0), ("product", 1, 0),
               ("norm", 3, 1), ("strided", 4, 0), ("fc", 2, 0)]
    return g, ((27, 22), (30, 33)), targets


def make_caffe_old():
    """An AlexNet in the older messages: groups, dense layers behind a map."""
    g = Graph("caffe-old", "raw", 35, 35)
    g.add("conv1", "convolution", filters=8, size=(5, 5), stride=(2, 2), activation="relu", gain=0.5)
    g.add("norm1", "responses", size=5, alpha=1e-4, beta=0.75, bias=1.0)
    g.add("pool1", "max", size=(3, 3), stride=(2, 2), rounds_up=True)
    g.add("conv2", "convolution", filters=6, size=(5, 5), padding=(2, 2, 2, 2), groups=2,
          activation="relu")
    g.add("pool2", "max", size=(3, 3), stride=(2, 2), rounds_up=True)
    g.add("fc6", "dense", filters=7, activation="relu")
    g.add("drop6", "dropout", in_place=True)
    g.add("fc7", "dense", filters=4)
    g.add("prob", "softmax")
    targets = [("norm1", 2, 0), ("pool1", 3, 0), ("conv2", 4, 1), ("fc6", 5, 0), ("fc7", 2, 0)]
    return g, ((35, 35), (47, 40)), targets


def make_onnx_kinds():
    """Of PyTorch: normalisations that are not folded, averages with and without the padding,
    rounding up, padding on some sides, activations."""
    g = Graph("onnx-kinds", "unit", 31, 26)
    g.add("stem_bn", "normalisation", epsilon=1e-5)
    g.add("pad", "zero padding", padding=(0, 1, 2, 0))
    g.add("stem", "convolution", filters=8, size=(5, 5), stride=(2, 2))
    g.add("leaky", "activation", function="leaky", slope=0.1)
    with_padding = g.add("with_padding", "average", size=(3, 3), stride=(2, 2), padding=(1, 1, 1, 1),
                         counts_padding=True)
    without = g.add("without", "average", ["leaky"], size=(3, 3), stride=(2, 2), padding=(1, 1, 1, 1))
    g.add("joined", "concatenate", [with_padding, without])
    g.add("grouped", "convolution", filters=8, size=(3, 3), groups=4, dilation=(2, 2),
          padding=(2, 2, 2, 2), bias=False)
    g.add("grouped_bn", "normalisation", epsilon=1e-5)
    short = g.add("silu", "activation", function="swish")
    g.add("conv2", "convolution", filters=8, size=(3, 3), padding=(1, 1, 1, 1), bias=False)
    g.add("conv2_bn", "normalisation", epsilon=1e-5)
    g.add("added", "add", [g.last, short])
    g.add("relu", "activation", function="relu")
    g.add("pool", "max", size=(2, 2), stride=(2, 2), rounds_up=True)
    g.add("conv3", "convolution", filters=6, size=(3, 3), padding=(1, 1, 1, 1), gain=2.0)
    g.add("tanh", "activation", function="tanh")
    g.add("conv4", "convolution", filters=6, size=(1, 1))
    g.add("elu", "activation", function="elu", slope=0.6)
    g.add("flatten", "flatten")
    g.add("fc1", "dense", filters=7)
    g.add("fc1_relu", "activation", function="relu")
    g.add("dropout", "dropout")
    g.add("fc2", "dense", filters=4)
    g.add("softmax", "softmax")
    targets = [("stem_bn", 0, 0), ("leaky", 3, 1), ("joined", 10, 0), ("silu", 4, 0), ("added", 2, 0),
               ("pool", 5, 0), ("tanh", 1, 0), ("elu", 4, 0), ("fc1_relu", 3, 0), ("fc2", 1, 0)]
    return g, ((31, 26), (34, 39)), targets


def make_onnx_folded():
    """Of PyTorch, normalisations folded by the exporter: bottlenecks of depthwise
    convolutions, a gate, a strided shortcut."""
    g = Graph("onnx-folded", "torchvision", 32, 32)
    g.add("stem", "convolution", filters=8, size=(3, 3), stride=(2, 2), padding=(1, 1, 1, 1), bias=False)
    g.add("stem_bn", "normalisation", epsilon=1e-5, gain=2.0)
    source = g.add("stem_relu", "activation", function="relu6")
    g.add("depth", "convolution", filters=8, size=(3, 3), stride=(2, 2), padding=(1, 1, 1, 1), groups=8,
          bias=False)
    g.add("depth_bn", "normalisation", epsilon=1e-5, gain=3.0)
    g.add("depth_relu", "activation", function="relu6")
    inner = g.last
    g.add("gate_pool", "global average")
    g.add("gate_reduce", "convolution", filters=4, size=(1, 1))
    g.add("gate_relu", "activation", function="relu")
    g.add("gate_expand", "convolution", filters=8, size=(1, 1))
    g.add("gate", "activation", function="sigmoid")
    g.add("gated", "multiply", [inner, g.last])
    g.add("project", "convolution", filters=10, size=(1, 1), bias=False)
    g.add("project_bn", "normalisation", epsilon=1e-5)
    branch = g.last
    g.add("short", "convolution", [source], filters=10, size=(1, 1), stride=(2, 2))
    g.add("added", "add", [branch, g.last])
    g.add("head", "convolution", filters=12, size=(3, 3), padding=(1, 1, 1, 1))
    g.add("head_relu", "activation", function="relu")
    g.add("pool", "global average")
    g.add("flatten", "flatten")
    g.add("classifier", "dense", filters=5)
    targets = [("stem_relu", 3, 0), ("depth_relu", 2, 1), ("gated", 5, 0), ("added", 4, 0),
               ("head_relu", 7, 0), ("classifier", 3, 0)]
    return g, ((32, 32), (37, 29)), targets


GRAPHS = (make_keras_windows, make_keras_activations, make_keras_mobile, make_keras_residual,
          make_keras_excite, make_keras_gray, make_caffe_inception, make_caffe_kinds, make_caffe_old,
          make_onnx_kinds, make_onnx_folded)

