/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "graph-weights.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "files/reader-errors.h"

#define FILTERS_A_ROW 16 /* values of a cache line */

/* How many values of a file's kernel lie between neighbours of each axis */
typedef struct
{
  gsize row;
  gsize column;
  gsize input;
  gsize filter;
} Strides;

static gboolean
is_in_order (FvKernelOrder order)
{
  return order == FV_KERNEL_HWIO || order == FV_KERNEL_HWOI ||
         order == FV_KERNEL_DENSE_IO;
}

/* @n_inputs: that a filter sees */
static Strides
get_strides (FvKernelOrder order, const FvConvolution *convolution, gsize n_inputs)
{
  gsize rows = (gsize)convolution->height, columns = (gsize)convolution->width;
  gsize n_filters = (gsize)convolution->n_filters;

  switch (order)
    {
    case FV_KERNEL_DENSE_CHANNELS_FIRST_IO:
      return (Strides){ columns * n_filters, n_filters, rows * columns * n_filters, 1 };
    case FV_KERNEL_DENSE_CHANNELS_LAST_OI:
      return (Strides){ columns * n_inputs, n_inputs, 1, rows * columns * n_inputs };
    default: /* filter × input × row × column */
      return (Strides){ columns, 1, rows * columns, rows * columns * n_inputs };
    }
}

/* A few filters at a time, such that both sides are read and written by whole cache
 * lines */
static void
put_in_order (const gfloat *source, FvKernelOrder order, FvConvolution *convolution)
{
  gsize n_inputs = (gsize)(convolution->n_inputs / convolution->groups);
  gsize n_filters = (gsize)convolution->n_filters;
  gsize n_taps = (gsize)convolution->height * (gsize)convolution->width;
  Strides strides = get_strides (order, convolution, n_inputs);

  for (gsize first = 0; first < n_filters; first += FILTERS_A_ROW)
    for (gsize input = 0; input < n_inputs; input++)
      for (gsize tap = 0; tap < n_taps; tap++)
        {
          const gfloat *from = source + input * strides.input +
                               tap / (gsize)convolution->width * strides.row +
                               tap % (gsize)convolution->width * strides.column;
          gfloat *to = convolution->kernel + (tap * n_inputs + input) * n_filters;

          for (gsize i = first; i < MIN (first + FILTERS_A_ROW, n_filters); i++)
            to[i] = from[i * strides.filter];
        }
}

static gboolean
read_kernel (FvReader *reader, const FvNodeWeights *weights, FvConvolution *convolution,
             GError **error)
{
  guint tensor = (guint)weights->tensors[FV_WEIGHT_KERNEL];
  fv_autofree gfloat *values = NULL;

  if (is_in_order (weights->order))
    return fv_reader_read (reader, tensor, convolution->kernel, error);
  values = fv_memory_new_floats (fv_convolution_get_n_weights (convolution), error);
  if (values == NULL || !fv_reader_read (reader, tensor, values, error))
    return FALSE;
  put_in_order (values, weights->order, convolution);
  return TRUE;
}

/**
 * fv_graph_read_convolution:
 * @reader: a file
 * @node: a convolution that fv_graph_layout_new() found to fit
 * @weights: where its weights are
 * @n_inputs: channels of the map that it takes
 * @error: %FV_ERROR_FILE, %FV_ERROR_WEIGHTS or %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): its weights; the bias is 0 where the file has none; or %NULL
 */
FvConvolution *
fv_graph_read_convolution (FvReader *reader, const FvNode *node,
                           const FvNodeWeights *weights, gint n_inputs, GError **error)
{
  gint bias = weights->tensors[FV_WEIGHT_BIAS];
  g_autoptr (FvConvolution) convolution = NULL;

  if (!fv_reader_check (reader, (guint)weights->tensors[FV_WEIGHT_KERNEL], error) ||
      (bias >= 0 && !fv_reader_check (reader, (guint)bias, error)))
    return NULL;
  convolution =
      fv_convolution_new_of_size (node->window.rows.size, node->window.columns.size,
                                  node->groups, n_inputs, node->n_filters, error);
  if (convolution == NULL || !read_kernel (reader, weights, convolution, error))
    return NULL;
  memset (convolution->bias, 0, (gsize)node->n_filters * sizeof (gfloat));
  if (bias >= 0 && !fv_reader_read (reader, (guint)bias, convolution->bias, error))
    return NULL;
  return g_steal_pointer (&convolution);
}

/* A value for each channel; one that stands for all is repeated, and so is @otherwise
 * where there is no tensor.
 *
 * Returns: (transfer full): %NULL if it cannot be read */
static gfloat *
read_channels (FvReader *reader, gint tensor, gint n_channels, gfloat otherwise,
               GError **error)
{
  fv_autofree gfloat *values = fv_memory_new_floats ((gsize)n_channels, error);
  guint64 n_values = 0;

  if (values == NULL)
    return NULL;
  if (tensor >= 0 &&
      (!fv_reader_check (reader, (guint)tensor, error) ||
       !fv_reader_read (reader, (guint)tensor, values, error) ||
       !fv_tensor_get_n_values (fv_reader_get_tensor (reader, (guint)tensor), &n_values)))
    return NULL;
  for (gint i = (gint)n_values; i < n_channels; i++)
    values[i] = n_values > 0 ? values[0] : otherwise;
  return g_steal_pointer (&values);
}

/* What mean and variance are multiplied by */
static gdouble
get_share (gfloat factor)
{
  return factor != 0 ? 1 / (gdouble)factor : 0;
}

static gboolean
combine (const FvNodeWeights *weights, gfloat *const values[FV_N_WEIGHTS],
         FvChannelScale *scale)
{
  gdouble share = get_share (values[FV_WEIGHT_FACTOR][0]);

  for (gint i = 0; i < scale->n_channels; i++)
    {
      gdouble mean = values[FV_WEIGHT_MEAN][i] * share;
      gdouble variance = values[FV_WEIGHT_VARIANCE][i] * share + weights->epsilon;
      gdouble factor = values[FV_WEIGHT_GAMMA][i] / sqrt (variance);
      gdouble offset = values[FV_WEIGHT_BETA][i] - mean * factor;

      scale->factor[i] = (gfloat)(factor * weights->factor);
      scale->offset[i] = (gfloat)(offset * weights->factor + weights->offset);
      if (!isfinite (scale->factor[i]) || !isfinite (scale->offset[i]))
        return FALSE;
    }
  return TRUE;
}

/**
 * fv_graph_read_scale:
 * @reader: a file
 * @node: a batch normalisation, or another scale, that fv_graph_layout_new() found to fit
 * @weights: where its weights are
 * @error: %FV_ERROR_FILE, %FV_ERROR_WEIGHTS or %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): what each channel is multiplied by, and what is added; or
 *   %NULL
 */
FvChannelScale *
fv_graph_read_scale (FvReader *reader, const FvNode *node, const FvNodeWeights *weights,
                     GError **error)
{
  static const gfloat otherwise[FV_N_WEIGHTS] = {
    [FV_WEIGHT_GAMMA] = 1, [FV_WEIGHT_VARIANCE] = 1, [FV_WEIGHT_FACTOR] = 1
  };
  g_autoptr (FvChannelScale) scale = fv_channel_scale_new (node->n_filters, error);
  gfloat *values[FV_N_WEIGHTS] = { NULL };
  gboolean succeeded = scale != NULL;

  for (FvWeight i = FV_WEIGHT_GAMMA; i < FV_N_WEIGHTS && succeeded; i++)
    {
      values[i] = read_channels (reader, weights->tensors[i], node->n_filters,
                                 otherwise[i], error);
      succeeded = values[i] != NULL;
    }
  if (succeeded && !combine (weights, values, scale))
    {
      fv_reader_set_damaged (reader, error);
      succeeded = FALSE;
    }
  for (FvWeight i = FV_WEIGHT_GAMMA; i < FV_N_WEIGHTS; i++)
    fv_memory_free (values[i]);
  return succeeded ? g_steal_pointer (&scale) : NULL;
}
