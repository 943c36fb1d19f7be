/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "layout.h"

#include <glib/gi18n-lib.h>

#include "graph-load.h"
#include "graph-layout.h"
#include "resnet.h"
#include "vgg-layout.h"

/* vgg: (nullable): what the tensors are of a VGG
 * graph: (nullable): else what can be used of the network that the file tells */
struct _FvLayout
{
  FvReader *reader;
  FvVggLayout *vgg;
  FvGraphLayout *graph;
};

/* A VGG keeps the names of its layers, whatever else its file tells of it. */
static gboolean
find_network (FvLayout *layout, GError **error)
{
  FvReader *reader = layout->reader;
  g_autoptr (GError) vgg_reason = NULL, graph_reason = NULL;
  gboolean has_names;

  layout->vgg = fv_vgg_layout_new (reader, &has_names, &vgg_reason);
  if (layout->vgg != NULL)
    return TRUE;
  if (reader->topology == NULL)
    reader->topology = fv_resnet_recognise (reader);
  if (reader->topology != NULL)
    layout->graph = fv_graph_layout_new (reader, reader->topology, &graph_reason);
  if (layout->graph != NULL)
    return TRUE;
  if (graph_reason != NULL && !has_names)
    g_propagate_error (error, g_steal_pointer (&graph_reason));
  else
    g_propagate_error (error, g_steal_pointer (&vgg_reason));
  return FALSE;
}

/**
 * fv_layout_new:
 * @reader: (transfer full): a reader
 * @error: %FV_ERROR_WEIGHTS
 *
 * Finds out which network a file is of, and which of its layers it holds. Their shapes
 * are checked, no values read.
 *
 * Returns: (transfer full): the layout, or %NULL
 */
FvLayout *
fv_layout_new (FvReader *reader, GError **error)
{
  g_autoptr (FvLayout) layout = g_new0 (FvLayout, 1);

  layout->reader = reader;
  return find_network (layout, error) ? g_steal_pointer (&layout) : NULL;
}

void
fv_layout_free (FvLayout *layout)
{
  if (layout == NULL)
    return;
  fv_vgg_layout_free (layout->vgg);
  fv_graph_layout_free (layout->graph);
  fv_reader_free (layout->reader);
  g_free (layout);
}

/* Returns: the file */
FvReader *
fv_layout_get_reader (const FvLayout *layout)
{
  return layout->reader;
}

static const FvArchitecture *
get_architecture (const FvLayout *layout)
{
  return layout->vgg != NULL ? fv_vgg_layout_get_architecture (layout->vgg)
                             : layout->graph->architecture;
}

/**
 * fv_layout_get_table:
 * @layout: what the tensors of a file mean
 *
 * Returns: (transfer none) (nullable): the table of nodes, if the network is one of those
 *   in fv_architectures
 */
const FvArchitecture *
fv_layout_get_table (const FvLayout *layout)
{
  return layout->vgg != NULL ? get_architecture (layout) : NULL;
}

/**
 * fv_layout_copy_architecture:
 * @layout: what the tensors of a file mean
 *
 * Returns: (transfer full) (nullable): a table of the nodes that can be used, if the file
 *   itself tells the network
 */
FvArchitecture *
fv_layout_copy_architecture (const FvLayout *layout)
{
  const FvArchitecture *architecture = get_architecture (layout);

  if (layout->vgg != NULL)
    return NULL;
  return fv_architecture_new (architecture->name, architecture->nodes,
                              architecture->n_nodes);
}

/* Returns: (transfer none) (nullable): what of the network cannot be used, in a
 *   sentence */
const gchar *
fv_layout_get_unknown (const FvLayout *layout)
{
  return layout->graph != NULL ? layout->graph->unknown : NULL;
}

/* Returns: how the file calls the type of its numbers */
const gchar *
fv_layout_get_type (const FvLayout *layout)
{
  return layout->vgg != NULL ? fv_vgg_layout_get_type (layout->vgg)
                             : fv_graph_layout_get_type (layout->graph, layout->reader);
}

/**
 * fv_layout_get_layers:
 * @layout: what the tensors of a file mean
 * @architecture: its table of nodes, which has the names
 *
 * Returns: (transfer full): the layers that the file holds, of FvLayer
 */
GArray *
fv_layout_get_layers (const FvLayout *layout, const FvArchitecture *architecture)
{
  g_autofree FvLayer *described = NULL;
  GArray *layers;
  gint n_layers;

  if (layout->vgg != NULL)
    return fv_vgg_layout_get_layers (layout->vgg);
  described = fv_architecture_describe_all (architecture, &n_layers);
  layers = g_array_new (FALSE, TRUE, sizeof (FvLayer));
  g_array_append_vals (layers, described, (guint)n_layers);
  return layers;
}

/**
 * fv_layout_find_input:
 * @layout: what the tensors of a file mean
 * @convention: the input that the weights were trained on; %FV_CONVENTION_UNKNOWN to
 *   find it out
 * @input: (out): the input
 * @error: %FV_ERROR_FILE, %FV_ERROR_WEIGHTS or %FV_ERROR_MEMORY
 *
 * Returns: whether it is known; what is needed of the file could be read
 */
gboolean
fv_layout_find_input (const FvLayout *layout, FvConvention convention, FvInput *input,
                      GError **error)
{
  if (convention != FV_CONVENTION_UNKNOWN)
    {
      *input = fv_input_new_given (convention);
      return TRUE;
    }
  if (layout->vgg != NULL)
    return fv_vgg_layout_find_input (layout->vgg, input, error);
  *input = fv_graph_layout_find_input (layout->graph, layout->reader);
  return TRUE;
}

/**
 * fv_layout_load:
 * @layout: what the tensors of a file mean
 * @origin: see fv_network_get_origin()
 * @layers: (array zero-terminated=1): the layers that are needed; the file holds them;
 *   of a VGG, the last of them
 * @convention: the input that the weights were trained on; %FV_CONVENTION_UNKNOWN to
 *   find it out
 * @error: %FV_ERROR_LAYER, %FV_ERROR_FILE, %FV_ERROR_WEIGHTS or %FV_ERROR_MEMORY
 *
 * Reads the weights of all that the layers depend on, and no others.
 *
 * Returns: (transfer full): a network in the library's one convention of input, or
 *   %NULL
 */
FvNetwork *
fv_layout_load (const FvLayout *layout, const gchar *origin, const gchar *const *layers,
                FvConvention convention, GError **error)
{
  FvInput input;

  if (!fv_layout_find_input (layout, convention, &input, error))
    return NULL;
  if (layout->vgg != NULL)
    return fv_vgg_layout_load (layout->vgg, origin, layers, &input, error);
  return fv_graph_layout_load (layout->graph, layout->reader, origin, layers, &input,
                               error);
}

/**
 * fv_layout_has_classifier:
 * @layout: what the tensors of a file mean
 *
 * Returns: whether the file holds all convolutions of a VGG and what stands behind them,
 *   in shapes that fit
 */
gboolean
fv_layout_has_classifier (const FvLayout *layout)
{
  return layout->vgg != NULL && fv_vgg_layout_has_classifier (layout->vgg);
}

/**
 * fv_layout_load_classifier:
 * @layout: what the tensors of a file mean
 * @error: %FV_ERROR_LAYER when the file does not hold it, %FV_ERROR_FILE,
 *   %FV_ERROR_WEIGHTS or %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): what stands behind the convolutions of a VGG, or %NULL
 */
FvClassifier *
fv_layout_load_classifier (const FvLayout *layout, GError **error)
{
  if (layout->vgg != NULL)
    return fv_vgg_layout_load_classifier (layout->vgg, error);
  g_set_error (error, FV_ERROR, FV_ERROR_LAYER,
               _ ("The classifier that is meant is that of VGG16 or VGG19; “%s” is of "
                  "another network. Choose its layer of classes by name instead."),
               layout->reader->label);
  return NULL;
}
