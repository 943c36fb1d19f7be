/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What there is to say about a layer. */

#include "architecture.h"

#include <glib/gi18n-lib.h>

#include "geometry.h"

/* What people call the kinds of nodes */
static const gchar *const kind_names[] = {
  [FV_NODE_CONVOLUTION] = N_ ("convolution"),
  [FV_NODE_RELU] = N_ ("ReLU"),
  [FV_NODE_MAX_POOLING] = N_ ("max pooling"),
  [FV_NODE_AVERAGE_POOLING] = N_ ("average pooling"),
  [FV_NODE_SCALE] = N_ ("normalization"),
  [FV_NODE_RELU6] = N_ ("ReLU6"),
  [FV_NODE_LEAKY_RELU] = N_ ("leaky ReLU"),
  [FV_NODE_ELU] = N_ ("ELU"),
  [FV_NODE_SIGMOID] = N_ ("sigmoid"),
  [FV_NODE_TANH] = N_ ("tanh"),
  [FV_NODE_SWISH] = N_ ("swish"),
  [FV_NODE_ADD] = N_ ("sum"),
  [FV_NODE_MULTIPLY] = N_ ("product"),
  [FV_NODE_CONCATENATE] = N_ ("concatenation"),
  [FV_NODE_ZERO_PADDING] = N_ ("zero padding"),
  [FV_NODE_LRN] = N_ ("local response normalization"),
};

/**
 * fv_architecture_is_rectified:
 * @architecture: a table of nodes
 * @node: one with a name
 *
 * Returns: whether the last that the layer of that name does is a ReLU
 */
gboolean
fv_architecture_is_rectified (const FvArchitecture *architecture, gint node)
{
  gint last = fv_architecture_get_last (architecture, node);

  return architecture->nodes[last].kind == FV_NODE_RELU;
}

/* A dense layer is a convolution to the engine alone. */
static const gchar *
get_kind (const FvNode *node)
{
  return node->is_dense ? N_ ("dense") : kind_names[node->kind];
}

static FvLayer
describe (const FvArchitecture *architecture, gint node, gint n_filters, FvSight sight,
          FvShape smallest)
{
  return (FvLayer){
    .name = architecture->nodes[node].layer,
    .n_filters = n_filters,
    .stride = sight.stride,
    .receptive_field = sight.field,
    .smallest_width = smallest.width,
    .smallest_height = smallest.height,
    .kind = get_kind (&architecture->nodes[node]),
    .is_rectified = fv_architecture_is_rectified (architecture, node),
  };
}

/**
 * fv_architecture_describe:
 * @architecture: a table of nodes
 * @node: one of them, with a name
 * @n_filters: how many channels its map has
 *
 * Returns: what there is to say about this layer
 */
FvLayer
fv_architecture_describe (const FvArchitecture *architecture, gint node, gint n_filters)
{
  FvSight sight = { fv_geometry_get_stride (architecture, node),
                    fv_geometry_get_receptive_field (architecture, node) };
  FvShape smallest = { fv_geometry_get_smallest (architecture, node, TRUE),
                       fv_geometry_get_smallest (architecture, node, FALSE) };

  return describe (architecture, node, n_filters, sight, smallest);
}

/**
 * fv_architecture_describe_all:
 * @architecture: a table of nodes
 * @n_layers: (out): how many of them have names
 *
 * Returns: (transfer full) (array length=n_layers): what there is to say about each
 * layer, with as many channels as the table has, to be freed with g_free(). Of a thousand
 *   layers it is found in much less time than that of one after the other.
 */
FvLayer *
fv_architecture_describe_all (const FvArchitecture *architecture, gint *n_layers)
{
  FvLayer *layers = g_new (FvLayer, architecture->n_nodes);
  g_autofree FvSight *sights = fv_geometry_list_sights (architecture);
  g_autofree gint *widths = fv_geometry_list_smallest (architecture, TRUE);
  g_autofree gint *heights = fv_geometry_list_smallest (architecture, FALSE);

  *n_layers = 0;
  for (gint i = 0; i < architecture->n_nodes; i++)
    if (architecture->nodes[i].layer != NULL)
      layers[(*n_layers)++] = describe (architecture, i, architecture->nodes[i].n_filters,
                                        sights[i], (FvShape){ widths[i], heights[i] });
  return layers;
}
