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

/* Whether the first product is of all of the chunk's rows, so that it can be written
 * where others would be added */
static gboolean
can_overwrite (const FvWindowChunk *chunk)
{
  const FvWindowWork *work = chunk->work;
  const FvPhase *rows = &chunk->part->rows;
  gint first, last;

  if (work->bias != NULL || work->base != NULL || work->kernel->multiplier > 0 ||
      rows->n_offsets == 0 || chunk->part->columns.n_offsets == 0)
    return FALSE;
  first = chunk->row * rows->source_step + rows->offsets[0];
  last = first + (chunk->n_rows - 1) * rows->source_step;
  return fv_window_kernel_interleaves (work->kernel, chunk->part) ||
         (first >= work->source_first && last < work->source_end);
}

/* What the columns of a product begin with at each position: the bias, or 0 */
static void
set_bias (const FvWindowChunk *chunk, gfloat *values)
{
  const FvWindowKernel *kernel = chunk->work->kernel;
  const gfloat *bias = chunk->work->bias;
  gint n_columns = fv_window_kernel_count_columns (kernel, chunk->part);
  gint n_target = kernel->multiplier > 0 ? n_columns : kernel->n_target;

  for (gint i = chunk->channel; i < chunk->channel_end; i++)
    values[i - chunk->channel] = bias != NULL && i < n_columns
                                     ? bias[chunk->group * n_target + i % n_target]
                                     : 0.0f;
}

/* Positions of one row of a product */
static void
begin_row (const FvWindowChunk *chunk, gint row)
{
  gint n = chunk->channel_end - chunk->channel;
  gfloat *values = chunk->products[row];

  set_bias (chunk, values);
  for (gint i = 1; i < chunk->n_columns; i++)
    memcpy (values + i * chunk->product_step, values, n * sizeof (gfloat));
}

/* The same, where they are the target's and are added to what is in a map. */
static void
begin_row_with_base (const FvWindowChunk *chunk, gint row)
{
  const FvWindowWork *work = chunk->work;
  gsize n = chunk->channel_end - chunk->channel;
  gsize skip = chunk->products[row] - work->target->data; /* of the target's rows */
  gint y = chunk->part->rows.first + (chunk->row + row) * chunk->part->rows.step;
  const gfloat *values =
      fv_map_get_row (work->base, y) + skip % fv_map_get_row_size (work->target);
  gfloat *products = chunk->products[row];
  const gfloat *bias = work->bias;

  if (bias != NULL)
    bias += chunk->group * work->kernel->n_target + chunk->channel;
  for (gint i = 0; i < chunk->n_columns; i++)
    {
      if (bias == NULL)
        memcpy (products, values, n * sizeof (gfloat));
      else
        for (gsize k = 0; k < n; k++)
          products[k] = values[k] + bias[k];
      products += chunk->product_step;
      values += chunk->product_step;
    }
}

/**
 * fv_window_products_begin:
 * @chunk: (inout): a chunk, whose sums begin with what they are added to, the bias, or 0
 */
void
fv_window_products_begin (FvWindowChunk *chunk)
{
  const FvWindowWork *work = chunk->work;
  gboolean with_base = work->base != NULL && are_direct (work->kernel, chunk->part);

  chunk->is_begun = !can_overwrite (chunk);
  if (!chunk->is_begun || (with_base && work->base == work->target && work->bias == NULL))
    return;
  for (gint row = 0; row < chunk->n_rows; row++)
    if (with_base)
      begin_row_with_base (chunk, row);
    else
      begin_row (chunk, row);
}

/* Columns @first … @end - 1 of a product, of which @skip is the target's first here */
static inline void
place_values (const gfloat *product, gint first, gint end, gint skip, gfloat *values,
              const gfloat *base)
{
  if (base == NULL)
    for (gint i = first; i < end; i++)
      values[i - skip] = product[i];
  else
    for (gint i = first; i < end; i++)
      values[i - skip] = base[i - skip] + product[i];
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
  gsize position = (gsize)left * channels + (gsize)chunk->group * n;
  gfloat *values = fv_map_get_row (work->target, y) + position;
  const gfloat *base =
      work->base != NULL ? fv_map_get_row (work->base, y) + position : NULL;

  for (gint x = left; x < right; x += n_together, skip += n)
    {
      gint first = MAX (skip, chunk->channel);
      gint end = MIN (skip + n_together * n, chunk->channel_end);

      place_values (product - chunk->channel, first, end, skip, values, base);
      values += channels;
      if (base != NULL)
        base += channels;
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
        gint y = rows->first + (chunk->row + row) * rows->step;
        gsize position = (columns->first + (gsize)(chunk->column + i) * columns->step) *
                         target->channels;
        gfloat *values = fv_map_get_row (target, y) + position;
        const FvMap *base = chunk->work->base;

        for (gint c = 0; c < target->channels; c++, product += multiplier)
          {
            gfloat sum = product[0];

            for (gint k = 1; k < multiplier; k++)
              sum += product[k];
            values[c] = base != NULL ? fv_map_get_row (base, y)[position + c] + sum : sum;
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
