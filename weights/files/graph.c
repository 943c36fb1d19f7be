/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "graph.h"

#define MAX_NODES  100000
#define MAX_INPUTS 10000 /* of one node */
#define MAX_LENGTH                                                                       \
  65535 /* of a window, its steps and padding, and of a picture's side                   \
         */

/**
 * fv_graph_new:
 *
 * Returns: (transfer full): a graph without nodes and values
 */
FvGraph *
fv_graph_new (void)
{
  FvGraph *graph = g_new0 (FvGraph, 1);

  graph->topology = fv_topology_new ();
  graph->values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  graph->layers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return graph;
}

/**
 * fv_graph_free:
 * @graph: (nullable): a graph
 */
void
fv_graph_free (FvGraph *graph)
{
  if (graph == NULL)
    return;
  fv_topology_free (graph->topology);
  g_hash_table_unref (graph->values);
  g_hash_table_unref (graph->layers);
  g_free (graph);
}

/**
 * fv_graph_steal:
 * @graph: a graph that is done with
 *
 * Returns: (transfer full) (nullable): the network; %NULL if there is nothing in it, nor
 *   anything that is not known
 */
FvTopology *
fv_graph_steal (FvGraph *graph)
{
  if (graph->topology->nodes->len == 0 && graph->topology->unknown == NULL)
    return NULL;
  return g_steal_pointer (&graph->topology);
}

/**
 * fv_graph_set:
 * @graph: a graph
 * @name: a name
 * @value: what it stands for from now on
 */
void
fv_graph_set (FvGraph *graph, const gchar *name, const FvValue *value)
{
  g_hash_table_replace (graph->values, g_strdup (name), g_memdup2 (value, sizeof *value));
}

/**
 * fv_graph_find:
 * @graph: a graph
 * @name: a name
 *
 * Returns: (transfer none) (nullable): what it stands for
 */
const FvValue *
fv_graph_find (const FvGraph *graph, const gchar *name)
{
  return g_hash_table_lookup (graph->values, name);
}

/**
 * fv_graph_get_inputs:
 * @graph: a graph
 * @layer: the layer that takes them, for people
 * @names: (array length=n_names): names of values
 * @n_names: how many
 * @values: (out caller-allocates): what they stand for
 *
 * Notes what is missing, or follows a softmax, as not known.
 *
 * Returns: whether all are known
 */
gboolean
fv_graph_get_inputs (FvGraph *graph, const gchar *layer, gchar *const *names,
                     gsize n_names, FvValue *values)
{
  gboolean are_known = n_names <= MAX_INPUTS;

  for (gsize i = 0; i < n_names && are_known; i++)
    {
      const FvValue *value = fv_graph_find (graph, names[i]);

      if (value == NULL)
        fv_topology_set_missing (graph->topology, names[i], layer);
      else if (value->kind == FV_VALUE_END)
        fv_topology_set_unknown (graph->topology, "Softmax", names[i]);
      are_known = value != NULL && value->kind <= FV_VALUE_ROW;
      if (are_known)
        values[i] = *value;
    }
  return are_known;
}

gboolean
fv_graph_has_layer (const FvGraph *graph, const gchar *layer)
{
  return g_hash_table_contains (graph->layers, layer);
}

/**
 * fv_graph_node_init:
 * @node: (out caller-allocates): a node that does nothing yet, with a window of one
 *   position, one group, and no weights
 */
void
fv_graph_node_init (FvGraphNode *node)
{
  static const FvWindow one = { .rows = { 1, 1, 1, 0, 0 }, .columns = { 1, 1, 1, 0, 0 } };

  *node = (FvGraphNode){ .node = { .kind = FV_NODE_IDENTITY, .window = one, .groups = 1 },
                         .weights = { .factor = 1.0 } };
  for (FvWeight i = 0; i < FV_N_WEIGHTS; i++)
    node->weights.tensors[i] = -1;
}

/**
 * fv_graph_can_add:
 * @graph: a graph
 * @node: a node
 * @inputs: (array length=n_inputs): what it takes
 * @n_inputs: how many
 *
 * A map that was flattened is one only for what does the same to all its values, and for
 * dense layers; so is one whose channels come last, but for what does the same to all
 * values of a channel.
 *
 * Returns: whether there is room for the node, and it can take the inputs
 */
gboolean
fv_graph_can_add (const FvGraph *graph, const FvGraphNode *node, const FvValue *inputs,
                  gsize n_inputs)
{
  gboolean takes_rows =
      node->weights.is_dense || fv_node_kind_is_activation (node->node.kind);

  for (gsize i = 0; i < n_inputs; i++)
    {
      if (inputs[i].kind == FV_VALUE_ROW && !takes_rows)
        return FALSE;
      if (inputs[i].has_channels_last && !takes_rows && node->node.kind != FV_NODE_SCALE)
        return FALSE;
    }
  return n_inputs > 0 && n_inputs <= MAX_INPUTS &&
         graph->topology->nodes->len < MAX_NODES;
}

static gboolean
sees_one_position (const FvWindowAxis *axis)
{
  return axis->size == 1 && axis->before == 0 && axis->after == 0;
}

static gboolean
gives_one_position (const FvGraphNode *node, const FvValue *inputs, gsize n_inputs)
{
  if (node->weights.is_dense || node->node.window.is_global)
    return TRUE;
  for (gsize i = 0; i < n_inputs; i++)
    if (!inputs[i].is_single)
      return FALSE;
  return sees_one_position (&node->node.window.rows) &&
         sees_one_position (&node->node.window.columns);
}

/**
 * fv_graph_add:
 * @graph: a graph
 * @node: a node that can be added
 * @layer: (nullable): its name, if it begins a layer, and no other node has it
 * @inputs: (array length=n_inputs): what it takes
 * @n_inputs: how many
 *
 * Returns: what it gives
 */
FvValue
fv_graph_add (FvGraph *graph, const FvGraphNode *node, const gchar *layer,
              const FvValue *inputs, gsize n_inputs)
{
  FvValue value = { .kind = FV_VALUE_MAP, .layer = -1 };
  g_autofree gint *nodes = g_new (gint, n_inputs);
  FvNode *added;

  for (gsize i = 0; i < n_inputs; i++)
    {
      nodes[i] = inputs[i].node;
      if (inputs[i].kind == FV_VALUE_ROW && !node->weights.is_dense)
        value.kind = FV_VALUE_ROW;
      value.has_channels_last |= inputs[i].has_channels_last && !node->weights.is_dense;
    }
  value.node =
      fv_topology_add (graph->topology, node->node.kind, layer, nodes, (gint)n_inputs);
  added = fv_topology_get_node (graph->topology, value.node);
  added->n_filters = node->node.n_filters;
  added->window = node->node.window;
  added->groups = node->node.groups;
  added->parameters = node->node.parameters;
  *fv_topology_get_weights (graph->topology, value.node) = node->weights;
  value.is_single = gives_one_position (node, inputs, n_inputs);
  if (layer != NULL)
    {
      g_hash_table_add (graph->layers, g_strdup (layer));
      value.layer = value.node;
    }
  return value;
}

/**
 * fv_graph_move_layer:
 * @graph: a graph
 * @from: a node with a name, no activation: without a name it would belong to the layer
 *   before it
 * @to: a later one without, that gets it
 */
void
fv_graph_move_layer (FvGraph *graph, gint from, gint to)
{
  FvNode *source = fv_topology_get_node (graph->topology, from);

  fv_topology_get_node (graph->topology, to)->layer = source->layer;
  source->layer = NULL;
}

static gint
get_length (gint64 length)
{
  return length >= 1 && length <= MAX_LENGTH ? (gint)length : 0;
}

/**
 * fv_graph_set_size:
 * @graph: a graph
 * @n_channels: of the picture that the network is for
 * @height: its rows; not positive if it may have any number
 * @width: its columns
 */
void
fv_graph_set_size (FvGraph *graph, gint64 n_channels, gint64 height, gint64 width)
{
  graph->topology->n_channels = get_length (n_channels);
  graph->topology->height = get_length (height);
  graph->topology->width = get_length (width);
}

/**
 * fv_graph_set_axis:
 * @axis: an axis of a window
 * @size: positions that it sees
 * @stride: positions from one window to the next
 * @dilation: positions from one that it sees to the next
 *
 * Returns: whether they are what a window can have
 */
gboolean
fv_graph_set_axis (FvWindowAxis *axis, gint64 size, gint64 stride, gint64 dilation)
{
  if (get_length (size) == 0 || get_length (stride) == 0 || get_length (dilation) == 0 ||
      (size - 1) * dilation >= MAX_LENGTH)
    return FALSE;
  axis->size = (gint)size;
  axis->stride = (gint)stride;
  axis->dilation = (gint)dilation;
  return TRUE;
}

/**
 * fv_graph_set_padding:
 * @axis: an axis of a window
 * @before: positions of padding before the map
 * @after: positions behind it
 *
 * Returns: whether they are what a window can have
 */
gboolean
fv_graph_set_padding (FvWindowAxis *axis, gint64 before, gint64 after)
{
  if (before < 0 || before > MAX_LENGTH || after < 0 || after > MAX_LENGTH)
    return FALSE;
  axis->before = (gint)before;
  axis->after = (gint)after;
  return TRUE;
}
