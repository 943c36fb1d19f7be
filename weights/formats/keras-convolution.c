/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Layers with kernels. Each may end with an activation. */

#include "keras-convolution.h"

#include "keras-activation.h"

#define MAX_CHANNELS 65535

/* Returns: the argument, a number of channels; 0 if it is none, and refused */
static gint
get_count (const FvKerasCall *call, const gchar *argument, gint standard)
{
  gdouble number;

  if (fv_keras_get_number (call->config, argument, standard, &number) && number >= 1 &&
      number <= MAX_CHANNELS)
    return (gint)number;
  fv_keras_call_refuse (call, argument);
  return 0;
}

/* The bias is the last of the layer's variables, the kernel @number of them. */
static gint
add_kernel (const FvKerasCall *call, const gchar *name, gint input, const gchar *variable,
            gint number)
{
  gint node = fv_keras_call_add (call, FV_NODE_CONVOLUTION, name, input);

  fv_topology_get_weights (call->topology, node)->tensors[FV_WEIGHT_KERNEL] =
      fv_keras_call_find (call, variable, number);
  return node;
}

static void
add_bias (const FvKerasCall *call, gint node, gint number)
{
  if (fv_keras_get_flag (call->config, "use_bias", TRUE))
    fv_topology_get_weights (call->topology, node)->tensors[FV_WEIGHT_BIAS] =
        fv_keras_call_find (call, "bias", number);
}

gboolean
fv_keras_add_convolution (const FvKerasCall *call, FvKerasValue *value)
{
  FvWindow window;
  gint node, n_filters, groups;

  if (!fv_keras_call_get_window (call, "kernel_size", FALSE, &window) ||
      (n_filters = get_count (call, "filters", 0)) == 0 ||
      (groups = get_count (call, "groups", 1)) == 0)
    return FALSE;
  node = add_kernel (call, call->name, value->node, "kernel", 0);
  add_bias (call, node, 1);
  fv_topology_get_weights (call->topology, node)->order = FV_KERNEL_HWIO;
  fv_topology_get_node (call->topology, node)->n_filters = n_filters;
  fv_topology_get_node (call->topology, node)->groups = groups;
  value->n_channels = n_filters;
  return fv_keras_call_set_window (call, node, &window, value) &&
         fv_keras_add_own_activation (call, value);
}

/* A kernel has the channels of its input, and how many filters there are for each. */
static gboolean
set_depthwise (const FvKerasCall *call, gint node, FvKerasValue *value)
{
  FvNodeWeights *weights = fv_topology_get_weights (call->topology, node);
  const FvTensor *kernel =
      fv_keras_call_get_tensor (call, weights->tensors[FV_WEIGHT_KERNEL]);
  gint multiplier = get_count (call, "depth_multiplier", 1);

  if (multiplier == 0)
    return FALSE;
  if (value->n_channels == 0 && kernel != NULL && kernel->rank == 4 &&
      kernel->shape[2] <= MAX_CHANNELS)
    value->n_channels = (gint)kernel->shape[2];
  if (value->n_channels < 1 || value->n_channels > MAX_CHANNELS / multiplier)
    return fv_keras_call_refuse (call, "depth_multiplier");
  weights->order = FV_KERNEL_HWOI;
  fv_topology_get_node (call->topology, node)->groups = value->n_channels;
  value->n_channels *= multiplier;
  fv_topology_get_node (call->topology, node)->n_filters = value->n_channels;
  return TRUE;
}

gboolean
fv_keras_add_depthwise (const FvKerasCall *call, FvKerasValue *value)
{
  const gchar *name = fv_keras_call_find (call, "depthwise_kernel", 0) >= 0
                          ? "depthwise_kernel"
                          : "kernel";
  FvWindow window;
  gint node;

  if (!fv_keras_call_get_window (call, "kernel_size", FALSE, &window))
    return FALSE;
  node = add_kernel (call, call->name, value->node, name, 0);
  add_bias (call, node, 1);
  return set_depthwise (call, node, value) &&
         fv_keras_call_set_window (call, node, &window, value) &&
         fv_keras_add_own_activation (call, value);
}

/* Its first half has a name of its own, as whatever has none belongs to the layer before
 * it. */
gboolean
fv_keras_add_separable (const FvKerasCall *call, FvKerasValue *value)
{
  g_autofree gchar *first = g_strconcat (call->name, "/depthwise", NULL);
  FvWindow window;
  gint node, n_filters;

  if (!fv_keras_call_get_window (call, "kernel_size", FALSE, &window) ||
      (n_filters = get_count (call, "filters", 0)) == 0)
    return FALSE;
  node = add_kernel (call, first, value->node, "depthwise_kernel", 0);
  if (!set_depthwise (call, node, value) ||
      !fv_keras_call_set_window (call, node, &window, value))
    return FALSE;
  node = add_kernel (call, call->name, node, "pointwise_kernel", 1);
  add_bias (call, node, 2);
  fv_topology_get_weights (call->topology, node)->order = FV_KERNEL_HWIO;
  fv_topology_get_node (call->topology, node)->n_filters = n_filters;
  value->node = node;
  value->n_channels = n_filters;
  return fv_keras_add_own_activation (call, value);
}

/* Of a row, it takes the whole map that the row was; of a map, each position. */
gboolean
fv_keras_add_dense (const FvKerasCall *call, FvKerasValue *value)
{
  gint n_filters = get_count (call, "units", 0);
  FvNodeWeights *weights;
  gint node;

  if (n_filters == 0)
    return FALSE;
  node = add_kernel (call, call->name, value->node, "kernel", 0);
  add_bias (call, node, 1);
  weights = fv_topology_get_weights (call->topology, node);
  weights->order = FV_KERNEL_DENSE_IO;
  weights->is_dense = value->rank == FV_KERAS_ROW;
  fv_topology_get_node (call->topology, node)->n_filters = n_filters;
  value->node = node;
  value->n_channels = n_filters;
  if (weights->is_dense)
    value->height = value->width = 1;
  return fv_keras_add_own_activation (call, value);
}
