/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A network as its file tells it: nodes with inputs, and which of the file's tensors are
 * their weights. Formats that store a network make one; nothing in it has been checked
 * against the tensors' shapes. */

#ifndef FV_TOPOLOGY_H
#define FV_TOPOLOGY_H

#include "network/architecture.h"

/* The weights of a node
 *
 * FV_WEIGHT_KERNEL, FV_WEIGHT_BIAS: of a convolution, or of a dense layer
 * FV_WEIGHT_GAMMA, FV_WEIGHT_BETA, FV_WEIGHT_MEAN, FV_WEIGHT_VARIANCE: of a batch
 *   normalisation, (value - mean) / sqrt (variance + epsilon) × gamma + beta; where there
 *   is none, gamma and variance are 1, beta and mean 0
 * FV_WEIGHT_FACTOR: one number that mean and variance are divided by, unless it is 0:
 *   then they are 0 (Caffe) */
typedef enum
{
  FV_WEIGHT_KERNEL,
  FV_WEIGHT_BIAS,
  FV_WEIGHT_GAMMA,
  FV_WEIGHT_BETA,
  FV_WEIGHT_MEAN,
  FV_WEIGHT_VARIANCE,
  FV_WEIGHT_FACTOR,
  FV_N_WEIGHTS
} FvWeight;

/* The order of a kernel's axes
 *
 * FV_KERNEL_HWIO: Keras
 * FV_KERNEL_HWOI: Keras' depthwise convolutions: filter c × multiplier + m
 * FV_KERNEL_OIHW: Caffe, PyTorch, ONNX
 * FV_KERNEL_DENSE_IO: a dense layer's inputs, in the order rows × columns × channels of
 *   the map that they were, then outputs
 * FV_KERNEL_DENSE_CHANNELS_FIRST_IO: the same from channels × rows × columns
 * FV_KERNEL_DENSE_OI: outputs, then inputs in the order channels × rows × columns
 * FV_KERNEL_DENSE_CHANNELS_LAST_OI: outputs, then inputs as rows × columns × channels */
typedef enum
{
  FV_KERNEL_HWIO,
  FV_KERNEL_HWOI,
  FV_KERNEL_OIHW,
  FV_KERNEL_DENSE_IO,
  FV_KERNEL_DENSE_CHANNELS_FIRST_IO,
  FV_KERNEL_DENSE_OI,
  FV_KERNEL_DENSE_CHANNELS_LAST_OI
} FvKernelOrder;

/* Where a node's weights are
 *
 * tensors: for each weight, its number among the reader's tensors, or -1
 * order: of the kernel
 * epsilon: of a batch normalisation
 * factor, offset: of a scale without tensors: one number for all channels (a rescaling of
 *   the input); with tensors, what their result is multiplied by, and what is added: 1, 0
 * is_dense: whether the convolution was a dense layer: its window is the size of the map
 *   before it, for a picture of the network's own size */
typedef struct
{
  gint tensors[FV_N_WEIGHTS];
  FvKernelOrder order;
  gdouble epsilon;
  gdouble factor;
  gdouble offset;
  gboolean is_dense;
} FvNodeWeights;

/* nodes, weights: one for each node
 * name: (nullable): what the file calls the network
 * width, height: of the picture that it is for; 0 where the file does not say
 * n_channels: of that picture: 3 or 1
 * has_mean, mean: what is subtracted from each channel, in the file's order of them and
 *   in 0…255, where the file says
 * scale: what each is multiplied by then
 * unknown: (nullable): a sentence that names the first operation that is not known, with
 *   its layer; what does not depend on it is there */
typedef struct
{
  GArray *nodes;   /* of FvNode, whose names and inputs it owns */
  GArray *weights; /* of FvNodeWeights */
  gchar *name;
  gint width;
  gint height;
  gint n_channels;
  gboolean has_mean;
  gfloat mean[3];
  gdouble scale;
  gchar *unknown;
} FvTopology;

FvTopology *fv_topology_new (void);
void fv_topology_free (FvTopology *topology);
gint fv_topology_add (FvTopology *topology, FvNodeKind kind, const gchar *layer,
                      const gint *inputs, gint n_inputs);
FvNode *fv_topology_get_node (FvTopology *topology, gint node);
FvNodeWeights *fv_topology_get_weights (FvTopology *topology, gint node);
void fv_topology_set_unknown (FvTopology *topology, const gchar *operation,
                              const gchar *layer);
void fv_topology_set_missing (FvTopology *topology, const gchar *input,
                              const gchar *layer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvTopology, fv_topology_free)

#endif /* FV_TOPOLOGY_H */
