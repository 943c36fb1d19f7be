/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the blocks of a row of the target see, for one row of the window, lies in a strip
 * of the source's row, block after block, overlapping: so the strip is multiplied as it
 * is, without patches being copied side by side. It is copied, with zeros there, only
 * where it reaches beyond the map's edge. */

#include "window-strips.h"

#include <string.h>

/* Whether each channel of the source is seen by several filters that are alone with it */
static gboolean
repeats (const FvWindowKernel *kernel)
{
  return kernel->multiplier > 1 && !kernel->backward;
}

/**
 * fv_window_strips_get_size:
 * @kernel: a kernel
 * @part: one of its parts
 * @grid: how it is shared out
 *
 * Returns: how many values a chunk's strips take in scratch memory at most
 */
gsize
fv_window_strips_get_size (const FvWindowKernel *kernel, const FvWindowPart *part,
                           const FvWindowGrid *grid)
{
  gsize n = fv_window_kernel_count_source (kernel);

  if (part->columns.n_offsets == 0)
    return 0;
  if (fv_window_kernel_interleaves (kernel, part))
    n *= part->rows.n_offsets;
  return grid->n_rows * fv_phase_get_extent (&part->columns, grid->n_columns) * n;
}

/* @n values of each of some positions */
static void
copy_positions (const FvWindowChunk *chunk, const gfloat *source, gint n_positions,
                gfloat *strip)
{
  gint multiplier = repeats (chunk->work->kernel) ? chunk->work->kernel->multiplier : 1;
  gsize n = chunk->strip_step, channels = chunk->work->source->channels;

  if (n == channels)
    memcpy (strip, source, n_positions * n * sizeof (gfloat));
  else
    for (gint x = 0; x < n_positions; x++, source += channels, strip += n)
      if (multiplier == 1)
        memcpy (strip, source, n * sizeof (gfloat));
      else
        for (gsize i = 0; i < n; i++)
          strip[i] = source[i / multiplier];
}

/* Columns @left … @right - 1 of one row of the source, zero outside */
static const gfloat *
copy_strip (const FvWindowChunk *chunk, const gfloat *row, gint left, gint right,
            gfloat *strip)
{
  gint first = CLAMP (0, left, right);
  gint end = CLAMP (chunk->work->source->width, first, right);
  gsize n = chunk->strip_step;

  memset (strip, 0, (first - left) * n * sizeof (gfloat));
  copy_positions (chunk, row + (gsize)first * chunk->work->source->channels, end - first,
                  strip + (first - left) * n);
  memset (strip + (end - left) * n, 0, (right - end) * n * sizeof (gfloat));
  return strip;
}

/**
 * fv_window_strips_load:
 * @chunk: (inout): a chunk, whose rows get their strips
 * @offset: index of an offset of rows, by which they see them
 */
void
fv_window_strips_load (FvWindowChunk *chunk, gint offset)
{
  const FvWindowWork *work = chunk->work;
  const FvWindowKernel *kernel = work->kernel;
  const FvPhase *rows = &chunk->part->rows, *columns = &chunk->part->columns;
  gint left = chunk->column * columns->source_step + columns->offsets[0];
  gint right = left + fv_phase_get_extent (columns, chunk->n_columns);
  gboolean is_inside = left >= 0 && right <= work->source->width && !repeats (kernel);
  gint n = fv_window_kernel_count_source (kernel);

  chunk->strip_step = is_inside ? work->source->channels : n;
  for (gint i = 0; i < chunk->n_rows; i++)
    {
      gint y = (chunk->row + i) * rows->source_step + rows->offsets[offset];
      const gfloat *row;

      chunk->strips[i] = NULL;
      if (y < work->source_first || y >= work->source_end)
        continue;
      row = fv_map_get_row (work->source, y) + (gsize)chunk->group * kernel->n_source;
      chunk->strips[i] =
          is_inside ? row + (gsize)left * work->source->channels
                    : copy_strip (chunk, row, left, right,
                                  chunk->strips_scratch + (gsize)i * (right - left) * n);
    }
}

/* @n values of each of @n_positions, to as many that lie @step apart */
static inline void
spread (const gfloat *source, gint n, gint n_positions, gfloat *target, gsize step)
{
  for (gint x = 0; x < n_positions; x++, source += n, target += step)
    for (gint i = 0; i < n; i++)
      target[i] = source[i];
}

/* What one row of the blocks sees by all rows of the window, column by column */
static void
interleave_rows (const FvWindowChunk *chunk, gint block_row, gint left, gint right,
                 gfloat *strip)
{
  const FvWindowWork *work = chunk->work;
  const FvPhase *rows = &chunk->part->rows;
  gint n = work->source->channels;
  gint first = CLAMP (0, left, right), end = CLAMP (work->source->width, first, right);

  memset (strip, 0, (right - left) * chunk->strip_step * sizeof (gfloat));
  strip += (first - left) * chunk->strip_step;
  for (gint i = 0; i < rows->n_offsets; i++, strip += n)
    {
      gint y = block_row * rows->source_step + rows->offsets[i];
      const gfloat *row;

      if (y < work->source_first || y >= work->source_end)
        continue;
      row = fv_map_get_row (work->source, y) + (gsize)first * n;
      if (n == 3)
        spread (row, 3, end - first, strip, chunk->strip_step);
      else
        spread (row, n, end - first, strip, chunk->strip_step);
    }
}

/**
 * fv_window_strips_load_interleaved:
 * @chunk: (inout): a chunk, whose rows get strips of what all rows of the window see
 */
void
fv_window_strips_load_interleaved (FvWindowChunk *chunk)
{
  const FvPhase *columns = &chunk->part->columns;
  gint left = chunk->column * columns->source_step + columns->offsets[0];
  gint extent = fv_phase_get_extent (columns, chunk->n_columns);

  chunk->strip_step = chunk->part->rows.n_offsets * chunk->work->source->channels;
  for (gint i = 0; i < chunk->n_rows; i++)
    {
      gfloat *strip = chunk->strips_scratch + i * extent * chunk->strip_step;

      interleave_rows (chunk, chunk->row + i, left, left + extent, strip);
      chunk->strips[i] = strip;
    }
}
