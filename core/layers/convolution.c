/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Direct convolution: of a patch of the map, and of the same patch shifted by each tap,
 * one matrix product each. */

#include "convolution.h"

#include <string.h>

#include "patch.h"
#include "product.h"
#include "base/memory.h"

#define TAPS 9 /* of the 3×3 kernel, in row-major order */

typedef struct
{
  const FvConvolution *convolution;
  const FvMap *source;
  const FvMask *mask;
  FvMap *target;
  FvPatchGrid grid;
} FvConvolutionWork;

/**
 * fv_convolution_new_of_size:
 * @height: rows of its window
 * @width: columns of its window
 * @groups: number of groups, of which the numbers of channels are multiples
 * @n_inputs: number of input channels
 * @n_filters: number of filters
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): a convolution whose kernel and bias are to be filled, or
 *   %NULL
 */
FvConvolution *
fv_convolution_new_of_size (gint height, gint width, gint groups, gint n_inputs,
                            gint n_filters, GError **error)
{
  g_autoptr (FvConvolution) convolution = g_new0 (FvConvolution, 1);

  convolution->n_inputs = n_inputs;
  convolution->n_filters = n_filters;
  convolution->height = height;
  convolution->width = width;
  convolution->groups = groups;
  convolution->kernel =
      fv_memory_new_floats (fv_convolution_get_n_weights (convolution), error);
  if (convolution->kernel == NULL)
    return NULL;
  convolution->bias = fv_memory_new_floats (n_filters, error);
  if (convolution->bias == NULL)
    return NULL;
  return g_steal_pointer (&convolution);
}

/**
 * fv_convolution_new:
 * @n_inputs: number of input channels
 * @n_filters: number of filters
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): a 3×3 convolution whose kernel and bias are to be filled, or
 *   %NULL
 */
FvConvolution *
fv_convolution_new (gint n_inputs, gint n_filters, GError **error)
{
  return fv_convolution_new_of_size (3, 3, 1, n_inputs, n_filters, error);
}

/**
 * fv_convolution_get_n_weights:
 * @convolution: a convolution
 *
 * Returns: number of values of its kernel
 */
gsize
fv_convolution_get_n_weights (const FvConvolution *convolution)
{
  return (gsize)convolution->height * convolution->width *
         (convolution->n_inputs / convolution->groups) * convolution->n_filters;
}

/**
 * fv_channel_scale_new:
 * @n_channels: number of channels
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): a scale whose factors and offsets are to be filled, or %NULL
 */
FvChannelScale *
fv_channel_scale_new (gint n_channels, GError **error)
{
  g_autoptr (FvChannelScale) scale = g_new0 (FvChannelScale, 1);

  scale->n_channels = n_channels;
  scale->factor = fv_memory_new_floats (n_channels, error);
  if (scale->factor == NULL)
    return NULL;
  scale->offset = fv_memory_new_floats (n_channels, error);
  return scale->offset != NULL ? g_steal_pointer (&scale) : NULL;
}

/**
 * fv_channel_scale_free:
 * @scale: (nullable): a scale
 */
void
fv_channel_scale_free (FvChannelScale *scale)
{
  if (scale == NULL)
    return;
  fv_memory_free (scale->factor);
  fv_memory_free (scale->offset);
  g_free (scale);
}

/**
 * fv_convolution_new_subset:
 * @convolution: a convolution of one group
 * @filters: (array length=n_filters): some of its filters
 * @n_filters: how many, at least 1
 * @error: %FV_ERROR_MEMORY
 *
 * A target layer needs only the filters that are visualized.
 *
 * Returns: (transfer full): the convolution by these filters alone, or %NULL
 */
FvConvolution *
fv_convolution_new_subset (const FvConvolution *convolution, const gint *filters,
                           gint n_filters, GError **error)
{
  FvConvolution *subset =
      fv_convolution_new_of_size (convolution->height, convolution->width, 1,
                                  convolution->n_inputs, n_filters, error);
  gsize n_rows = fv_convolution_get_n_weights (convolution) / convolution->n_filters;

  if (subset == NULL)
    return NULL;
  for (gsize i = 0; i < n_rows; i++)
    for (gint filter = 0; filter < n_filters; filter++)
      subset->kernel[i * n_filters + filter] =
          convolution->kernel[i * convolution->n_filters + filters[filter]];
  for (gint filter = 0; filter < n_filters; filter++)
    subset->bias[filter] = convolution->bias[filters[filter]];
  return subset;
}

/**
 * fv_convolution_free:
 * @convolution: (nullable): a convolution
 */
void
fv_convolution_free (FvConvolution *convolution)
{
  if (convolution == NULL)
    return;
  fv_memory_free (convolution->kernel);
  fv_memory_free (convolution->bias);
  g_free (convolution);
}

/**
 * fv_convolution_get_scratch:
 * @n_inputs: number of input channels
 * @n_filters: number of filters
 *
 * Returns: how many floats of scratch memory each worker needs
 */
gsize
fv_convolution_get_scratch (gint n_inputs, gint n_filters)
{
  return FV_PRODUCT_SCRATCH + (gsize)FV_PATCH_MAXIMUM_POSITIONS * (n_inputs + n_filters);
}

/* Adds up the products of a patch, which has a position more at each edge, with the
 * kernel's taps; the products of rows lie a patch's width apart. */
static void
multiply_patch (const FvPatch *patch, gint n_source, gint n_target, const gfloat *kernel,
                gboolean backward, const gfloat *values, gfloat *products,
                gfloat *scratch)
{
  gint width = fv_patch_get_width (patch);

  for (gint tap = 0; tap < TAPS; tap++)
    {
      /* what a tap took from below on the way forward, it gives back from above */
      gint shift = backward ? TAPS - 1 - tap : tap;
      FvProduct product = {
        .rows = (patch->bottom - patch->top) * width - 2,
        .columns = n_target,
        .depth = n_source,
        .a = values + (gsize)(shift / 3 * width + shift % 3) * n_source,
        .a_stride = n_source,
        .b = kernel + (gsize)tap * n_source * n_target,
        .b_stride = backward ? n_source : n_target,
        .b_is_transposed = backward,
        .adds = tap > 0,
        .product = products,
        .product_stride = n_target,
      };

      fv_product_compute (&product, scratch);
    }
}

static void
forward_chunk (gint chunk, gfloat *scratch, gpointer data)
{
  const FvConvolutionWork *work = data;
  const FvConvolution *convolution = work->convolution;
  FvPatch patch = fv_patch_grid_get (&work->grid, chunk);
  gfloat *values = scratch + FV_PRODUCT_SCRATCH;
  gfloat *products = values + fv_patch_load (&patch, work->source, NULL, values);

  multiply_patch (&patch, convolution->n_inputs, convolution->n_filters,
                  convolution->kernel, FALSE, values, products, scratch);
  fv_patch_activate (&patch, products, fv_patch_get_width (&patch), convolution->bias,
                     work->mask, work->target);
}

static void
backward_chunk (gint chunk, gfloat *scratch, gpointer data)
{
  const FvConvolutionWork *work = data;
  const FvConvolution *convolution = work->convolution;
  FvPatch patch = fv_patch_grid_get (&work->grid, chunk);
  gfloat *values = scratch + FV_PRODUCT_SCRATCH;
  gfloat *products = values + fv_patch_load (&patch, work->source, work->mask, values);
  gsize row_size = (patch.right - patch.left) * (gsize)convolution->n_inputs;

  multiply_patch (&patch, convolution->n_filters, convolution->n_inputs,
                  convolution->kernel, TRUE, values, products, scratch);
  for (gint y = patch.top; y < patch.bottom; y++)
    memcpy (fv_map_get_row (work->target, y) + (gsize)patch.left * convolution->n_inputs,
            products + (gsize)(y - patch.top) * fv_patch_get_width (&patch) *
                           convolution->n_inputs,
            row_size * sizeof (gfloat));
}

/**
 * fv_convolution_forward:
 * @convolution: a convolution
 * @input: height × width × n_inputs, of which rows @first - 1 … @end have a place
 * @first: the first row to do, even
 * @end: the one after the last, even or the height
 * @mask: (inout): what follows; the bits of these rows are written
 * @output: these rows of the convolution are written here, after bias, ReLU and pooling
 * @workers: threads with enough scratch memory
 *
 * Cross-correlation with zero padding, plus bias, and what follows.
 */
void
fv_convolution_forward (const FvConvolution *convolution, const FvMap *input, gint first,
                        gint end, const FvMask *mask, FvMap *output, FvWorkers *workers)
{
  FvConvolutionWork work = { convolution, input, mask, output,
                             fv_patch_grid_new (first, end, input->width) };

  fv_workers_run (workers, work.grid.n_patches, forward_chunk, &work);
}

/**
 * fv_convolution_backward:
 * @convolution: a convolution
 * @output_gradient: d loss / d output after ReLU and pooling
 * @mask: what follows the convolution
 * @first: the first row to do
 * @end: the one after the last
 * @input_gradient: rows @first … @end - 1 of d loss / d input are written here
 * @workers: threads with enough scratch memory
 */
void
fv_convolution_backward (const FvConvolution *convolution, const FvMap *output_gradient,
                         const FvMask *mask, gint first, gint end, FvMap *input_gradient,
                         FvWorkers *workers)
{
  FvConvolutionWork work = { convolution, output_gradient, mask, input_gradient,
                             fv_patch_grid_new (first, end, input_gradient->width) };

  fv_workers_run (workers, work.grid.n_patches, backward_chunk, &work);
}
