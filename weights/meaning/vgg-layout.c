/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "vgg-layout.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "classifier-layout.h"
#include "convention.h"
#include "mismatch.h"
#include "names.h"
#include "base/memory.h"

#define MAX_FILTERS 2048 /* of a layer; the published networks have 512 at most */

typedef struct
{
  gint node;
  guint kernel; /* numbers of tensors of the reader */
  guint bias;
  gint n_inputs;
  gint n_filters;
} Layer;

/* layers: of Layer: the convolutions that the file holds, from the input on
 * classifier: the dense layers, if it holds all convolutions */
struct _FvVggLayout
{
  FvReader *reader;
  FvNames *names;
  GArray *layers;
  FvClassifierLayout classifier;
};

/* Whether Keras saved a kernel as filter × input × row × column. */
static gboolean
is_theano (const FvTensor *kernel, gint n_inputs)
{
  return kernel->rank == 4 && kernel->shape[0] != 3 && kernel->shape[2] == 3 &&
         kernel->shape[3] == 3 && kernel->shape[1] == (guint64)n_inputs;
}

/* Checks the shapes of a layer, and takes its number of filters from them. */
static gboolean
check_shapes (const FvVggLayout *layout, Layer *layer, GError **error)
{
  const FvReader *reader = layout->reader;
  const FvTensor *kernel = fv_reader_get_tensor (reader, layer->kernel);
  const FvTensor *bias = fv_reader_get_tensor (reader, layer->bias);
  const gint *axes = layout->names->family->kernel_axes;
  const gchar *name = layout->names->architecture->nodes[layer->node].layer;
  guint64 n_filters = kernel->shape[axes[FV_AXIS_FILTER]];

  if (axes[FV_AXIS_ROW] == 0 && is_theano (kernel, layer->n_inputs))
    {
      fv_mismatch_set_theano (reader, error);
      return FALSE;
    }
  if (kernel->rank != 4 || kernel->shape[axes[FV_AXIS_ROW]] != 3 ||
      kernel->shape[axes[FV_AXIS_COLUMN]] != 3 ||
      kernel->shape[axes[FV_AXIS_INPUT]] != (guint64)layer->n_inputs || n_filters == 0 ||
      n_filters > MAX_FILTERS)
    {
      fv_mismatch_set_shape (reader, name, layer->kernel, error);
      return FALSE;
    }
  if (bias->rank != 1 || bias->shape[0] != n_filters)
    {
      fv_mismatch_set_shape (reader, name, layer->bias, error);
      return FALSE;
    }
  layer->n_filters = (gint)n_filters;
  return TRUE;
}

/* @found: (out): whether the file holds the layer of @layer->node */
static gboolean
find_layer (const FvVggLayout *layout, Layer *layer, gboolean *found, GError **error)
{
  const FvArchitecture *architecture = layout->names->architecture;
  g_autofree gchar *kernel = fv_family_make_name (layout->names->family, architecture,
                                                  layer->node, FV_PART_KERNEL);
  g_autofree gchar *bias = fv_family_make_name (layout->names->family, architecture,
                                                layer->node, FV_PART_BIAS);

  *found = fv_names_find (layout->names, kernel, &layer->kernel);
  if (!*found)
    return TRUE;
  if (!fv_names_find (layout->names, bias, &layer->bias))
    {
      *found = FALSE;
      if (layout->reader->is_cut)
        return TRUE;
      g_set_error (
          error, FV_ERROR, FV_ERROR_WEIGHTS,
          _ ("The weights file “%s” has no bias for layer %s. Choose weights of VGG16 "
             "or VGG19."),
          layout->reader->label, architecture->nodes[layer->node].layer);
      return FALSE;
    }
  return check_shapes (layout, layer, error);
}

static gboolean
find_layers (FvVggLayout *layout, GError **error)
{
  const FvArchitecture *architecture = layout->names->architecture;
  Layer layer = { .n_inputs = 3 };
  gboolean found;

  for (layer.node = 0; layer.node < architecture->n_nodes; layer.node++)
    if (fv_node_is_convolution (&architecture->nodes[layer.node]))
      {
        if (!find_layer (layout, &layer, &found, error))
          return FALSE;
        if (!found)
          break;
        g_array_append_val (layout->layers, layer);
        layer.n_inputs = layer.n_filters;
      }
  if (layout->layers->len == 0)
    {
      g_set_error (
          error, FV_ERROR, FV_ERROR_WEIGHTS,
          _ ("The weights file “%s” lacks %s, with which the network begins. Choose "
             "a file that holds it."),
          layout->reader->label, architecture->nodes[0].layer);
      return FALSE;
    }
  return TRUE;
}

/* The first convolution of the network that the file lacks; NULL if it has them all */
static const gchar *
find_missing (const FvVggLayout *layout, const Layer *last)
{
  const FvArchitecture *architecture = layout->names->architecture;

  for (gint node = last->node + 1; node < architecture->n_nodes; node++)
    if (fv_node_is_convolution (&architecture->nodes[node]))
      return architecture->nodes[node].layer;
  return NULL;
}

static gboolean
find_classifier (const FvVggLayout *layout, FvClassifierLayout *classifier,
                 GError **error)
{
  const Layer *last = &g_array_index (layout->layers, Layer, layout->layers->len - 1);
  const gchar *missing = find_missing (layout, last);

  if (missing != NULL)
    return fv_classifier_set_missing (layout->reader, missing, error);
  return fv_classifier_layout_init (classifier, layout->names, layout->reader,
                                    last->n_filters, error);
}

/**
 * fv_vgg_layout_new:
 * @reader: a file, which outlives the layout
 * @has_names: (out): whether its tensors have the names of a VGG's at least
 * @error: %FV_ERROR_WEIGHTS
 *
 * Finds out which network a file is of, and which of its layers it holds: from the
 * input on to the first that is missing. Their shapes are checked, no values read.
 *
 * Returns: (transfer full): the layout, or %NULL
 */
FvVggLayout *
fv_vgg_layout_new (FvReader *reader, gboolean *has_names, GError **error)
{
  g_autoptr (FvVggLayout) layout = g_new0 (FvVggLayout, 1);

  layout->layers = g_array_new (FALSE, TRUE, sizeof (Layer));
  layout->reader = reader;
  layout->names = fv_names_new (reader, error);
  *has_names = layout->names != NULL;
  if (layout->names == NULL || !find_layers (layout, error))
    return NULL;
  find_classifier (layout, &layout->classifier, NULL);
  return g_steal_pointer (&layout);
}

void
fv_vgg_layout_free (FvVggLayout *layout)
{
  if (layout == NULL)
    return;
  g_array_unref (layout->layers);
  fv_names_free (layout->names);
  g_free (layout);
}

const FvArchitecture *
fv_vgg_layout_get_architecture (const FvVggLayout *layout)
{
  return layout->names->architecture;
}

/* Returns: how the file calls the type of its numbers */
const gchar *
fv_vgg_layout_get_type (const FvVggLayout *layout)
{
  const Layer *first = &g_array_index (layout->layers, Layer, 0);

  return fv_reader_get_tensor (layout->reader, first->kernel)->type;
}

static gint
get_dense_node (const FvVggLayout *layout, gint index)
{
  return fv_architecture_find (layout->names->architecture, fv_dense_names[index]);
}

static void
add_layer (const FvVggLayout *layout, GArray *layers, gint node, gint n_filters)
{
  FvLayer layer = fv_architecture_describe (layout->names->architecture, node, n_filters);

  g_array_append_val (layers, layer);
}

/**
 * fv_vgg_layout_get_layers:
 * @layout: what the tensors of a file mean
 *
 * Returns: (transfer full): the layers that the file holds, of FvLayer: a pooling, if
 * what it pools is there
 */
GArray *
fv_vgg_layout_get_layers (const FvVggLayout *layout)
{
  const FvNode *nodes = layout->names->architecture->nodes;
  GArray *layers = g_array_new (FALSE, TRUE, sizeof (FvLayer));

  for (guint i = 0; i < layout->layers->len; i++)
    {
      const Layer *layer = &g_array_index (layout->layers, Layer, i);

      add_layer (layout, layers, layer->node, layer->n_filters);
      if (nodes[layer->node + 2].kind == FV_NODE_MAX_POOLING)
        add_layer (layout, layers, layer->node + 2, layer->n_filters);
    }
  for (gint i = 0; i < layout->classifier.n_layers; i++)
    add_layer (layout, layers, get_dense_node (layout, i),
               layout->classifier.layers[i].n_outputs);
  return layers;
}

static gboolean
read_kernel (const FvVggLayout *layout, guint tensor, FvConvolution *convolution,
             GError **error)
{
  gsize n_values = (gsize)9 * convolution->n_inputs * convolution->n_filters;
  fv_autofree gfloat *values = NULL;

  if (fv_family_has_filters_last (layout->names->family))
    return fv_reader_read (layout->reader, tensor, convolution->kernel, error);
  values = fv_memory_new_floats (n_values, error);
  if (values == NULL || !fv_reader_read (layout->reader, tensor, values, error))
    return FALSE;
  fv_convention_transpose (values, convolution);
  return TRUE;
}

static FvConvolution *
load_convolution (const FvVggLayout *layout, const Layer *layer, GError **error)
{
  FvReader *reader = layout->reader;
  g_autoptr (FvConvolution) convolution = NULL;

  if (!fv_reader_check (reader, layer->kernel, error) ||
      !fv_reader_check (reader, layer->bias, error))
    return NULL;
  convolution = fv_convolution_new (layer->n_inputs, layer->n_filters, error);
  if (convolution == NULL || !read_kernel (layout, layer->kernel, convolution, error) ||
      !fv_reader_read (reader, layer->bias, convolution->bias, error))
    return NULL;
  return g_steal_pointer (&convolution);
}

/**
 * fv_vgg_layout_find_input:
 * @layout: what the tensors of a file mean
 * @input: (out): what the weights were trained on
 * @error: %FV_ERROR_FILE, %FV_ERROR_WEIGHTS or %FV_ERROR_MEMORY
 *
 * Returns: whether the first layer could be read
 */
gboolean
fv_vgg_layout_find_input (const FvVggLayout *layout, FvInput *input, GError **error)
{
  g_autoptr (FvConvolution) first = NULL;
  FvConvention usual = layout->names->family->convention;

  if (layout->reader->has_mean)
    {
      *input = fv_input_new_of_file (layout->reader);
      return TRUE;
    }
  first = load_convolution (layout, &g_array_index (layout->layers, Layer, 0), error);
  if (first == NULL)
    return FALSE;
  if (fv_convention_detect (first, FV_CONVENTION_UNKNOWN) != FV_CONVENTION_UNKNOWN)
    *input = fv_input_new (fv_convention_detect (first, usual),
                           _ ("the first layer shows it"));
  else
    *input = fv_input_new (usual, _ ("usual for files with such names"));
  return TRUE;
}

/* The node of the deepest of the layers */
static gint
find_last (const FvArchitecture *architecture, const gchar *const *layers)
{
  gint last = -1;

  for (gint i = 0; layers[i] != NULL; i++)
    last = MAX (last, fv_architecture_find (architecture, layers[i]));
  return last;
}

/* @last: the node of the last layer that is needed */
static gboolean
load_dense_layers (const FvVggLayout *layout, gint last, FvNetwork *network,
                   GError **error)
{
  for (gint i = 0; i < layout->classifier.n_layers && get_dense_node (layout, i) <= last;
       i++)
    {
      FvConvolution *convolution = fv_classifier_layout_load_layer (
          &layout->classifier, layout->reader, (FvDenseIndex)i, error);

      if (convolution == NULL ||
          !fv_network_set_convolution (network, get_dense_node (layout, i), convolution,
                                       error))
        return FALSE;
    }
  return TRUE;
}

/* The same of the convolutions */
static gboolean
load_layers (const FvVggLayout *layout, FvConvention convention, gint last,
             FvNetwork *network, GError **error)
{
  for (guint i = 0; i < layout->layers->len; i++)
    {
      const Layer *current = &g_array_index (layout->layers, Layer, i);
      FvConvolution *convolution;

      if (current->node > last)
        break;
      convolution = load_convolution (layout, current, error);
      if (convolution == NULL)
        return FALSE;
      if (i == 0)
        fv_convention_fold (convention, convolution);
      if (!fv_network_set_convolution (network, current->node, convolution, error))
        return FALSE;
    }
  return TRUE;
}

/**
 * fv_vgg_layout_load:
 * @layout: what the tensors of a file mean
 * @origin: see fv_network_get_origin()
 * @layers: (array zero-terminated=1): the layers that are needed; the file holds them
 * @input: what the weights were trained on
 * @error: %FV_ERROR_FILE, %FV_ERROR_WEIGHTS or %FV_ERROR_MEMORY
 *
 * Reads the weights of all layers up to the deepest of these, and none beyond.
 *
 * Returns: (transfer full): a network in the library's one convention of input, or
 *   %NULL
 */
FvNetwork *
fv_vgg_layout_load (const FvVggLayout *layout, const gchar *origin,
                    const gchar *const *layers, const FvInput *input, GError **error)
{
  const FvArchitecture *architecture = layout->names->architecture;
  g_autoptr (FvNetwork) network = fv_network_new (architecture, origin, input->mean);
  gint last = find_last (architecture, layers);

  if (!load_layers (layout, input->convention, last, network, error) ||
      !load_dense_layers (layout, last, network, error))
    return NULL;
  return g_steal_pointer (&network);
}

/**
 * fv_vgg_layout_has_classifier:
 * @layout: what the tensors of a file mean
 *
 * Returns: whether the file holds all convolutions and what stands behind them, in
 *   shapes that fit
 */
gboolean
fv_vgg_layout_has_classifier (const FvVggLayout *layout)
{
  return layout->classifier.n_layers == FV_N_DENSE;
}

/**
 * fv_vgg_layout_load_classifier:
 * @layout: what the tensors of a file mean
 * @error: %FV_ERROR_LAYER when the file does not hold it, %FV_ERROR_FILE,
 *   %FV_ERROR_WEIGHTS or %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): what stands behind the convolutions, or %NULL
 */
FvClassifier *
fv_vgg_layout_load_classifier (const FvVggLayout *layout, GError **error)
{
  FvClassifierLayout classifier;

  if (!find_classifier (layout, &classifier, error))
    return NULL;
  return fv_classifier_layout_load (&classifier, layout->reader, error);
}
