/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "graph-load.h"

#include <glib/gi18n-lib.h>

#include "convention.h"
#include "graph-picture.h"
#include "graph-weights.h"
#include "base/text.h"

#define PICTURE_CHANNELS 3

/* is_needed: of the graph's nodes: whether some layer depends on it that was asked for
 * is_asked: whether it is one of these layers
 * numbers: of the graph's nodes in the network
 * has_front: whether a convolution stands before all, which puts the picture's channels
 *   into order and scale
 * is_folded: whether the convolutions that take the picture do so */
typedef struct
{
  const FvGraphLayout *graph;
  FvReader *reader;
  const FvInput *input;
  gboolean *is_needed;
  gboolean *is_asked;
  gint *numbers;
  gboolean has_front;
  gboolean is_folded;
} Loading;

static void
loading_clear (Loading *loading)
{
  g_free (loading->is_needed);
  g_free (loading->is_asked);
  g_free (loading->numbers);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Loading, loading_clear)

static void
need (Loading *loading, GArray *pending, gint node)
{
  if (node == FV_PICTURE || loading->is_needed[node])
    return;
  loading->is_needed[node] = TRUE;
  g_array_append_val (pending, node);
}

/* What @node takes, and the activations of its layer, so that each layer that is there
 * has its value */
static void
need_neighbours (Loading *loading, GArray *pending, gint node)
{
  const FvArchitecture *architecture = loading->graph->architecture;

  for (gint i = 0; i < fv_architecture_get_n_inputs (architecture, node); i++)
    need (loading, pending, fv_architecture_get_input (architecture, node, i));
  if (architecture->nodes[node].layer != NULL)
    need (loading, pending, fv_architecture_get_last (architecture, node));
}

static gboolean
find_needed (Loading *loading, const gchar *const *layers, GError **error)
{
  g_autoptr (GArray) pending = g_array_new (FALSE, FALSE, sizeof (gint));

  for (gint i = 0; layers[i] != NULL; i++)
    {
      gint node = fv_architecture_find (loading->graph->architecture, layers[i]);
      g_autofree gchar *shown = fv_text_shorten (layers[i]);

      if (node < 0)
        {
          g_set_error (error, FV_ERROR, FV_ERROR_LAYER,
                       _ ("“%s” has no layer “%s” any more. Choose the weights again."),
                       loading->reader->label, shown);
          return FALSE;
        }
      loading->is_asked[node] = TRUE;
      need (loading, pending, node);
    }
  while (pending->len > 0)
    {
      gint node = g_array_index (pending, gint, pending->len - 1);

      g_array_set_size (pending, pending->len - 1);
      need_neighbours (loading, pending, node);
    }
  return TRUE;
}

static gboolean
loading_init (Loading *loading, const gchar *const *layers, GError **error)
{
  const FvGraphLayout *graph = loading->graph;
  gsize n_nodes = (gsize)graph->architecture->n_nodes;
  gboolean is_other = graph->n_channels != PICTURE_CHANNELS ||
                      loading->input->scale != 1 ||
                      !fv_convention_has_picture_order (loading->input->convention);

  loading->is_needed = g_new0 (gboolean, n_nodes);
  loading->is_asked = g_new0 (gboolean, n_nodes);
  loading->numbers = g_new0 (gint, n_nodes);
  if (!find_needed (loading, layers, error))
    return FALSE;
  loading->is_folded =
      is_other &&
      fv_graph_can_fold (graph->architecture, loading->is_needed, loading->is_asked);
  loading->has_front = is_other && !loading->is_folded;
  return TRUE;
}

/* The node that puts the picture's channels into order and scale */
static FvNode
make_front (const Loading *loading, const gint *picture)
{
  static const FvWindow one = { .rows = { 1, 1, 1, 0, 0 }, .columns = { 1, 1, 1, 0, 0 } };

  return (FvNode){ .kind = FV_NODE_CONVOLUTION,
                   .n_filters = loading->graph->n_channels,
                   .n_inputs = 1,
                   .inputs = picture,
                   .window = one,
                   .groups = 1 };
}

static void
clear_node (gpointer data)
{
  g_free ((gint *)((FvNode *)data)->inputs);
}

static gint *
make_inputs (const Loading *loading, gint number)
{
  const FvArchitecture *architecture = loading->graph->architecture;
  gint n_inputs = fv_architecture_get_n_inputs (architecture, number);
  gint *inputs = g_new (gint, n_inputs);

  for (gint i = 0; i < n_inputs; i++)
    {
      gint input = fv_architecture_get_input (architecture, number, i);

      if (input != FV_PICTURE)
        inputs[i] = loading->numbers[input];
      else
        inputs[i] = loading->has_front ? 0 : FV_PICTURE;
    }
  return inputs;
}

/* Zeros around a picture that is not in order yet leave it its three channels. */
static gboolean
pads_picture (const Loading *loading, gint number)
{
  const FvArchitecture *architecture = loading->graph->architecture;

  return loading->is_folded && architecture->nodes[number].kind == FV_NODE_ZERO_PADDING &&
         fv_graph_takes_picture (architecture, number);
}

/* Returns: (transfer full): the network's table of nodes */
static FvArchitecture *
make_architecture (Loading *loading)
{
  const FvArchitecture *architecture = loading->graph->architecture;
  g_autoptr (GArray) nodes = g_array_new (FALSE, TRUE, sizeof (FvNode));

  g_array_set_clear_func (nodes, clear_node);
  if (loading->has_front)
    {
      gint *picture = g_new (gint, 1);
      FvNode front = make_front (loading, picture);

      *picture = FV_PICTURE;
      g_array_append_val (nodes, front);
    }
  for (gint i = 0; i < architecture->n_nodes; i++)
    if (loading->is_needed[i])
      {
        FvNode node = architecture->nodes[i];

        node.inputs = make_inputs (loading, i);
        if (pads_picture (loading, i))
          node.n_filters = PICTURE_CHANNELS;
        loading->numbers[i] = (gint)nodes->len;
        g_array_append_val (nodes, node);
      }
  return fv_architecture_new (architecture->name, (const FvNode *)nodes->data,
                              (gint)nodes->len);
}

static gint
count_inputs (const FvGraphLayout *graph, gint node)
{
  gint input = fv_architecture_get_input (graph->architecture, node, 0);

  return input == FV_PICTURE ? graph->n_channels
                             : graph->architecture->nodes[input].n_filters;
}

/* Puts order and scale of the convention into a convolution.
 *
 * @convolution: (transfer full) */
static FvConvolution *
put_order (const Loading *loading, FvConvolution *convolution, GError **error)
{
  g_autoptr (FvConvolution) owned = convolution;

  if (owned->n_inputs == 1)
    return fv_convention_fold_luma (loading->input->convention, owned, error);
  fv_convention_fold (loading->input->convention, owned);
  return g_steal_pointer (&owned);
}

/* Puts order and scale of the picture's channels into a convolution.
 *
 * @convolution: (transfer full) (nullable) */
static FvConvolution *
fold (const Loading *loading, FvConvolution *convolution, GError **error)
{
  gdouble scale = loading->input->scale;

  if (convolution != NULL)
    convolution = put_order (loading, convolution, error);
  if (convolution == NULL || scale == 1)
    return convolution;
  for (gsize i = 0; i < fv_convolution_get_n_weights (convolution); i++)
    convolution->kernel[i] = (gfloat)(convolution->kernel[i] * scale);
  return convolution;
}

static gboolean
load_front (const Loading *loading, FvNetwork *network, GError **error)
{
  gint n = loading->graph->n_channels;
  FvConvolution *front = fv_convolution_new_of_size (1, 1, 1, n, n, error);

  if (front == NULL)
    return FALSE;
  for (gint i = 0; i < n * n; i++)
    front->kernel[i] = i % (n + 1) == 0;
  for (gint i = 0; i < n; i++)
    front->bias[i] = 0;
  front = fold (loading, front, error);
  if (front == NULL)
    return FALSE;
  fv_network_set_weights (network, 0, front, NULL);
  return TRUE;
}

static gboolean
load_node (const Loading *loading, gint number, FvNetwork *network, GError **error)
{
  const FvArchitecture *architecture = loading->graph->architecture;
  const FvNode *node = &architecture->nodes[number];
  const FvNodeWeights *weights =
      &g_array_index (loading->graph->weights, FvNodeWeights, number);
  FvConvolution *convolution = NULL;
  FvChannelScale *scale = NULL;

  if (node->kind == FV_NODE_SCALE)
    scale = fv_graph_read_scale (loading->reader, node, weights, error);
  else if (node->kind == FV_NODE_CONVOLUTION)
    convolution = fv_graph_read_convolution (
        loading->reader, node, weights, count_inputs (loading->graph, number), error);
  else
    return TRUE;
  if (loading->is_folded && fv_graph_takes_picture (architecture, number))
    convolution = fold (loading, convolution, error);
  if (convolution == NULL && scale == NULL)
    return FALSE;
  fv_network_set_weights (network, loading->numbers[number], convolution, scale);
  return TRUE;
}

/**
 * fv_graph_layout_load:
 * @graph: what can be used of a file's network
 * @reader: the file
 * @origin: see fv_network_get_origin()
 * @layers: (array zero-terminated=1): the layers that are needed
 * @input: what the network was trained on
 * @error: %FV_ERROR_LAYER, %FV_ERROR_FILE, %FV_ERROR_WEIGHTS or %FV_ERROR_MEMORY
 *
 * Reads the weights of all that the layers depend on, and no others.
 *
 * Returns: (transfer full): a network of these nodes in the library's one convention of
 *   input, or %NULL
 */
FvNetwork *
fv_graph_layout_load (const FvGraphLayout *graph, FvReader *reader, const gchar *origin,
                      const gchar *const *layers, const FvInput *input, GError **error)
{
  g_auto (Loading) loading = { graph, reader, input };
  g_autoptr (FvNetwork) network = NULL;

  if (!loading_init (&loading, layers, error))
    return NULL;
  network = fv_network_new_graph (make_architecture (&loading), origin, input->mean);
  if (loading.has_front && !load_front (&loading, network, error))
    return NULL;
  for (gint i = 0; i < graph->architecture->n_nodes; i++)
    if (loading.is_needed[i] && !load_node (&loading, i, network, error))
      return NULL;
  return g_steal_pointer (&network);
}
