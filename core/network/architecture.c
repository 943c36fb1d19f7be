/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which nodes a table has, and where the positions of their maps lie in the input. */

#include "architecture.h"

/**
 * fv_node_has_window:
 * @node: a node
 *
 * Returns: whether its output's positions see windows of its input
 */
gboolean
fv_node_has_window (const FvNode *node)
{
  return node->kind == FV_NODE_CONVOLUTION || node->kind == FV_NODE_MAX_POOLING ||
         node->kind == FV_NODE_AVERAGE_POOLING || node->kind == FV_NODE_ZERO_PADDING;
}

/**
 * fv_node_is_convolution:
 * @node: a node
 *
 * Returns: whether it is a convolution that does not stand for a dense layer
 */
gboolean
fv_node_is_convolution (const FvNode *node)
{
  return node->kind == FV_NODE_CONVOLUTION && !node->is_dense;
}

/**
 * fv_architecture_new:
 * @name: the network's name
 * @nodes: (array length=n_nodes): its nodes
 * @n_nodes: how many
 *
 * Returns: (transfer full): a table that has copies of these
 */
FvArchitecture *
fv_architecture_new (const gchar *name, const FvNode *nodes, gint n_nodes)
{
  FvArchitecture *architecture = g_new0 (FvArchitecture, 1);
  FvNode *copies = g_memdup2 (nodes, (gsize)n_nodes * sizeof *nodes);

  for (gint i = 0; i < n_nodes; i++)
    {
      copies[i].layer = g_strdup (nodes[i].layer);
      copies[i].inputs =
          g_memdup2 (nodes[i].inputs, (gsize)nodes[i].n_inputs * sizeof *nodes[i].inputs);
    }
  architecture->name = g_strdup (name);
  architecture->nodes = copies;
  architecture->n_nodes = n_nodes;
  return architecture;
}

/**
 * fv_architecture_free:
 * @architecture: (nullable): a table that fv_architecture_new() made
 */
void
fv_architecture_free (FvArchitecture *architecture)
{
  if (architecture == NULL)
    return;
  for (gint i = 0; i < architecture->n_nodes; i++)
    {
      g_free ((gchar *)architecture->nodes[i].layer);
      g_free ((gint *)architecture->nodes[i].inputs);
    }
  g_free ((FvNode *)architecture->nodes);
  g_free ((gchar *)architecture->name);
  g_free (architecture);
}

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
 * fv_architecture_find_dense:
 * @architecture: a table of nodes
 *
 * Returns: the index of its first dense layer, or the number of its nodes
 */
gint
fv_architecture_find_dense (const FvArchitecture *architecture)
{
  gint node = 0;

  while (node < architecture->n_nodes && !architecture->nodes[node].is_dense)
    node++;
  return node;
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
