/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "layer-recognition.h"

#include <stdio.h>
#include <string.h>

#include "network/classifier.h"
#include "network/network.h"

#define SIDE         3 /* rows, and columns, of the kernels */
#define KERNEL       "/kernel"
#define LEAST_LAYERS 4 /* fewer in a row are found in many networks */

/* A layer with a kernel and a bias, and nothing else
 *
 * n_inputs: the last axis of the kernel but one; of a dense layer, all but the last one,
 *   as it may have been saved as the convolution that it equals
 * n_outputs: the last one */
typedef struct
{
  gchar *name;
  guint kernel; /* numbers of tensors of the reader */
  guint bias;
  gboolean is_convolution; /* of 3 × 3; else it is dense */
  guint64 n_inputs;
  guint64 n_outputs;
} Layer;

static void
clear_layer (gpointer data)
{
  Layer *layer = data;

  g_free (layer->name);
}

/* Layers ---------------------------------------------------------------------------- */

static gboolean
find_bias (const FvReader *reader, Layer *layer)
{
  g_autofree gchar *name = g_strconcat (layer->name, "/bias", NULL);

  for (guint i = 0; i < reader->tensors->len; i++)
    {
      const FvTensor *tensor = fv_reader_get_tensor (reader, i);

      layer->bias = i;
      if (strcmp (tensor->name, name) == 0)
        return tensor->rank == 1 && tensor->shape[0] == layer->n_outputs;
    }
  return FALSE;
}

/* @layer: (out): the layer of the kernel @tensor; its name is to be freed */
static gboolean
get_layer (const FvReader *reader, guint tensor, Layer *layer)
{
  const FvTensor *kernel = fv_reader_get_tensor (reader, tensor);
  const guint64 *shape = kernel->shape;

  *layer = (Layer){ .kernel = tensor, .n_inputs = 1 };
  if (!g_str_has_suffix (kernel->name, KERNEL) || kernel->rank < 2)
    return FALSE;
  layer->is_convolution = kernel->rank == 4 && shape[0] == SIDE && shape[1] == SIDE;
  for (gint i = layer->is_convolution ? 2 : 0; i < kernel->rank - 1; i++)
    if (!g_uint64_checked_mul (&layer->n_inputs, layer->n_inputs, shape[i]))
      return FALSE;
  layer->n_outputs = shape[kernel->rank - 1];
  layer->name = g_strndup (kernel->name, strlen (kernel->name) - strlen (KERNEL));
  return find_bias (reader, layer);
}

static gint
compare_kinds (gconstpointer first, gconstpointer second)
{
  return (gint)((const Layer *)second)->is_convolution -
         (gint)((const Layer *)first)->is_convolution;
}

/* Returns: (transfer full) (nullable): the layers, the convolutions first; %NULL if there
 *   is any tensor that is of none, such as one of a batch normalisation, or a convolution
 *   of another size stands before one of 3 × 3 */
static GArray *
find_layers (const FvReader *reader)
{
  g_autoptr (GArray) layers = g_array_new (FALSE, FALSE, sizeof (Layer));
  gboolean has_other_size = FALSE;

  g_array_set_clear_func (layers, clear_layer);
  for (guint i = 0; i < reader->tensors->len; i++)
    if (!g_str_has_suffix (fv_reader_get_tensor (reader, i)->name, "/bias"))
      {
        Layer layer;
        gboolean is_layer = get_layer (reader, i, &layer);

        g_array_append_val (layers, layer);
        if (!is_layer || (layer.is_convolution && has_other_size))
          return NULL;
        if (!layer.is_convolution && fv_reader_get_tensor (reader, i)->rank == 4)
          has_other_size = TRUE;
      }
  g_array_sort (layers, compare_kinds);
  return 2 * layers->len == reader->tensors->len ? g_steal_pointer (&layers) : NULL;
}

/* Networks -------------------------------------------------------------------------- */

/* How many convolutions come first, each of which takes what the one before it gives */
static guint
count_convolutions (const GArray *layers)
{
  guint64 n_channels = 3;
  guint n = 0;

  for (; n < layers->len; n++)
    {
      const Layer *layer = &g_array_index (layers, Layer, n);

      if (!layer->is_convolution || layer->n_inputs != n_channels)
        break;
      n_channels = layer->n_outputs;
    }
  return n < layers->len && g_array_index (layers, Layer, n).is_convolution ? 0 : n;
}

static const FvNode *
get_convolution (const FvArchitecture *architecture, guint index)
{
  for (gint node = 0; node < architecture->n_nodes; node++)
    if (fv_node_is_convolution (&architecture->nodes[node]) && index-- == 0)
      return &architecture->nodes[node];
  return NULL;
}

/* Whether all convolutions are there, or those that are have the published widths, and
 * there is nothing else. */
static gboolean
fits (const FvArchitecture *architecture, const GArray *layers, guint n_convolutions)
{
  if (n_convolutions > 0 && get_convolution (architecture, n_convolutions - 1) != NULL &&
      get_convolution (architecture, n_convolutions) == NULL)
    return TRUE;
  if (n_convolutions < LEAST_LAYERS || n_convolutions < layers->len)
    return FALSE;
  for (guint i = 0; i < n_convolutions; i++)
    {
      const FvNode *node = get_convolution (architecture, i);

      if (node == NULL ||
          g_array_index (layers, Layer, i).n_outputs != (guint64)node->n_filters)
        return FALSE;
    }
  return TRUE;
}

/* Whether what stands behind the convolutions is VGG's three dense layers */
static gboolean
has_classifier (const GArray *layers, guint n_convolutions)
{
  guint64 n_inputs = 0;

  if (layers->len != n_convolutions + FV_N_DENSE)
    return FALSE;
  n_inputs = g_array_index (layers, Layer, n_convolutions - 1).n_outputs *
             FV_CLASSIFIER_SIDE * FV_CLASSIFIER_SIDE;
  for (guint i = n_convolutions; i < layers->len; i++)
    {
      const Layer *layer = &g_array_index (layers, Layer, i);

      if (layer->n_inputs != n_inputs)
        return FALSE;
      n_inputs = layer->n_outputs;
    }
  return TRUE;
}

/**
 * fv_layers_know:
 * @name: a name
 *
 * Returns: whether any of the networks has a layer of this name, by Keras' names, that
 *   has weights
 */
gboolean
fv_layers_know (const gchar *name)
{
  for (gsize i = 0; i < FV_N_ARCHITECTURES; i++)
    {
      gint node = fv_architecture_find (fv_architectures[i], name);

      if (node >= 0 && fv_architectures[i]->nodes[node].kind == FV_NODE_CONVOLUTION)
        return TRUE;
    }
  return FALSE;
}

/* Names ----------------------------------------------------------------------------- */

static void
rename_tensor (FvReader *reader, guint tensor, const gchar *layer, const gchar *part)
{
  FvTensor *info = &g_array_index (reader->tensors, FvTensor, tensor);

  g_free (info->name);
  info->name = g_strconcat (layer, part, NULL);
}

/* A convolution that covers its input is a dense layer: the values are in the same
 * order. */
static void
make_dense (FvTensor *kernel)
{
  guint64 n_inputs = 1;

  if (!g_str_has_suffix (kernel->name, KERNEL) || kernel->rank < 2)
    return;
  for (gint i = 0; i < kernel->rank - 1; i++)
    if (!g_uint64_checked_mul (&n_inputs, n_inputs, kernel->shape[i]))
      return;
  kernel->shape[1] = kernel->shape[kernel->rank - 1];
  kernel->shape[0] = n_inputs;
  kernel->rank = 2;
}

static void
rename_layer (FvReader *reader, const Layer *layer, const gchar *name)
{
  rename_tensor (reader, layer->kernel, name, KERNEL);
  rename_tensor (reader, layer->bias, name, "/bias");
}

static void
rename_in_order (FvReader *reader, const FvArchitecture *architecture,
                 const GArray *layers, guint n_convolutions)
{
  for (guint i = 0; i < n_convolutions; i++)
    rename_layer (reader, &g_array_index (layers, Layer, i),
                  get_convolution (architecture, i)->layer);
  if (has_classifier (layers, n_convolutions))
    for (guint i = 0; i < FV_N_DENSE; i++)
      {
        const Layer *layer = &g_array_index (layers, Layer, n_convolutions + i);

        rename_layer (reader, layer, fv_dense_names[i]);
        make_dense (&g_array_index (reader->tensors, FvTensor, layer->kernel));
      }
}

/* Returns: (transfer full) (nullable): "block1_conv1/kernel" of "conv1_1/kernel" */
static gchar *
make_keras_name (const gchar *name)
{
  static const gchar *const dense[FV_N_DENSE] = { "fc6/", "fc7/", "fc8/" };
  gint block, number, end = 0;

  if (sscanf (name, "conv%d_%d%n", &block, &number, &end) == 2 && name[end] == '/')
    {
      g_autofree gchar *layer = g_strdup_printf ("block%d_conv%d", block, number);

      return fv_layers_know (layer) ? g_strconcat (layer, name + end, NULL) : NULL;
    }
  for (guint i = 0; i < FV_N_DENSE; i++)
    if (g_str_has_prefix (name, dense[i]))
      return g_strconcat (fv_dense_names[i], strchr (name, '/'), NULL);
  return NULL;
}

/* Whether names were found that tell which layers are meant. Where a file has Keras' and
 * Caffe's names, the former are meant. */
static gboolean
name_by_names (FvReader *reader)
{
  gboolean has_found = FALSE;

  for (guint i = 0; i < reader->tensors->len; i++)
    {
      const gchar *name = fv_reader_get_tensor (reader, i)->name;
      g_autofree gchar *layer = g_strndup (name, strcspn (name, "/"));

      if (g_str_has_prefix (layer, "block") && fv_layers_know (layer))
        return TRUE;
    }
  for (guint i = 0; i < reader->tensors->len; i++)
    {
      FvTensor *tensor = &g_array_index (reader->tensors, FvTensor, i);
      gchar *name = make_keras_name (tensor->name);

      if (name == NULL)
        continue;
      g_free (tensor->name);
      tensor->name = name;
      has_found = has_found || g_str_has_prefix (name, "block");
      if (!g_str_has_prefix (name, "block"))
        make_dense (tensor);
    }
  return has_found;
}

/**
 * fv_layers_recognise:
 * @reader: a file whose tensors are named "LAYER/kernel" and "LAYER/bias", have their
 *   filters last, and are in the model's order
 *
 * Gives those that are of VGG16 or VGG19 the names that their layers have in Keras. Of a
 * network that these can be told from by nothing, all convolutions must be there, or at
 * least four of the published widths and nothing else.
 */
void
fv_layers_recognise (FvReader *reader)
{
  g_autoptr (GArray) layers = NULL;
  guint n_convolutions;

  if (name_by_names (reader) || (layers = find_layers (reader)) == NULL)
    return;
  n_convolutions = count_convolutions (layers);
  for (gsize i = 0; i < FV_N_ARCHITECTURES; i++)
    if (fits (fv_architectures[i], layers, n_convolutions))
      {
        rename_in_order (reader, fv_architectures[i], layers, n_convolutions);
        return;
      }
}
