/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tables of VGG16 and VGG19 (Simonyan and Zisserman, "Very deep convolutional
 * networks for large-scale image recognition", 2014, configurations D and E). Up to the
 * dense layers, a node's index is its index in torchvision's "features". As in
 * section 3.2 there, dense layers are convolutions, so that larger pictures have several
 * positions behind them; softmax is left out. */

#include "architecture.h"
#include "classifier.h"

/* clang-format off */
#define RELU               { FV_NODE_RELU, NULL, 0, 1 }
#define CONVOLUTION_WINDOW { { 3, 1, 1, 1, 1 }, { 3, 1, 1, 1, 1 } }
#define POOLING_WINDOW     { { 2, 2, 1, 0, 0 }, { 2, 2, 1, 0, 0 } }
#define CONVOLUTION(layer, n_filters)                                                    \
  { FV_NODE_CONVOLUTION, layer, n_filters, 1, NULL, CONVOLUTION_WINDOW, 1 }, RELU
#define POOLING(layer) { FV_NODE_MAX_POOLING, layer, 0, 1, NULL, POOLING_WINDOW }
#define DENSE_WINDOW(n)    { { n, 1, 1, 0, 0 }, { n, 1, 1, 0, 0 } }
#define DENSE(layer, side, n_outputs)                                                    \
  { FV_NODE_CONVOLUTION, layer, n_outputs, 1, NULL, DENSE_WINDOW (side), 1, { 0 }, TRUE }

/* One layer a line */
static const FvNode vgg16_nodes[] = {
  CONVOLUTION ("block1_conv1", 64),
  CONVOLUTION ("block1_conv2", 64),
  POOLING ("block1_pool"),
  CONVOLUTION ("block2_conv1", 128),
  CONVOLUTION ("block2_conv2", 128),
  POOLING ("block2_pool"),
  CONVOLUTION ("block3_conv1", 256),
  CONVOLUTION ("block3_conv2", 256),
  CONVOLUTION ("block3_conv3", 256),
  POOLING ("block3_pool"),
  CONVOLUTION ("block4_conv1", 512),
  CONVOLUTION ("block4_conv2", 512),
  CONVOLUTION ("block4_conv3", 512),
  POOLING ("block4_pool"),
  CONVOLUTION ("block5_conv1", 512),
  CONVOLUTION ("block5_conv2", 512),
  CONVOLUTION ("block5_conv3", 512),
  POOLING ("block5_pool"),
  DENSE ("fc1", FV_CLASSIFIER_SIDE, 4096), RELU,
  DENSE ("fc2", 1, 4096), RELU,
  DENSE ("predictions", 1, 1000),
};

static const FvNode vgg19_nodes[] = {
  CONVOLUTION ("block1_conv1", 64),
  CONVOLUTION ("block1_conv2", 64),
  POOLING ("block1_pool"),
  CONVOLUTION ("block2_conv1", 128),
  CONVOLUTION ("block2_conv2", 128),
  POOLING ("block2_pool"),
  CONVOLUTION ("block3_conv1", 256),
  CONVOLUTION ("block3_conv2", 256),
  CONVOLUTION ("block3_conv3", 256),
  CONVOLUTION ("block3_conv4", 256),
  POOLING ("block3_pool"),
  CONVOLUTION ("block4_conv1", 512),
  CONVOLUTION ("block4_conv2", 512),
  CONVOLUTION ("block4_conv3", 512),
  CONVOLUTION ("block4_conv4", 512),
  POOLING ("block4_pool"),
  CONVOLUTION ("block5_conv1", 512),
  CONVOLUTION ("block5_conv2", 512),
  CONVOLUTION ("block5_conv3", 512),
  CONVOLUTION ("block5_conv4", 512),
  POOLING ("block5_pool"),
  DENSE ("fc1", FV_CLASSIFIER_SIDE, 4096), RELU,
  DENSE ("fc2", 1, 4096), RELU,
  DENSE ("predictions", 1, 1000),
};

/* clang-format on */

const FvArchitecture fv_vgg16 = { "VGG16", vgg16_nodes, G_N_ELEMENTS (vgg16_nodes),
                                  TRUE };
const FvArchitecture fv_vgg19 = { "VGG19", vgg19_nodes, G_N_ELEMENTS (vgg19_nodes),
                                  TRUE };

const FvArchitecture *const fv_architectures[FV_N_ARCHITECTURES] = { &fv_vgg16,
                                                                     &fv_vgg19 };

const gfloat fv_imagenet_mean[3] = { 103.939f, 116.779f, 123.68f };
