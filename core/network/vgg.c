/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The tables of VGG16 and VGG19 without their classifier (Simonyan and Zisserman,
 * "Very deep convolutional networks for large-scale image recognition", 2014,
 * configurations D and E). A node's index is its index in torchvision's "features". */

#include "architecture.h"

/* clang-format off */
#define CONVOLUTION_WINDOW { { 3, 1, 1, 1, 1 }, { 3, 1, 1, 1, 1 } }
#define POOLING_WINDOW     { { 2, 2, 1, 0, 0 }, { 2, 2, 1, 0, 0 } }
#define CONVOLUTION(layer, n_filters)                                                    \
  { FV_NODE_CONVOLUTION, layer, n_filters, 1, NULL, CONVOLUTION_WINDOW, 1 },             \
  { FV_NODE_RELU, NULL, 0, 1 }
#define POOLING(layer) { FV_NODE_MAX_POOLING, layer, 0, 1, NULL, POOLING_WINDOW }

/* One node a line */
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
};

/* clang-format on */

const FvArchitecture fv_vgg16 = { "VGG16", vgg16_nodes, G_N_ELEMENTS (vgg16_nodes),
                                  TRUE };
const FvArchitecture fv_vgg19 = { "VGG19", vgg19_nodes, G_N_ELEMENTS (vgg19_nodes),
                                  TRUE };

const FvArchitecture *const fv_architectures[FV_N_ARCHITECTURES] = { &fv_vgg16,
                                                                     &fv_vgg19 };

const gfloat fv_imagenet_mean[3] = { 103.939f, 116.779f, 123.68f };
