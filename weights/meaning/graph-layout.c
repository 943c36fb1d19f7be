/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "graph-layout.h"

#include <glib/gi18n-lib.h>

#include "graph-check.h"
#include "known.h"
#include "base/text.h"

/* The largest published networks have a thousand; the number of nodes that look for
 * others among all is kept small. */
#define MAX_NODES 4000

/* Of all nodes: each layer that joins all those before it has a few dozen. */
#define MAX_INPUTS 100000

/* nodes, weights, maps, layers: of those nodes that can be used, the last being the names
 *   of the layers that they are of
 * numbers: of the file's nodes among these; -1 for one that cannot be used
 * names: of their layers so far
 * missing: (nullable): the first layer without weights
 * n_convolutions: that were no dense layers */
typedef struct
{
  const FvReader *reader;
  const FvTopology *topology;
  GArray *nodes;
  GArray *weights;
  GArray *maps;
  GPtrArray *layers;
  gint *numbers;
  GHashTable *names;
  const gchar *missing;
  gint n_convolutions;
} Work;

static void
clear_node (gpointer data)
{
  g_free ((gint *)((FvNode *)data)->inputs);
  g_free ((gchar *)((FvNode *)data)->layer);
}

static void
work_init (Work *work, const FvReader *reader, const FvTopology *topology)
{
  *work = (Work){ .reader = reader, .topology = topology };
  work->nodes = g_array_new (FALSE, TRUE, sizeof (FvNode));
  work->weights = g_array_new (FALSE, TRUE, sizeof (FvNodeWeights));
  work->maps = g_array_new (FALSE, TRUE, sizeof (FvGraphMap));
  work->layers = g_ptr_array_new ();
  work->numbers = g_new (gint, topology->nodes->len);
  work->names = g_hash_table_new (g_str_hash, g_str_equal);
  g_array_set_clear_func (work->nodes, clear_node);
}

static void
work_clear (Work *work)
{
  g_array_unref (work->nodes);
  g_array_unref (work->weights);
  g_array_unref (work->maps);
  g_ptr_array_unref (work->layers);
  g_free (work->numbers);
  g_hash_table_unref (work->names);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

/* Whether all that the node takes can be used, and @inputs: (out): which these are */
static gboolean
find_inputs (const Work *work, gint node, gint *inputs)
{
  const FvNode *table = &g_array_index (work->topology->nodes, FvNode, node);

  for (gint i = 0; i < table->n_inputs; i++)
    {
      gint input = table->inputs[i];

      if (input >= node || input < FV_PICTURE)
        return FALSE;
      inputs[i] = input == FV_PICTURE ? FV_PICTURE : work->numbers[input];
      if (input != FV_PICTURE && inputs[i] < 0)
        return FALSE;
    }
  return table->n_inputs > 0;
}

/* The name of the layer that a node is of: its own, or that of what it takes first */
static const gchar *
find_layer (const Work *work, const FvNode *node)
{
  if (node->layer != NULL)
    return node->layer;
  return node->inputs[0] == FV_PICTURE ? "" : work->layers->pdata[node->inputs[0]];
}

/* Names tell layers apart: a second one of a name, as of a layer that is used twice, gets
 * a number. */
static gchar *
make_name (const Work *work, const gchar *name)
{
  gchar *unique = g_strdup (name);

  for (gint i = 2; unique != NULL && g_hash_table_contains (work->names, unique); i++)
    {
      g_free (unique);
      unique = g_strdup_printf ("%s/%d", name, i);
    }
  return unique;
}

static FvGraphMap *
collect_maps (const Work *work, const FvNode *node)
{
  FvGraphMap *maps = g_new (FvGraphMap, node->n_inputs);

  for (gint i = 0; i < node->n_inputs; i++)
    maps[i] = node->inputs[i] == FV_PICTURE
                  ? fv_graph_map_new (work->topology->n_channels, work->topology->height,
                                      work->topology->width)
                  : g_array_index (work->maps, FvGraphMap, node->inputs[i]);
  return maps;
}

static void
keep (Work *work, FvNode *node, const FvNodeWeights *weights, const FvGraphMap *map,
      const gchar *layer)
{
  node->n_filters = map->n_channels;
  if (node->layer != NULL)
    g_hash_table_add (work->names, (gpointer)node->layer);
  work->n_convolutions += node->kind == FV_NODE_CONVOLUTION && !weights->is_dense;
  g_array_append_val (work->nodes, *node);
  g_array_append_val (work->weights, *weights);
  g_array_append_val (work->maps, *map);
  g_ptr_array_add (work->layers, (gpointer)layer);
}

/* Adds one of the file's nodes to those that can be used, if it can. */
static gboolean
add_node (Work *work, gint number, GError **error)
{
  const FvNode *table = &g_array_index (work->topology->nodes, FvNode, number);
  const FvNodeWeights *weights =
      &g_array_index (work->topology->weights, FvNodeWeights, number);
  gint *inputs = g_new (gint, MAX (table->n_inputs, 1));
  FvNode node = *table;
  g_autofree FvGraphMap *maps = NULL;
  FvGraphSite site = { work->reader, NULL, &node, weights, NULL };
  FvGraphMap map;

  work->numbers[number] = -1;
  node.inputs = inputs;
  node.layer = NULL;
  node.is_dense = weights->is_dense;
  if (!find_inputs (work, number, inputs))
    {
      g_free (inputs);
      return TRUE;
    }
  node.layer = make_name (work, table->layer);
  site.layer = find_layer (work, &node);
  if (table->kind == FV_NODE_CONVOLUTION && weights->tensors[FV_WEIGHT_KERNEL] < 0)
    {
      if (work->missing == NULL)
        work->missing = table->layer;
      clear_node (&node);
      return TRUE;
    }
  site.inputs = maps = collect_maps (work, &node);
  if (!fv_graph_check (&site, &map, error))
    {
      clear_node (&node);
      return FALSE;
    }
  work->numbers[number] = (gint)work->nodes->len;
  keep (work, &node, weights, &map, site.layer);
  return TRUE;
}

static gint64
count_inputs (const FvTopology *topology)
{
  gint64 n_inputs = 0;

  for (guint i = 0; i < topology->nodes->len; i++)
    n_inputs += g_array_index (topology->nodes, FvNode, i).n_inputs;
  return n_inputs;
}

static gboolean
check_size (const FvReader *reader, const FvTopology *topology, GError **error)
{
  if (topology->nodes->len <= MAX_NODES && count_inputs (topology) <= MAX_INPUTS &&
      topology->width <= FV_MAX_SIDE && topology->height <= FV_MAX_SIDE)
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
               _ ("The network of “%s” is too large for this program. Choose another "
                  "file."),
               reader->label);
  return FALSE;
}

/* Returns: (transfer full) (nullable): what cannot be used */
static gchar *
make_unknown (const Work *work)
{
  g_autofree gchar *shown = NULL;

  if (work->topology->unknown != NULL)
    return g_strdup (work->topology->unknown);
  if (work->missing == NULL)
    return NULL;
  shown = fv_text_shorten (work->missing);
  return g_strdup_printf (_ ("The file holds no weights of layer “%s”, so neither that "
                             "layer nor what depends on it can be used. Choose a layer "
                             "before it."),
                          shown);
}

static gboolean
check_use (const Work *work, const gchar *unknown, GError **error)
{
  const gchar *label = work->reader->label;

  if (work->n_convolutions > 0 && work->topology->n_channels != 3 &&
      work->topology->n_channels != 1)
    g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
                 _ ("The network of “%s” takes %d channels, which are no picture. Choose "
                    "one for pictures in color, or in gray."),
                 label, work->topology->n_channels);
  else if (work->n_convolutions > 0)
    return TRUE;
  else if (unknown != NULL)
    g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
                 _ ("Nothing of the network of “%s” can be used. %s"), label, unknown);
  else
    g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
                 _ ("“%s” (%s) holds another network, without any convolution, so it has "
                    "no filters that could be shown. Choose a convolutional network."),
                 label, work->reader->format->name);
  return FALSE;
}

/* Returns: (transfer full): what people call the network: by its file, if that does not
 *   name it */
static gchar *
make_title (const Work *work)
{
  const gchar *name = work->topology->name;
  g_autofree gchar *base = NULL;
  gchar *dot;

  if (name != NULL && name[0] != '\0' && g_utf8_validate (name, -1, NULL))
    return fv_text_shorten (fv_known_get_title (name));
  base = g_path_get_basename (work->reader->label);
  dot = strrchr (base, '.');
  if (dot != NULL && dot > base)
    *dot = '\0';
  return fv_text_shorten (base);
}

/**
 * fv_graph_layout_new:
 * @reader: a file
 * @topology: the network that it tells
 * @error: %FV_ERROR_WEIGHTS when a tensor's shape does not fit, or nothing of the network
 *   can be used
 *
 * Checks a network against the tensors of its file. What depends on an operation that is
 * not known, or on weights that are not there, is left out.
 *
 * Returns: (transfer full): what of it can be used, or %NULL
 */
FvGraphLayout *
fv_graph_layout_new (const FvReader *reader, const FvTopology *topology, GError **error)
{
  g_auto (Work) work = { NULL };
  g_autofree gchar *title = NULL, *unknown = NULL;
  FvGraphLayout *graph;

  work_init (&work, reader, topology);
  if (!check_size (reader, topology, error))
    return NULL;
  for (guint i = 0; i < topology->nodes->len; i++)
    if (!add_node (&work, (gint)i, error))
      return NULL;
  unknown = make_unknown (&work);
  if (!check_use (&work, unknown, error))
    return NULL;
  title = make_title (&work);
  graph = g_new0 (FvGraphLayout, 1);
  graph->architecture = fv_architecture_new (title, (const FvNode *)work.nodes->data,
                                             (gint)work.nodes->len);
  graph->weights = g_array_ref (work.weights);
  graph->n_channels = topology->n_channels;
  graph->unknown = g_steal_pointer (&unknown);
  return graph;
}

/**
 * fv_graph_layout_free:
 * @graph: (nullable): what can be used of a network
 */
void
fv_graph_layout_free (FvGraphLayout *graph)
{
  if (graph == NULL)
    return;
  fv_architecture_free (graph->architecture);
  g_array_unref (graph->weights);
  g_free (graph->unknown);
  g_free (graph);
}

/* Whether the picture goes to nothing but scales that are not trained */
static gboolean
scales_picture (const FvGraphLayout *graph)
{
  const FvArchitecture *architecture = graph->architecture;

  for (gint i = 0; i < architecture->n_nodes; i++)
    for (gint k = 0; k < architecture->nodes[i].n_inputs; k++)
      {
        const FvNodeWeights *weights = &g_array_index (graph->weights, FvNodeWeights, i);

        if (fv_architecture_get_input (architecture, i, k) != FV_PICTURE)
          continue;
        if (architecture->nodes[i].kind != FV_NODE_SCALE ||
            weights->tensors[FV_WEIGHT_GAMMA] >= 0 ||
            weights->tensors[FV_WEIGHT_VARIANCE] >= 0)
          return FALSE;
      }
  return TRUE;
}

/**
 * fv_graph_layout_find_input:
 * @graph: what can be used of a network
 * @reader: its file
 *
 * Returns: what the network was most likely trained on
 */
FvInput
fv_graph_layout_find_input (const FvGraphLayout *graph, const FvReader *reader)
{
  return fv_input_find (reader, graph->architecture->name, scales_picture (graph));
}

/**
 * fv_graph_layout_get_type:
 * @graph: what can be used of a network
 * @reader: its file
 *
 * Returns: (transfer none): how the file calls the type of its first kernel's numbers
 */
const gchar *
fv_graph_layout_get_type (const FvGraphLayout *graph, const FvReader *reader)
{
  for (guint i = 0; i < graph->weights->len; i++)
    {
      gint tensor =
          g_array_index (graph->weights, FvNodeWeights, i).tensors[FV_WEIGHT_KERNEL];

      if (tensor >= 0)
        return fv_reader_get_tensor (reader, (guint)tensor)->type;
    }
  return "";
}
