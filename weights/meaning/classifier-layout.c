/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A kernel is either inputs × outputs, the inputs of fc1 being in the order row × column
 * × channel (TensorFlow), or outputs × inputs, in the order channel × row × column
 * (PyTorch, Caffe). The library has the former. */

#include "classifier-layout.h"

#include <glib/gi18n-lib.h>

#include "mismatch.h"
#include "base/memory.h"
#include "files/reader-errors.h"

#define MAX_OUTPUTS   32768 /* of a layer; the published networks have 4096 at most */
#define OUTPUTS_A_ROW 16    /* values of a cache line */

#define N_POSITIONS (FV_CLASSIFIER_SIDE * FV_CLASSIFIER_SIDE)

/**
 * fv_classifier_set_missing:
 * @reader: a file
 * @layer: the layer that it lacks, by Keras' name
 * @error: %FV_ERROR_LAYER; %FV_ERROR_WEIGHTS if the file is cut
 *
 * Returns: %FALSE
 */
gboolean
fv_classifier_set_missing (const FvReader *reader, const gchar *layer, GError **error)
{
  if (reader->is_cut)
    fv_reader_set_truncated (reader, layer, error);
  else
    g_set_error (error, FV_ERROR, FV_ERROR_LAYER,
                 _ ("The weights file “%s” knows no classes: it lacks layer %s. Choose a "
                    "file of the whole VGG16 or VGG19, which has about 550 MB."),
                 reader->label, layer);
  return FALSE;
}

static gboolean
find_tensor (const FvNames *names, gint naming, FvDenseIndex layer, FvPart part,
             guint *tensor)
{
  g_autofree gchar *name = fv_family_make_dense_name (names->family, naming, layer, part);

  return name != NULL && fv_names_find (names, name, tensor);
}

/* The way of naming by which the file has a first layer; where it has none, the first */
static gint
find_naming (const FvNames *names)
{
  guint tensor;

  for (gint naming = 0; naming < FV_MAX_NAMINGS; naming++)
    if (find_tensor (names, naming, FV_DENSE_FC1, FV_PART_KERNEL, &tensor))
      return naming;
  return 0;
}

/* Whether @shape is inputs, seen as a map of @side × @side positions */
static gboolean
is_map (const guint64 *shape, guint64 n_inputs, guint64 side)
{
  return shape[1] == side && shape[2] == side && shape[0] <= n_inputs &&
         shape[0] * side * side == n_inputs;
}

/* Finds the number of outputs in a kernel's shape: inputs × outputs; or outputs ×
 * inputs, with two lengths of 1 before that (the first Caffe) or as the kernel of a
 * convolution that fc1 equals, by 7 × 7, or the others, by 1 × 1 (timm).
 *
 * Returns: 0 if the shape is none of these */
static guint64
find_n_outputs (const FvTensor *kernel, gboolean has_outputs_last, FvDenseIndex layer,
                guint64 n_inputs)
{
  const guint64 *shape = kernel->shape;
  guint64 side = layer == FV_DENSE_FC1 ? FV_CLASSIFIER_SIDE : 1;

  if (has_outputs_last)
    return kernel->rank == 2 && shape[0] == n_inputs ? shape[1] : 0;
  if (kernel->rank == 2 && shape[1] == n_inputs)
    return shape[0];
  if (kernel->rank == 4 && shape[0] == 1 && shape[1] == 1 && shape[3] == n_inputs)
    return shape[2];
  return kernel->rank == 4 && is_map (shape + 1, n_inputs, side) ? shape[0] : 0;
}

static gboolean
check_shapes (const FvClassifierLayout *layout, const FvReader *reader,
              FvDenseIndex layer, FvDenseTensors *tensors, GError **error)
{
  const FvTensor *kernel = fv_reader_get_tensor (reader, tensors->kernel);
  const FvTensor *bias = fv_reader_get_tensor (reader, tensors->bias);
  guint64 n_outputs = find_n_outputs (kernel, fv_family_has_filters_last (layout->family),
                                      layer, (guint64)tensors->n_inputs);

  if (n_outputs == 0 || n_outputs > MAX_OUTPUTS)
    {
      fv_mismatch_set_shape (reader, fv_dense_names[layer], tensors->kernel, error);
      return FALSE;
    }
  if (bias->rank != 1 || bias->shape[0] != n_outputs)
    {
      fv_mismatch_set_shape (reader, fv_dense_names[layer], tensors->bias, error);
      return FALSE;
    }
  tensors->n_outputs = (gint)n_outputs;
  return TRUE;
}

/**
 * fv_classifier_layout_init:
 * @layout: (out caller-allocates): which tensors are meant; also of the layers before one
 *   that is missing
 * @names: the names of the network's tensors
 * @reader: the file
 * @n_channels: filters of the network's last convolution
 * @error: %FV_ERROR_LAYER when the file lacks one of the layers, %FV_ERROR_WEIGHTS when
 *   one has the wrong shape, or is missing because the file is cut
 *
 * Finds fc1, fc2 and predictions. Their shapes are checked, no values read.
 *
 * Returns: whether they are all there
 */
gboolean
fv_classifier_layout_init (FvClassifierLayout *layout, const FvNames *names,
                           const FvReader *reader, gint n_channels, GError **error)
{
  gint naming = find_naming (names);
  gint n_inputs = N_POSITIONS * n_channels;

  *layout = (FvClassifierLayout){ .family = names->family, .n_channels = n_channels };
  for (FvDenseIndex i = 0; i < FV_N_DENSE; i++)
    {
      FvDenseTensors *tensors = &layout->layers[i];

      tensors->n_inputs = n_inputs;
      if (!find_tensor (names, naming, i, FV_PART_KERNEL, &tensors->kernel) ||
          !find_tensor (names, naming, i, FV_PART_BIAS, &tensors->bias))
        return fv_classifier_set_missing (reader, fv_dense_names[i], error);
      if (!check_shapes (layout, reader, i, tensors, error))
        return FALSE;
      n_inputs = tensors->n_outputs;
      layout->n_layers++;
    }
  return TRUE;
}

/* From outputs × channel × position to position × channel × outputs, a few outputs at a
 * time, such that both sides are read and written by whole cache lines */
static void
transpose (const gfloat *source, gint n_positions, FvDense *dense)
{
  gsize n_inputs = (gsize)dense->n_inputs, n_outputs = (gsize)dense->n_outputs;
  gsize n_channels = n_inputs / (gsize)n_positions;

  for (gsize first = 0; first < n_outputs; first += OUTPUTS_A_ROW)
    for (gsize i = 0; i < n_inputs; i++)
      {
        gsize channel = i / (gsize)n_positions, position = i % (gsize)n_positions;
        gfloat *target = dense->kernel + (position * n_channels + channel) * n_outputs;

        for (gsize k = first; k < MIN (first + OUTPUTS_A_ROW, n_outputs); k++)
          target[k] = source[k * n_inputs + i];
      }
}

static gboolean
read_transposed (FvReader *reader, const FvDenseTensors *tensors, gint n_positions,
                 FvDense *dense, GError **error)
{
  fv_autofree gfloat *values =
      fv_memory_new_floats ((gsize)dense->n_inputs * dense->n_outputs, error);

  if (values == NULL || !fv_reader_read (reader, tensors->kernel, values, error))
    return FALSE;
  transpose (values, n_positions, dense);
  return TRUE;
}

static gboolean
read_layer (const FvClassifierLayout *layout, FvReader *reader, FvDenseIndex layer,
            FvDense *dense, GError **error)
{
  const FvDenseTensors *tensors = &layout->layers[layer];
  gboolean succeeded =
      fv_family_has_filters_last (layout->family)
          ? fv_reader_read (reader, tensors->kernel, dense->kernel, error)
          : read_transposed (reader, tensors, layer == FV_DENSE_FC1 ? N_POSITIONS : 1,
                             dense, error);

  return succeeded && fv_reader_read (reader, tensors->bias, dense->bias, error);
}

static gboolean
read_layers (const FvClassifierLayout *layout, FvReader *reader, FvClassifier *classifier,
             GError **error)
{
  for (FvDenseIndex i = 0; i < FV_N_DENSE; i++)
    if (!read_layer (layout, reader, i, &classifier->layers[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
check_tensors (const FvClassifierLayout *layout, FvReader *reader, FvDenseIndex layer,
               GError **error)
{
  return fv_reader_check (reader, layout->layers[layer].kernel, error) &&
         fv_reader_check (reader, layout->layers[layer].bias, error);
}

/* Whether the machine has memory for all layers, and for one more kernel while its
 * values are put in order. */
static gboolean
check_memory (const FvClassifierLayout *layout, GError **error)
{
  guint64 n_values = 0, n_most = 0;

  for (FvDenseIndex i = 0; i < FV_N_DENSE; i++)
    {
      guint64 n =
          fv_dense_get_n_values (layout->layers[i].n_inputs, layout->layers[i].n_outputs);

      n_values += n;
      n_most = MAX (n_most, n);
    }
  return fv_memory_check ((n_values + n_most) * sizeof (gfloat), 0, error);
}

/**
 * fv_classifier_layout_load:
 * @layout: which tensors of @reader are meant
 * @reader: the file
 * @error: %FV_ERROR_FILE, %FV_ERROR_WEIGHTS or %FV_ERROR_MEMORY
 *
 * Reads fc1, fc2 and predictions.
 *
 * Returns: (transfer full): a classifier, or %NULL
 */
FvClassifier *
fv_classifier_layout_load (const FvClassifierLayout *layout, FvReader *reader,
                           GError **error)
{
  g_autoptr (FvClassifier) classifier = NULL;
  gint n_outputs[FV_N_DENSE];

  for (FvDenseIndex i = 0; i < FV_N_DENSE; i++)
    {
      if (!check_tensors (layout, reader, i, error))
        return NULL;
      n_outputs[i] = layout->layers[i].n_outputs;
    }
  if (!check_memory (layout, error))
    return NULL;
  classifier = fv_classifier_new (layout->n_channels, n_outputs, error);
  if (classifier == NULL || !read_layers (layout, reader, classifier, error))
    return NULL;
  return g_steal_pointer (&classifier);
}

/**
 * fv_classifier_layout_load_layer:
 * @layout: which tensors of @reader are meant
 * @reader: the file
 * @layer: one of the layers that are there
 * @error: %FV_ERROR_FILE, %FV_ERROR_WEIGHTS or %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): the layer as the convolution that it equals, whose kernel has
 *   the same values in the same order, or %NULL
 */
FvConvolution *
fv_classifier_layout_load_layer (const FvClassifierLayout *layout, FvReader *reader,
                                 FvDenseIndex layer, GError **error)
{
  const FvDenseTensors *tensors = &layout->layers[layer];
  gint side = layer == FV_DENSE_FC1 ? FV_CLASSIFIER_SIDE : 1;
  guint64 n_values = fv_dense_get_n_values (tensors->n_inputs, tensors->n_outputs);
  guint64 n_copies = fv_family_has_filters_last (layout->family) ? 1 : 2;
  g_autoptr (FvConvolution) convolution = NULL;
  FvDense dense = { tensors->n_inputs, tensors->n_outputs, NULL, NULL };

  if (!check_tensors (layout, reader, layer, error) ||
      !fv_memory_check (n_copies * n_values * sizeof (gfloat), 0, error))
    return NULL;
  convolution = fv_convolution_new_of_size (
      side, side, 1, tensors->n_inputs / (side * side), tensors->n_outputs, error);
  if (convolution == NULL)
    return NULL;
  dense.kernel = convolution->kernel;
  dense.bias = convolution->bias;
  return read_layer (layout, reader, layer, &dense, error)
             ? g_steal_pointer (&convolution)
             : NULL;
}
