/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the nodes of networks can do. */

#ifndef FV_NODE_KIND_H
#define FV_NODE_KIND_H

#include <glib.h>

/* FV_NODE_SCALE: each channel times a factor, plus an offset: a batch normalisation
 * FV_NODE_LRN: local response normalisation across channels
 * FV_NODE_IDENTITY: nothing: for what stands where nothing follows; no node is of it
 * A dense layer is a convolution whose window is as large as the map that it was made
 * for; softmax, dropout and what only changes shapes are no nodes. */
typedef enum
{
  FV_NODE_CONVOLUTION,
  FV_NODE_RELU,
  FV_NODE_MAX_POOLING,
  FV_NODE_AVERAGE_POOLING,
  FV_NODE_SCALE,
  FV_NODE_RELU6,
  FV_NODE_LEAKY_RELU,
  FV_NODE_ELU,
  FV_NODE_SIGMOID,
  FV_NODE_TANH,
  FV_NODE_SWISH,
  FV_NODE_ADD,
  FV_NODE_MULTIPLY,
  FV_NODE_CONCATENATE,
  FV_NODE_ZERO_PADDING,
  FV_NODE_LRN,
  FV_NODE_IDENTITY
} FvNodeKind;

/* slope: leaky ReLU: what values below 0 are multiplied by; ELU: what exp (value) - 1 is
 *   multiplied by there
 * size, alpha, beta, bias: local response normalisation: a value over
 *   (bias + alpha / size × sum) ^ beta, the sum being that of the squares of @size
 * channels around it */
typedef struct
{
  gfloat slope;
  gint size;
  gfloat alpha;
  gfloat beta;
  gfloat bias;
} FvNodeParameters;

/* Whether each value of the output depends on the same value of the input alone, without
 * any weights */
static inline gboolean
fv_node_kind_is_activation (FvNodeKind kind)
{
  return kind == FV_NODE_RELU || (kind >= FV_NODE_RELU6 && kind <= FV_NODE_SWISH);
}

#endif /* FV_NODE_KIND_H */
