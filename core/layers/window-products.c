/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the products of a convolution are summed up: in the target where they are its
 * values as they are, else aside. */

#include "window-products.h"

#include <string.h>

#include "layers/kernels/kernels.h"

/* Whether products are the target's values as they are */
static gboolean
are_direct (const FvWindowKernel *kernel, const FvWindowPart *part)
{
  if (kernel->multiplier > 0)
    return kernel->multiplier == 1 || !kernel->backward;
  return part->rows.block * part->columns.block == 1 && kernel->n_target % FV_PANEL == 0;
}

/**
 * fv_window_products_get_size:
 * @kernel: a kernel
 * @part: one of its parts
 * @grid: how it is shared out
 *
 * Returns: how many values a chunk's products take in scratch memory
 */
gsize
fv_window_products_get_size (const FvWindowKernel *kernel, const FvWindowPart *part,
                             const FvWindowGrid *grid)
{
  return are_direct (kernel, part) ? 0
                                   : (gsize)grid->n_rows * grid->n_columns *
                                         fv_window_kernel_count_padded (kernel, part);
}

/**
 * fv_window_products_place:
 * @chunk: (inout): a chunk, whose products get their places
 * @scratch: as many values as fv_window_products_get_size() says
 */
void
fv_window_products_place (FvWindowChunk *chunk, gfloat *scratch)
{
  const FvWindowWork *work = chunk->work;
  const FvPhase *rows = &chunk->part->rows, *columns = &chunk->part->columns;
  gsize channels = work->target->channels, n = chunk->channel_end - chunk->channel;
  gboolean direct = are_direct (work->kernel, chunk->part);
  gsize left = (columns->first + (gsize)chunk->column * columns->step) * channels +
               (gsize)chunk->group * work->kernel->n_target + chunk->channel;

  chunk->product_step = direct ? columns->step * channels : n;
  for (gint i = 0; i < chunk->n_rows; i++)
    chunk->products[i] =
        direct
            ? fv_map_get_row (work->target, rows->first + (chunk->row + i) * rows->step) +
                  left
            : scratch + (gsize)i * chunk->n_columns * n;
}

/**
 * fv_window_products_begin:
 * @chunk: a chunk, whose sums begin with the bias, or with 0
 */
void
fv_window_products_begin (const FvWindowChunk *chunk)
{
  const FvWindowKernel *kernel = chunk->work->kernel;
  const gfloat *bias = chunk->work->bias;
  gint n = chunk->channel_end - chunk->channel;
  gint n_columns = fv_window_kernel_count_columns (kernel, chunk->part);
  gint n_target = kernel->multiplier > 0 ? n_columns : kernel->n_target;
  gfloat *values = chunk->products[0];

  if (bias == NULL && chunk->product_step == (gsize)n)
    {
      for (gint row = 0; row < chunk->n_rows; row++)
        memset (chunk->products[row], 0, (gsize)chunk->n_columns * n * sizeof (gfloat));
      return;
    }
  for (gint i = 0; i < n; i++)
    values[i] = bias != NULL && chunk->channel + i < n_columns
                    ? bias[chunk->group * n_target + (chunk->channel + i) % n_target]
                    : 0.0f;
  for (gint row = 0; row < chunk->n_rows; row++)
    for (gint i = row == 0 ? 1 : 0; i < chunk->n_columns; i++)
      memcpy (chunk->products[row] + i * chunk->product_step, values,
              n * sizeof (gfloat));
}

/* Of a block, one row that belongs to the target. What lies side by side there is copied
 * at once, value by value, as it is short. */
static void
place_block (const FvWindowChunk *chunk, gint column, const gfloat *product, gint y)
{
  const FvWindowWork *work = chunk->work;
  const FvPhase *columns = &chunk->part->columns;
  gint channels = work->target->channels, n = work->kernel->n_target;
  gint left = columns->first + column * columns->step;
  gint right = MIN (left + columns->block, work->target->width);
  gint n_together = n == channels ? right - left : 1;
  gint skip = (y - chunk->part->rows.first) % chunk->part->rows.step * columns->block * n;
  gfloat *values =
      fv_map_get_row (work->target, y) + (gsize)left * channels + (gsize)chunk->group * n;

  for (gint x = left; x < right; x += n_together, values += channels, skip += n)
    {
      gint first = MAX (skip, chunk->channel);
      gint end = MIN (skip + n_together * n, chunk->channel_end);

      for (gint i = first; i < end; i++)
        values[i - skip] = product[i - chunk->channel];
    }
}

static void
place_blocks (const FvWindowChunk *chunk)
{
  const FvPhase *rows = &chunk->part->rows;

  for (gint row = 0; row < chunk->n_rows; row++)
    {
      gint top = rows->first + (chunk->row + row) * rows->step;

      for (gint y = MAX (top, chunk->work->first);
           y < MIN (top + rows->block, chunk->work->end); y++)
        for (gint i = 0; i < chunk->n_columns; i++)
          place_block (chunk, chunk->column + i,
                       chunk->products[row] + i * chunk->product_step, y);
    }
}

/* Depthwise, the gradients by the filters of one input are added up. */
static void
add_filters (const FvWindowChunk *chunk)
{
  const FvPhase *rows = &chunk->part->rows, *columns = &chunk->part->columns;
  gint multiplier = chunk->work->kernel->multiplier;
  FvMap *target = chunk->work->target;

  for (gint row = 0; row < chunk->n_rows; row++)
    for (gint i = 0; i < chunk->n_columns; i++)
      {
        const gfloat *product = chunk->products[row] + i * chunk->product_step;
        gfloat *values =
            fv_map_get_row (target, rows->first + (chunk->row + row) * rows->step) +
            (columns->first + (gsize)(chunk->column + i) * columns->step) *
                target->channels;

        for (gint c = 0; c < target->channels; c++, product += multiplier)
          {
            values[c] = product[0];
            for (gint k = 1; k < multiplier; k++)
              values[c] += product[k];
          }
      }
}

/**
 * fv_window_products_end:
 * @chunk: a chunk, whose sums go where they belong in the target
 */
void
fv_window_products_end (const FvWindowChunk *chunk)
{
  const FvWindowKernel *kernel = chunk->work->kernel;

  if (are_direct (kernel, chunk->part))
    return;
  if (kernel->multiplier > 0)
    add_filters (chunk);
  else
    place_blocks (chunk);
}
