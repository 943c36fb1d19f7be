/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which nodes a table has, and where the positions of their maps lie in the input. */

#include "architecture.h"

/**
 * fv_architecture_find:
 * @architecture: a table of nodes
 * @layer: (nullable): a layer's name
 *
 * Returns: the index of the node of that name, or -1
 */
gint
fv_architecture_find (const FvArchitecture *architecture, const gchar *layer)
{
  for (gint i = 0; layer != NULL && i < architecture->n_nodes; i++)
    if (g_strcmp0 (architecture->nodes[i].layer, layer) == 0)
      return i;
  return -1;
}

/**
 * fv_architecture_get_n_inputs:
 * @architecture: a table of nodes
 * @node: one of them
 *
 * Returns: how many inputs the node has, at least 1
 */
gint
fv_architecture_get_n_inputs (const FvArchitecture *architecture, gint node)
{
  return architecture->nodes[node].n_inputs;
}

/**
 * fv_architecture_get_input:
 * @architecture: a table of nodes
 * @node: one of them
 * @input: number of an input, from 0
 *
 * Returns: the node that is this input, or FV_PICTURE
 */
gint
fv_architecture_get_input (const FvArchitecture *architecture, gint node, gint input)
{
  const FvNode *table = &architecture->nodes[node];

  return table->inputs != NULL ? table->inputs[input] : node - 1;
}

static gboolean
takes (const FvArchitecture *architecture, gint node, gint input)
{
  for (gint i = 0; i < fv_architecture_get_n_inputs (architecture, node); i++)
    if (fv_architecture_get_input (architecture, node, i) == input)
      return TRUE;
  return FALSE;
}

/* The activation without a name that takes the node; -1 if there is none */
static gint
find_own_activation (const FvArchitecture *architecture, gint node)
{
  for (gint i = node + 1; i < architecture->n_nodes; i++)
    if (architecture->nodes[i].layer == NULL &&
        fv_node_kind_is_activation (architecture->nodes[i].kind) &&
        takes (architecture, i, node))
      return i;
  return -1;
}

/**
 * fv_architecture_get_last:
 * @architecture: a table of nodes
 * @node: one with a name
 *
 * Returns: the node whose output is the value of the layer of that name
 */
gint
fv_architecture_get_last (const FvArchitecture *architecture, gint node)
{
  for (gint next = node; next >= 0; next = find_own_activation (architecture, next))
    node = next;
  return node;
}

/**
 * fv_architecture_get_convolution:
 * @architecture: a table of nodes
 * @layer: a layer's name
 *
 * Returns: (transfer none): the name of the convolution whose weights are the last that
 * the layer needs: for a pooling, the one before it; else @layer itself
 */
const gchar *
fv_architecture_get_convolution (const FvArchitecture *architecture, const gchar *layer)
{
  gint node = fv_architecture_find (architecture, layer);

  if (node < 0)
    return layer;
  while (architecture->nodes[node].kind != FV_NODE_CONVOLUTION)
    node--;
  return architecture->nodes[node].layer;
}

/**
 * fv_architecture_get_stride:
 * @architecture: a table of nodes
 * @node: one of them
 *
 * Returns: the stride of the node's map; see #FvLayer
 */
gint
fv_architecture_get_stride (const FvArchitecture *architecture, gint node)
{
  gint stride = 1;

  for (gint i = 0; i < node; i++)
    if (architecture->nodes[i].kind == FV_NODE_MAX_POOLING)
      stride *= 2;
  return stride;
}

/* Each 3×3 convolution sees one more of its input's positions on both sides, each 2×2
 * pooling one more, whatever these are apart. */
static gint
get_receptive_field (const FvArchitecture *architecture, gint node)
{
  gint field = 1;

  for (gint i = 0; i <= node; i++)
    if (architecture->nodes[i].kind == FV_NODE_CONVOLUTION)
      field += 2 * fv_architecture_get_stride (architecture, i);
    else if (architecture->nodes[i].kind == FV_NODE_MAX_POOLING)
      field += fv_architecture_get_stride (architecture, i);
  return field;
}

/**
 * fv_architecture_describe:
 * @architecture: a table of nodes
 * @node: a convolution of it
 * @n_filters: how many filters it has
 *
 * Returns: what there is to say about this layer
 */
FvLayer
fv_architecture_describe (const FvArchitecture *architecture, gint node, gint n_filters)
{
  return (FvLayer){
    .name = architecture->nodes[node].layer,
    .n_filters = n_filters,
    .stride = fv_architecture_get_stride (architecture, node),
    .receptive_field = get_receptive_field (architecture, node),
  };
}
