/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "topology.h"

#include <glib/gi18n-lib.h>

#include "base/text.h"

static void
clear_node (gpointer data)
{
  FvNode *node = data;

  g_free ((gchar *)node->layer);
  g_free ((gint *)node->inputs);
}

/**
 * fv_topology_new:
 *
 * Returns: (transfer full): a network without nodes, for pictures of any size with three
 *   channels
 */
FvTopology *
fv_topology_new (void)
{
  FvTopology *topology = g_new0 (FvTopology, 1);

  topology->nodes = g_array_new (FALSE, TRUE, sizeof (FvNode));
  topology->weights = g_array_new (FALSE, TRUE, sizeof (FvNodeWeights));
  topology->n_channels = 3;
  topology->scale = 1.0;
  g_array_set_clear_func (topology->nodes, clear_node);
  return topology;
}

/**
 * fv_topology_free:
 * @topology: (nullable): a network
 */
void
fv_topology_free (FvTopology *topology)
{
  if (topology == NULL)
    return;
  g_array_unref (topology->nodes);
  g_array_unref (topology->weights);
  g_free (topology->name);
  g_free (topology->unknown);
  g_free (topology);
}

/**
 * fv_topology_add:
 * @topology: a network
 * @kind: what a node does
 * @layer: (nullable): its name, if it begins a layer
 * @inputs: (array length=n_inputs): nodes that were added before, or FV_PICTURE
 * @n_inputs: how many, at least 1
 *
 * Adds a node with a window of one position, one group, and no weights.
 *
 * Returns: its number
 */
gint
fv_topology_add (FvTopology *topology, FvNodeKind kind, const gchar *layer,
                 const gint *inputs, gint n_inputs)
{
  static const FvWindow one = { .rows = { 1, 1, 1, 0, 0 }, .columns = { 1, 1, 1, 0, 0 } };
  FvNode node = { .kind = kind,
                  .layer = g_strdup (layer),
                  .n_inputs = n_inputs,
                  .inputs = g_memdup2 (inputs, (gsize)n_inputs * sizeof *inputs),
                  .window = one,
                  .groups = 1 };
  FvNodeWeights weights = { .epsilon = 0.0, .factor = 1.0, .offset = 0.0 };

  for (FvWeight i = 0; i < FV_N_WEIGHTS; i++)
    weights.tensors[i] = -1;
  g_array_append_val (topology->nodes, node);
  g_array_append_val (topology->weights, weights);
  return (gint)topology->nodes->len - 1;
}

/**
 * fv_topology_get_node:
 * @topology: a network
 * @node: number of a node
 *
 * Returns: (transfer none): the node, until the next is added
 */
FvNode *
fv_topology_get_node (FvTopology *topology, gint node)
{
  return &g_array_index (topology->nodes, FvNode, node);
}

/**
 * fv_topology_get_weights:
 * @topology: a network
 * @node: number of a node
 *
 * Returns: (transfer none): where its weights are, until the next node is added
 */
FvNodeWeights *
fv_topology_get_weights (FvTopology *topology, gint node)
{
  return &g_array_index (topology->weights, FvNodeWeights, node);
}

/**
 * fv_topology_set_unknown:
 * @topology: a network
 * @operation: what the file calls an operation that is not known
 * @layer: the layer that does it
 *
 * Only the first is kept.
 */
void
fv_topology_set_unknown (FvTopology *topology, const gchar *operation, const gchar *layer)
{
  g_autofree gchar *shown_operation = fv_text_shorten (operation);
  g_autofree gchar *shown_layer = fv_text_shorten (layer);

  if (topology->unknown == NULL)
    topology->unknown =
        g_strdup_printf (_ ("The operation “%s” of layer “%s” is not known, so neither "
                            "that layer nor what "
                            "depends on it can be used. Choose a layer before it."),
                         shown_operation, shown_layer);
}

/**
 * fv_topology_set_missing:
 * @topology: a network
 * @input: what the file calls an input that is not there
 * @layer: the layer that takes it
 *
 * Only the first thing that is not known is kept.
 */
void
fv_topology_set_missing (FvTopology *topology, const gchar *input, const gchar *layer)
{
  g_autofree gchar *shown_input = fv_text_shorten (input);
  g_autofree gchar *shown_layer = fv_text_shorten (layer);

  if (topology->unknown == NULL)
    topology->unknown = g_strdup_printf (
        _ ("Layer “%s” takes “%s”, which nothing before it in the file gives, so neither "
           "that layer nor what depends on it can be used. Choose a layer before it."),
        shown_layer, shown_input);
}
