/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "layout.h"

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

struct _FvLayout
{
  FvReader *reader;
  FvNames *names;
  GArray *layers; /* of Layer: those that the file holds, from the input on */
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
check_shapes (const FvLayout *layout, Layer *layer, GError **error)
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
find_layer (const FvLayout *layout, Layer *layer, gboolean *found, GError **error)
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
find_layers (FvLayout *layout, GError **error)
{
  const FvArchitecture *architecture = layout->names->architecture;
  Layer layer = { .n_inputs = 3 };
  gboolean found;

  for (layer.node = 0; layer.node < architecture->n_nodes; layer.node++)
    if (architecture->nodes[layer.node].kind == FV_NODE_CONVOLUTION)
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

/**
 * fv_layout_new:
 * @reader: (transfer full): a reader
 * @error: %FV_ERROR_WEIGHTS
 *
 * Finds out which network a file is of, and which of its layers it holds: from the
 * input on to the first that is missing. Their shapes are checked, no values read.
 *
 * Returns: (transfer full): the layout, or %NULL
 */
FvLayout *
fv_layout_new (FvReader *reader, GError **error)
{
  g_autoptr (FvLayout) layout = g_new0 (FvLayout, 1);

  layout->layers = g_array_new (FALSE, TRUE, sizeof (Layer));
  layout->reader = reader;
  layout->names = fv_names_new (reader, error);
  if (layout->names == NULL || !find_layers (layout, error))
    return NULL;
  return g_steal_pointer (&layout);
}

void
fv_layout_free (FvLayout *layout)
{
  if (layout == NULL)
    return;
  g_array_unref (layout->layers);
  fv_names_free (layout->names);
  fv_reader_free (layout->reader);
  g_free (layout);
}

/* Returns: the file */
FvReader *
fv_layout_get_reader (const FvLayout *layout)
{
  return layout->reader;
}

const FvArchitecture *
fv_layout_get_architecture (const FvLayout *layout)
{
  return layout->names->architecture;
}

/* Returns: how the file calls the type of its numbers */
const gchar *
fv_layout_get_type (const FvLayout *layout)
{
  const Layer *first = &g_array_index (layout->layers, Layer, 0);

  return fv_reader_get_tensor (layout->reader, first->kernel)->type;
}

/* Returns: (transfer full): the layers that the file holds, of FvLayer */
GArray *
fv_layout_get_layers (const FvLayout *layout)
{
  GArray *layers = g_array_new (FALSE, TRUE, sizeof (FvLayer));

  for (guint i = 0; i < layout->layers->len; i++)
    {
      const Layer *layer = &g_array_index (layout->layers, Layer, i);
      FvLayer public = fv_architecture_describe (layout->names->architecture, layer->node,
                                                 layer->n_filters);

      g_array_append_val (layers, public);
    }
  return layers;
}

static gboolean
read_kernel (const FvLayout *layout, guint tensor, FvConvolution *convolution,
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
load_convolution (const FvLayout *layout, const Layer *layer, GError **error)
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
 * fv_layout_find_convention:
 * @layout: what the tensors of a file mean
 * @error: %FV_ERROR_FILE, %FV_ERROR_WEIGHTS or %FV_ERROR_MEMORY
 *
 * Returns: the input that the weights were trained on; %FV_CONVENTION_UNKNOWN if the
 *   first layer cannot be read
 */
FvConvention
fv_layout_find_convention (const FvLayout *layout, GError **error)
{
  g_autoptr (FvConvolution) first = NULL;

  if (layout->reader->has_mean)
    return FV_CONVENTION_KERAS;
  first = load_convolution (layout, &g_array_index (layout->layers, Layer, 0), error);
  if (first == NULL)
    return FV_CONVENTION_UNKNOWN;
  return fv_convention_detect (first, layout->names->family->convention);
}

/* @last: the node of the last layer that is needed */
static gboolean
load_layers (const FvLayout *layout, FvConvention convention, gint last,
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
 * fv_layout_load:
 * @layout: what the tensors of a file mean
 * @origin: see fv_network_get_origin()
 * @layer: the last layer that is needed; the file holds it
 * @convention: the input that the weights were trained on; %FV_CONVENTION_UNKNOWN to
 *   find it out
 * @error: %FV_ERROR_FILE, %FV_ERROR_WEIGHTS or %FV_ERROR_MEMORY
 *
 * Reads the weights of all layers up to @layer, and none beyond.
 *
 * Returns: (transfer full): a network in the library's one convention of input, or
 *   %NULL
 */
FvNetwork *
fv_layout_load (const FvLayout *layout, const gchar *origin, const gchar *layer,
                FvConvention convention, GError **error)
{
  const FvArchitecture *architecture = layout->names->architecture;
  g_autoptr (FvNetwork) network = NULL;
  gboolean is_given = convention != FV_CONVENTION_UNKNOWN;
  gfloat mean[3];

  if (!is_given)
    convention = fv_layout_find_convention (layout, error);
  if (convention == FV_CONVENTION_UNKNOWN)
    return NULL;
  fv_convention_get_mean (convention, mean);
  network = fv_network_new (architecture, origin,
                            layout->reader->has_mean && !is_given ? layout->reader->mean
                                                                  : mean);
  if (!load_layers (layout, convention, fv_architecture_find (architecture, layer),
                    network, error))
    return NULL;
  return g_steal_pointer (&network);
}

/* The first convolution of the network that the file lacks; NULL if it has them all */
static const gchar *
find_missing (const FvLayout *layout, const Layer *last)
{
  const FvArchitecture *architecture = layout->names->architecture;

  for (gint node = last->node + 1; node < architecture->n_nodes; node++)
    if (architecture->nodes[node].kind == FV_NODE_CONVOLUTION)
      return architecture->nodes[node].layer;
  return NULL;
}

static gboolean
find_classifier (const FvLayout *layout, FvClassifierLayout *classifier, GError **error)
{
  const Layer *last = &g_array_index (layout->layers, Layer, layout->layers->len - 1);
  const gchar *missing = find_missing (layout, last);

  if (missing != NULL)
    return fv_classifier_set_missing (layout->reader, missing, error);
  return fv_classifier_layout_init (classifier, layout->names, layout->reader,
                                    last->n_filters, error);
}

/**
 * fv_layout_has_classifier:
 * @layout: what the tensors of a file mean
 *
 * Returns: whether the file holds all convolutions and what stands behind them, in
 *   shapes that fit
 */
gboolean
fv_layout_has_classifier (const FvLayout *layout)
{
  FvClassifierLayout classifier;

  return find_classifier (layout, &classifier, NULL);
}

/**
 * fv_layout_load_classifier:
 * @layout: what the tensors of a file mean
 * @error: %FV_ERROR_LAYER when the file does not hold it, %FV_ERROR_FILE,
 *   %FV_ERROR_WEIGHTS or %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): what stands behind the convolutions, or %NULL
 */
FvClassifier *
fv_layout_load_classifier (const FvLayout *layout, GError **error)
{
  FvClassifierLayout classifier;

  if (!find_classifier (layout, &classifier, error))
    return NULL;
  return fv_classifier_layout_load (&classifier, layout->reader, error);
}
