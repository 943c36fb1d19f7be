/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "layout.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "classifier-layout.h"
#include "convention.h"
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
  FvNames *names;
  GArray *layers; /* of Layer: those that the file holds, from the input on */
};

/**
 * fv_layout_has_layer:
 * @name: a name
 *
 * Returns: whether any of the networks has a layer of this name, by Keras' names, that
 *   has weights
 */
gboolean
fv_layout_has_layer (const gchar *name)
{
  for (gsize i = 0; i < FV_N_ARCHITECTURES; i++)
    {
      gint node = fv_architecture_find (fv_architectures[i], name);

      if (node >= 0 && fv_architectures[i]->nodes[node].kind == FV_NODE_CONVOLUTION)
        return TRUE;
    }
  for (FvDenseIndex i = 0; i < FV_N_DENSE; i++)
    if (strcmp (name, fv_dense_names[i]) == 0)
      return TRUE;
  return FALSE;
}

/* Whether Keras saved a kernel as filter × input × row × column. */
static gboolean
is_theano (const FvTensor *kernel, gint n_inputs)
{
  return kernel->rank == 4 && kernel->shape[0] != 3 && kernel->shape[2] == 3 &&
         kernel->shape[3] == 3 && kernel->shape[1] == (guint64)n_inputs;
}

/* Checks the shapes of a layer, and takes its number of filters from them. */
static gboolean
check_shapes (const FvLayout *layout, const FvReader *reader, Layer *layer,
              GError **error)
{
  const FvTensor *kernel = fv_reader_get_tensor (reader, layer->kernel);
  const FvTensor *bias = fv_reader_get_tensor (reader, layer->bias);
  const gint *axes = layout->names->family->kernel_axes;
  const gchar *name = layout->names->architecture->nodes[layer->node].layer;
  guint64 n_filters = kernel->shape[axes[FV_AXIS_FILTER]];

  if (axes[FV_AXIS_ROW] == 0 && is_theano (kernel, layer->n_inputs))
    {
      fv_reader_set_theano (reader, error);
      return FALSE;
    }
  if (kernel->rank != 4 || kernel->shape[axes[FV_AXIS_ROW]] != 3 ||
      kernel->shape[axes[FV_AXIS_COLUMN]] != 3 ||
      kernel->shape[axes[FV_AXIS_INPUT]] != (guint64)layer->n_inputs || n_filters == 0 ||
      n_filters > MAX_FILTERS)
    return fv_reader_set_wrong_shape (reader, name, layer->kernel, error);
  if (bias->rank != 1 || bias->shape[0] != n_filters)
    return fv_reader_set_wrong_shape (reader, name, layer->bias, error);
  layer->n_filters = (gint)n_filters;
  return TRUE;
}

/* @found: (out): whether the file holds the layer of @layer->node */
static gboolean
find_layer (const FvLayout *layout, const FvReader *reader, Layer *layer, gboolean *found,
            GError **error)
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
      if (reader->is_cut)
        return TRUE;
      g_set_error (
          error, FV_ERROR, FV_ERROR_WEIGHTS,
          _ ("The weights file “%s” has no bias for layer %s. Choose weights of VGG16 "
             "or VGG19."),
          reader->label, architecture->nodes[layer->node].layer);
      return FALSE;
    }
  return check_shapes (layout, reader, layer, error);
}

static gboolean
find_layers (FvLayout *layout, const FvReader *reader, GError **error)
{
  const FvArchitecture *architecture = layout->names->architecture;
  Layer layer = { .n_inputs = 3 };
  gboolean found;

  for (layer.node = 0; layer.node < architecture->n_nodes; layer.node++)
    if (architecture->nodes[layer.node].kind == FV_NODE_CONVOLUTION)
      {
        if (!find_layer (layout, reader, &layer, &found, error))
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
          reader->label, architecture->nodes[0].layer);
      return FALSE;
    }
  return TRUE;
}

/**
 * fv_layout_new:
 * @reader: a reader
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
  layout->names = fv_names_new (reader, error);
  if (layout->names == NULL || !find_layers (layout, reader, error))
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
  g_free (layout);
}

const FvArchitecture *
fv_layout_get_architecture (const FvLayout *layout)
{
  return layout->names->architecture;
}

/* Returns: how the file calls the type of its numbers */
const gchar *
fv_layout_get_type (const FvLayout *layout, const FvReader *reader)
{
  const Layer *first = &g_array_index (layout->layers, Layer, 0);

  return fv_reader_get_tensor (reader, first->kernel)->type;
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
read_kernel (const FvFamily *family, FvReader *reader, guint tensor,
             FvConvolution *convolution, GError **error)
{
  gsize n_values = (gsize)9 * convolution->n_inputs * convolution->n_filters;
  gboolean succeeded;
  gfloat *values;

  if (fv_family_has_filters_last (family))
    return fv_reader_read (reader, tensor, convolution->kernel, error);
  values = fv_memory_new_floats (n_values, error);
  if (values == NULL)
    return FALSE;
  succeeded = fv_reader_read (reader, tensor, values, error);
  if (succeeded)
    fv_convention_transpose (values, convolution);
  fv_memory_free (values);
  return succeeded;
}

static FvConvolution *
load_convolution (const FvFamily *family, FvReader *reader, const Layer *layer,
                  GError **error)
{
  g_autoptr (FvConvolution) convolution = NULL;

  if (!fv_reader_check (reader, layer->kernel, error) ||
      !fv_reader_check (reader, layer->bias, error))
    return NULL;
  convolution = fv_convolution_new (layer->n_inputs, layer->n_filters, error);
  if (convolution == NULL ||
      !read_kernel (family, reader, layer->kernel, convolution, error) ||
      !fv_reader_read (reader, layer->bias, convolution->bias, error))
    return NULL;
  return g_steal_pointer (&convolution);
}

static FvConvolution *
load_first (const FvLayout *layout, FvReader *reader, GError **error)
{
  return load_convolution (layout->names->family, reader,
                           &g_array_index (layout->layers, Layer, 0), error);
}

/**
 * fv_layout_find_convention:
 * @layout: what the tensors of @reader mean
 * @reader: the file
 * @error: %FV_ERROR_FILE, %FV_ERROR_WEIGHTS or %FV_ERROR_MEMORY
 *
 * Returns: the input that the weights were trained on; %FV_CONVENTION_UNKNOWN if the
 *   first layer cannot be read
 */
FvConvention
fv_layout_find_convention (const FvLayout *layout, FvReader *reader, GError **error)
{
  g_autoptr (FvConvolution) convolution = NULL;

  if (reader->has_mean)
    return FV_CONVENTION_KERAS;
  convolution = load_first (layout, reader, error);
  if (convolution == NULL)
    return FV_CONVENTION_UNKNOWN;
  return fv_convention_detect (convolution, layout->names->family->convention);
}

static gboolean
load_layers (const FvLayout *layout, FvReader *reader, FvConvention convention, gint last,
             FvNetwork *network, GError **error)
{
  for (guint i = 0; i < layout->layers->len; i++)
    {
      const Layer *current = &g_array_index (layout->layers, Layer, i);
      FvConvolution *convolution;

      if (current->node > last)
        break;
      convolution = load_convolution (layout->names->family, reader, current, error);
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
 * @layout: what the tensors of @reader mean
 * @reader: the file
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
fv_layout_load (const FvLayout *layout, FvReader *reader, const gchar *origin,
                const gchar *layer, FvConvention convention, GError **error)
{
  g_autoptr (FvNetwork) network = NULL;
  gboolean is_given = convention != FV_CONVENTION_UNKNOWN;
  gfloat mean[3];

  if (!is_given)
    convention = fv_layout_find_convention (layout, reader, error);
  if (convention == FV_CONVENTION_UNKNOWN)
    return NULL;
  fv_convention_get_mean (convention, mean);
  network = fv_network_new (layout->names->architecture, origin,
                            reader->has_mean && !is_given ? reader->mean : mean);
  if (!load_layers (layout, reader, convention,
                    fv_architecture_find (layout->names->architecture, layer), network,
                    error))
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
find_classifier (const FvLayout *layout, const FvReader *reader,
                 FvClassifierLayout *classifier, GError **error)
{
  const Layer *last = &g_array_index (layout->layers, Layer, layout->layers->len - 1);
  const gchar *missing = find_missing (layout, last);

  if (missing != NULL)
    return fv_classifier_set_missing (reader, missing, error);
  return fv_classifier_layout_init (classifier, layout->names, reader, last->n_filters,
                                    error);
}

/**
 * fv_layout_has_classifier:
 * @layout: what the tensors of @reader mean
 * @reader: the file
 *
 * Returns: whether the file holds all convolutions and what stands behind them, in
 *   shapes that fit
 */
gboolean
fv_layout_has_classifier (const FvLayout *layout, const FvReader *reader)
{
  FvClassifierLayout classifier;

  return find_classifier (layout, reader, &classifier, NULL);
}

/**
 * fv_layout_load_classifier:
 * @layout: what the tensors of @reader mean
 * @reader: the file
 * @error: %FV_ERROR_LAYER when the file does not hold it, %FV_ERROR_FILE,
 *   %FV_ERROR_WEIGHTS or %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): what stands behind the convolutions, or %NULL
 */
FvClassifier *
fv_layout_load_classifier (const FvLayout *layout, FvReader *reader, GError **error)
{
  FvClassifierLayout classifier;

  if (!find_classifier (layout, reader, &classifier, error))
    return NULL;
  return fv_classifier_layout_load (&classifier, reader, error);
}
