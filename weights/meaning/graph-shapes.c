/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether the tensors of a node have the shapes that they should have. */

#include "graph-check.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/text.h"

/* inputs: that a filter sees; those of a dense layer are channels and positions */
typedef struct
{
  guint64 rows;
  guint64 columns;
  guint64 inputs;
  guint64 filters;
} Kernel;

static gboolean
fail_shape (const FvGraphSite *site, gint tensor, GError **error)
{
  const FvTensor *info = fv_reader_get_tensor (site->reader, (guint)tensor);
  g_autofree gchar *layer = fv_text_shorten (site->layer);
  g_autofree gchar *name = fv_text_shorten (info->name);
  g_autofree gchar *shape = fv_tensor_describe_shape (info);

  g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
               _ ("In “%s”, layer “%s” cannot have “%s” of the shape %s. Save the model "
                  "again, or choose another file."),
               site->reader->label, layer, name, shape);
  return FALSE;
}

/* @shape: (out): @tensor's shape with lengths of 1 added, before it or after it */
static void
get_four_axes (const FvTensor *tensor, gboolean is_before, guint64 shape[4])
{
  gint offset = is_before ? 4 - tensor->rank : 0;

  for (gint i = 0; i < 4; i++)
    shape[i] = 1;
  for (gint i = 0; i < tensor->rank; i++)
    shape[i + offset] = tensor->shape[i];
}

static gboolean
find_kernel (const FvTensor *tensor, FvKernelOrder order, Kernel *kernel)
{
  guint64 shape[4];

  get_four_axes (tensor, order != FV_KERNEL_OIHW, shape);
  switch (order)
    {
    case FV_KERNEL_HWIO:
      *kernel = (Kernel){ shape[0], shape[1], shape[2], shape[3] };
      return TRUE;
    case FV_KERNEL_HWOI:
      *kernel = (Kernel){ shape[0], shape[1], 1, 0 };
      return shape[2] <= FV_MAX_CHANNELS && shape[3] <= FV_MAX_CHANNELS &&
             (kernel->filters = shape[2] * shape[3], TRUE);
    case FV_KERNEL_OIHW:
      *kernel = (Kernel){ shape[2], shape[3], shape[1], shape[0] };
      return TRUE;
    case FV_KERNEL_DENSE_IO:
    case FV_KERNEL_DENSE_CHANNELS_FIRST_IO:
      *kernel = (Kernel){ 1, 1, shape[2], shape[3] };
      return shape[0] == 1 && shape[1] == 1;
    default:
      *kernel = (Kernel){ 1, 1, shape[3], shape[2] };
      return shape[0] == 1 && shape[1] == 1;
    }
}

/* Where the file does not tell the size of the map, it is taken to be a square. */
static gboolean
find_map (const FvGraphMap *input, guint64 n_inputs, gint *rows, gint *columns)
{
  guint64 n_positions = n_inputs / (guint64)input->n_channels;
  gint side = (gint)floor (sqrt ((gdouble)n_positions) + 0.5);

  if (n_positions > (guint64)FV_MAX_SIDE * FV_MAX_SIDE)
    return FALSE;
  *rows = input->rows > 0 ? input->rows : side;
  *columns = input->rows > 0 ? input->columns : side;
  return (guint64)*rows * (guint64)*columns * (guint64)input->n_channels == n_inputs;
}

static gboolean
fail_dense (const FvGraphSite *site, guint64 n_inputs, GError **error)
{
  const FvGraphMap *input = &site->inputs[0];
  g_autofree gchar *layer = fv_text_shorten (site->layer);
  g_autofree gchar *number = g_strdup_printf ("%" G_GUINT64_FORMAT, n_inputs);

  if (input->rows > 0)
    g_set_error (
        error, FV_ERROR, FV_ERROR_WEIGHTS,
        _ ("In “%s”, layer “%s” takes %s values, but the map before it has %d × "
           "%d positions of %d channels. Save the model again, or choose another "
           "file."),
        site->reader->label, layer, number, input->columns, input->rows,
        input->n_channels);
  else
    g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
                 _ ("In “%s”, layer “%s” takes %s values, which are no square map of %d "
                    "channels, and the file does not tell the size of its pictures. Save "
                    "the model with a fixed size of the input."),
                 site->reader->label, layer, number, input->n_channels);
  return FALSE;
}

static gboolean
check_dense (const FvGraphSite *site, const Kernel *kernel, GError **error)
{
  gint rows, columns;

  if (!find_map (&site->inputs[0], kernel->inputs, &rows, &columns))
    return fail_dense (site, kernel->inputs, error);
  site->node->groups = 1;
  site->node->window =
      (FvWindow){ .rows = { rows, 1, 1, 0, 0 }, .columns = { columns, 1, 1, 0, 0 } };
  return TRUE;
}

static gboolean
fits (const FvGraphSite *site, const Kernel *kernel)
{
  const FvNode *node = site->node;
  guint64 groups = (guint64)node->groups;

  return node->groups >= 1 && !node->window.is_global && node->window.rows.size > 0 &&
         node->window.columns.size > 0 &&
         kernel->rows == (guint64)node->window.rows.size &&
         kernel->columns == (guint64)node->window.columns.size &&
         kernel->filters % groups == 0 && kernel->inputs <= FV_MAX_CHANNELS &&
         kernel->inputs * groups == (guint64)site->inputs[0].n_channels;
}

static gboolean
has_values (const FvGraphSite *site, gint tensor, guint64 n)
{
  guint64 n_values;

  return fv_tensor_get_n_values (fv_reader_get_tensor (site->reader, (guint)tensor),
                                 &n_values) &&
         n_values == n;
}

/**
 * fv_graph_check_convolution:
 * @site: a convolution and what it takes; the window of one that was a dense layer is
 *   filled in
 * @n_filters: (out): how many filters it has
 * @error: %FV_ERROR_WEIGHTS
 *
 * Returns: whether its tensors have shapes that fit
 */
gboolean
fv_graph_check_convolution (const FvGraphSite *site, gint *n_filters, GError **error)
{
  gint tensor = site->weights->tensors[FV_WEIGHT_KERNEL];
  gint bias = site->weights->tensors[FV_WEIGHT_BIAS];
  Kernel kernel;

  if (!find_kernel (fv_reader_get_tensor (site->reader, (guint)tensor),
                    site->weights->order, &kernel) ||
      kernel.filters == 0 || kernel.filters > FV_MAX_CHANNELS)
    return fail_shape (site, tensor, error);
  if (site->weights->is_dense)
    {
      if (!check_dense (site, &kernel, error))
        return FALSE;
    }
  else if (!fits (site, &kernel))
    return fail_shape (site, tensor, error);
  if (bias >= 0 && !has_values (site, bias, kernel.filters))
    return fail_shape (site, bias, error);
  *n_filters = (gint)kernel.filters;
  return TRUE;
}

/**
 * fv_graph_check_scale:
 * @site: a batch normalisation, or another scale, and what it takes
 * @error: %FV_ERROR_WEIGHTS
 *
 * Returns: whether each of its tensors has a value for each channel, or one for all
 */
gboolean
fv_graph_check_scale (const FvGraphSite *site, GError **error)
{
  for (FvWeight i = FV_WEIGHT_GAMMA; i < FV_N_WEIGHTS; i++)
    {
      gint tensor = site->weights->tensors[i];

      if (tensor >= 0 && !has_values (site, tensor, 1) &&
          (i == FV_WEIGHT_FACTOR ||
           !has_values (site, tensor, (guint64)site->inputs[0].n_channels)))
        return fail_shape (site, tensor, error);
    }
  return TRUE;
}
