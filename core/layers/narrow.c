/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Direct convolution from or to few channels.
 *
 * From few, the 3×3 neighbourhoods are copied side by side ("im2col") and multiplied with
 * the kernel. To few, each position is multiplied with all taps at once, and every output
 * adds up what its neighbourhood has for it. */

#include "narrow.h"

#include <string.h>

#include "patch.h"
#include "base/memory.h"
#include "layers/kernels/kernels.h"

#define TAPS          9 /* of the 3×3 kernel, in row-major order */
#define MAXIMUM_FEW   4
#define MAXIMUM_DEPTH (TAPS * MAXIMUM_FEW)

/* The few channels of a position, with what comes after them in memory */
typedef gfloat Few
    __attribute__ ((vector_size (MAXIMUM_FEW * sizeof (gfloat)), aligned (4), may_alias));

/* Few channels are on one side: inputs or filters.
 *
 * from_few: panels of taps and few channels × many channels
 * to_few: panels of many channels × taps and few channels */
struct _FvNarrow
{
  const FvConvolution *convolution;
  gint n_few;
  gint n_many;
  gboolean few_inputs;
  gfloat *from_few;
  gfloat *to_few;
};

typedef struct
{
  const FvNarrow *narrow;
  const FvMap *source;
  const FvMask *source_mask;
  FvMap *target;
  const FvMask *target_mask; /* forward; %NULL backward, when nothing follows */
  FvPatchGrid grid;
} FvNarrowWork;

/* TAPS × @n_few, rounded up to whole panels */
static gint
get_columns (gint n_few)
{
  return (TAPS * n_few + FV_PANEL - 1) / FV_PANEL * FV_PANEL;
}

/**
 * fv_narrow_suits:
 * @n_inputs: number of input channels
 * @n_filters: number of filters
 *
 * Returns: whether such a convolution has few channels on one side
 */
gboolean
fv_narrow_suits (gint n_inputs, gint n_filters)
{
  return MIN (n_inputs, n_filters) <= MAXIMUM_FEW &&
         MAX (n_inputs, n_filters) % FV_PANEL == 0;
}

/**
 * fv_narrow_get_size:
 * @n_inputs: number of input channels
 * @n_filters: number of filters
 *
 * Returns: number of values that fv_narrow_new() takes memory for
 */
gsize
fv_narrow_get_size (gint n_inputs, gint n_filters)
{
  gint n_few = MIN (n_inputs, n_filters), n_many = MAX (n_inputs, n_filters);

  return (gsize)(TAPS * n_few + get_columns (n_few)) * n_many;
}

/**
 * fv_narrow_get_scratch:
 * @n_inputs: number of input channels
 * @n_filters: number of filters
 *
 * Returns: how many floats of scratch memory each worker needs
 */
gsize
fv_narrow_get_scratch (gint n_inputs, gint n_filters)
{
  return (gsize)FV_PATCH_MAXIMUM_POSITIONS *
         (n_inputs + n_filters + MAX (MAXIMUM_DEPTH, get_columns (MAXIMUM_FEW)));
}

static gfloat
get_weight (const FvNarrow *narrow, gint tap, gint few, gint many)
{
  const FvConvolution *convolution = narrow->convolution;
  gint input = narrow->few_inputs ? few : many, filter = narrow->few_inputs ? many : few;

  return convolution
      ->kernel[((gsize)tap * convolution->n_inputs + input) * convolution->n_filters +
               filter];
}

/* Backward, what a tap took from below it gives back from above: taps are turned round
 * where a panel serves the way back. */
static void
fill_panels (FvNarrow *narrow)
{
  gint depth = TAPS * narrow->n_few;

  memset (narrow->to_few, 0,
          (gsize)narrow->n_many * get_columns (narrow->n_few) * sizeof (gfloat));
  for (gint tap = 0; tap < TAPS; tap++)
    for (gint few = 0; few < narrow->n_few; few++)
      for (gint many = 0; many < narrow->n_many; many++)
        {
          gint row = tap * narrow->n_few + few, turned = TAPS - 1 - tap;
          gint from = narrow->few_inputs ? tap : turned;
          gint to = narrow->few_inputs ? turned : tap;

          narrow->from_few[((gsize)many / FV_PANEL * depth + row) * FV_PANEL +
                           many % FV_PANEL] = get_weight (narrow, from, few, many);
          narrow->to_few[((gsize)row / FV_PANEL * narrow->n_many + many) * FV_PANEL +
                         row % FV_PANEL] = get_weight (narrow, to, few, many);
        }
}

/**
 * fv_narrow_new:
 * @convolution: a convolution, which must outlive the result
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): the convolution, or %NULL
 */
FvNarrow *
fv_narrow_new (const FvConvolution *convolution, GError **error)
{
  g_autoptr (FvNarrow) narrow = g_new0 (FvNarrow, 1);

  narrow->convolution = convolution;
  narrow->few_inputs = convolution->n_inputs < convolution->n_filters;
  narrow->n_few = MIN (convolution->n_inputs, convolution->n_filters);
  narrow->n_many = MAX (convolution->n_inputs, convolution->n_filters);
  narrow->from_few =
      fv_memory_new_floats ((gsize)TAPS * narrow->n_few * narrow->n_many, error);
  if (narrow->from_few != NULL)
    narrow->to_few =
        fv_memory_new_floats ((gsize)get_columns (narrow->n_few) * narrow->n_many, error);
  if (narrow->to_few == NULL)
    return NULL;
  fill_panels (narrow);
  return g_steal_pointer (&narrow);
}

/**
 * fv_narrow_free:
 * @narrow: (nullable): a convolution
 */
void
fv_narrow_free (FvNarrow *narrow)
{
  if (narrow == NULL)
    return;
  fv_memory_free (narrow->from_few);
  fv_memory_free (narrow->to_few);
  g_free (narrow);
}

/* From few channels ----------------------------------------------------------------- */

/* The neighbourhoods of the positions of one row of a patch, whose values begin at
 * @values. Of each row of a neighbourhood, 3 × MAXIMUM_FEW values are copied, and those
 * too many are overwritten by what comes next: that is faster than a count that the
 * compiler does not know. */
static void
gather (const FvPatch *patch, gint n_few, const gfloat *values, gfloat *rows)
{
  gsize row_size = (gsize)fv_patch_get_width (patch) * n_few;

  for (gint x = patch->left; x < patch->right; x++, values += n_few)
    for (gint tap_row = 0; tap_row < 3; tap_row++, rows += 3 * n_few)
      for (gint i = 0; i < 3; i++)
        ((Few *)rows)[i] = ((const Few *)(values + tap_row * row_size))[i];
}

static void
from_few_chunk (gint chunk, gfloat *scratch, gpointer data)
{
  const FvNarrowWork *work = data;
  const FvNarrow *narrow = work->narrow;
  gint depth = TAPS * narrow->n_few;
  FvPatch patch = fv_patch_grid_get (&work->grid, chunk);
  gint columns = patch.right - patch.left;
  gfloat *rows =
      scratch + fv_patch_load (&patch, work->source, work->source_mask, scratch);
  gfloat *products = rows + columns * depth + 2 * MAXIMUM_DEPTH;
  gboolean forward = work->target_mask != NULL;

  for (gint y = patch.top; y < patch.bottom; y++)
    {
      gfloat *target =
          forward ? products + (gsize)(y - patch.top) * columns * narrow->n_many
                  : fv_map_get_row (work->target, y) + (gsize)patch.left * narrow->n_many;

      gather (&patch, narrow->n_few,
              scratch +
                  (gsize)(y - patch.top) * fv_patch_get_width (&patch) * narrow->n_few,
              rows);
      fv_kernels_get ()->multiply (columns, narrow->n_many, depth, rows, depth,
                                   narrow->from_few, FALSE, target, narrow->n_many);
    }
  if (forward)
    fv_patch_activate (&patch, products, columns, narrow->convolution->bias,
                       work->target_mask, work->target);
}

/* To few channels ------------------------------------------------------------------- */

/* For each position of one row of the patch, the sums of what its neighbourhood has for
 * it, and behind them values without meaning, which the next position's overwrite */
static void
add_neighbourhoods (const FvPatch *patch, gint row, const gfloat *products, gint n_few,
                    gfloat *sums)
{
  gint width = fv_patch_get_width (patch), columns = get_columns (n_few);

  products += (gsize)row * width * columns;
  for (gint x = patch->left; x < patch->right; x++, products += columns, sums += n_few)
    {
      Few sum = { 0 };

      for (gint tap = 0; tap < TAPS; tap++)
        sum += *(const Few *)(products + (gsize)(tap / 3 * width + tap % 3) * columns +
                              tap * n_few);
      *(Few *)sums = sum;
    }
}

static void
to_few_chunk (gint chunk, gfloat *scratch, gpointer data)
{
  const FvNarrowWork *work = data;
  const FvNarrow *narrow = work->narrow;
  FvPatch patch = fv_patch_grid_get (&work->grid, chunk);
  gint columns = get_columns (narrow->n_few), n = patch.right - patch.left;
  gfloat *products =
      scratch + fv_patch_load (&patch, work->source, work->source_mask, scratch);
  gfloat *sums = scratch; /* once the products are there */

  fv_kernels_get ()->multiply ((n + 2) * (patch.bottom - patch.top + 2), columns,
                               narrow->n_many, scratch, narrow->n_many, narrow->to_few,
                               FALSE, products, columns);
  for (gint row = 0; row < patch.bottom - patch.top; row++)
    {
      add_neighbourhoods (&patch, row, products, narrow->n_few, sums);
      if (work->target_mask != NULL)
        sums += n * narrow->n_few;
      else
        memcpy (fv_map_get_row (work->target, patch.top + row) +
                    (gsize)patch.left * narrow->n_few,
                sums, n * narrow->n_few * sizeof (gfloat));
    }
  if (work->target_mask != NULL)
    fv_patch_activate (&patch, scratch, n, narrow->convolution->bias, work->target_mask,
                       work->target);
}

/**
 * fv_narrow_forward:
 * @narrow: a convolution
 * @input: height × width × n_inputs, of which rows @first - 1 … @end have a place
 * @first: the first row to do, even
 * @end: the one after the last, even or the height
 * @mask: (inout): what follows; the bits of these rows are written
 * @output: these rows of the convolution are written here, after bias, ReLU and pooling
 * @workers: threads with enough scratch memory
 *
 * The same as fv_convolution_forward().
 */
void
fv_narrow_forward (const FvNarrow *narrow, const FvMap *input, gint first, gint end,
                   const FvMask *mask, FvMap *output, FvWorkers *workers)
{
  FvNarrowWork work = { narrow, input, NULL,
                        output, mask,  fv_patch_grid_new (first, end, input->width) };

  fv_workers_run (workers, work.grid.n_patches,
                  narrow->few_inputs ? from_few_chunk : to_few_chunk, &work);
}

/**
 * fv_narrow_backward:
 * @narrow: a convolution
 * @output_gradient: d loss / d output after ReLU and pooling
 * @mask: what follows the convolution
 * @first: the first row to do
 * @end: the one after the last
 * @input_gradient: rows @first … @end - 1 of d loss / d input are written here
 * @workers: threads with enough scratch memory
 *
 * The same as fv_convolution_backward().
 */
void
fv_narrow_backward (const FvNarrow *narrow, const FvMap *output_gradient,
                    const FvMask *mask, gint first, gint end, FvMap *input_gradient,
                    FvWorkers *workers)
{
  FvNarrowWork work = { narrow, output_gradient,
                        mask,   input_gradient,
                        NULL,   fv_patch_grid_new (first, end, input_gradient->width) };

  fv_workers_run (workers, work.grid.n_patches,
                  narrow->few_inputs ? to_few_chunk : from_few_chunk, &work);
}
