/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A part of a convolution, as one worker does it. For each row of the window in turn,
 * what the blocks of a row of the target see lies in a strip of the source's row, block
 * after block, overlapping: so the strip is multiplied as it is, without patches being
 * copied side by side. Only where a strip reaches beyond the map's edge is it copied,
 * with zeros there. Each value is summed up in the order of rows, columns and channels of
 * the window, however work is shared out. */

#include "window-chunk.h"

#include <string.h>

#include "layers/kernels/kernels.h"

#define MOST_COLUMNS 64 /* blocks of a chunk, in a row */

/* Grid ------------------------------------------------------------------------------ */

static gint
divide_up (gint a, gint b)
{
  return (a + b - 1) / b;
}

static gint
get_row_blocks (const FvWindowPart *part, gint first, gint end)
{
  return fv_phase_count_blocks (&part->rows, end) -
         fv_phase_get_first_block (&part->rows, first);
}

/* Columns of a product, in whole panels */
static gint
count_columns (const FvWindowKernel *kernel, const FvWindowPart *part)
{
  if (kernel->multiplier > 0)
    return kernel->convolution->n_filters;
  return divide_up (fv_window_kernel_count_columns (kernel, part), FV_PANEL) * FV_PANEL;
}

/* The groups of a depthwise convolution are done together. */
static gint
count_groups (const FvWindowKernel *kernel)
{
  return kernel->multiplier > 0 ? 1 : kernel->convolution->groups;
}

/**
 * fv_window_grid_new:
 * @kernel: a kernel
 * @first: the first row of the target to do
 * @end: the one after the last
 * @width: columns of the target
 * @threads: a number of threads
 *
 * Returns: chunks of about the same size that find work for all threads
 */
FvWindowGrid
fv_window_grid_new (const FvWindowKernel *kernel, gint first, gint end, gint width,
                    gint threads)
{
  gint blocks = MAX (fv_phase_count_blocks (&kernel->parts[0].columns, width), 1);
  gint rows = 1, n_chunks, n_most;
  FvWindowGrid grid = { .n_shares = 1 };

  for (gint i = 0; i < kernel->n_parts; i++)
    rows = MAX (rows, get_row_blocks (&kernel->parts[i], first, end));
  grid.n_across = divide_up (blocks, MOST_COLUMNS);
  grid.n_columns = divide_up (blocks, grid.n_across);
  grid.n_down = divide_up (rows, MAX (FV_WINDOW_BLOCKS / grid.n_columns, 1));
  while (grid.n_down < rows && fv_window_grid_count (&grid, kernel) % threads != 0)
    grid.n_down++;
  grid.n_rows = divide_up (rows, grid.n_down);
  n_chunks = fv_window_grid_count (&grid, kernel);
  n_most = count_columns (kernel, &kernel->parts[0]) / FV_WINDOW_COLUMNS;
  if (n_chunks < threads && kernel->multiplier == 0)
    grid.n_shares = CLAMP (divide_up (threads, n_chunks), 1, MAX (n_most, 1));
  return grid;
}

/**
 * fv_window_grid_count:
 * @grid: a grid
 * @kernel: the kernel that it is for
 *
 * Returns: the number of chunks
 */
gint
fv_window_grid_count (const FvWindowGrid *grid, const FvWindowKernel *kernel)
{
  return kernel->n_parts * count_groups (kernel) * grid->n_down * grid->n_across *
         grid->n_shares;
}

/**
 * fv_window_grid_choose_rows:
 * @kernel: a kernel
 * @width: columns of the target
 * @threads: a number of threads
 * @n_chunks: chunks that each of them is to have, at least
 *
 * Returns: rows of the target that give all threads the same work
 */
gint
fv_window_grid_choose_rows (const FvWindowKernel *kernel, gint width, gint threads,
                            gint n_chunks)
{
  FvWindowGrid grid = fv_window_grid_new (kernel, 0, 1, width, 1);
  gint rows = MAX (FV_WINDOW_BLOCKS / grid.n_columns, 1) * kernel->parts[0].rows.step;
  gint n_down = divide_up (threads * n_chunks, grid.n_across);

  while (n_down * grid.n_across % threads != 0)
    n_down++;
  return n_down * rows;
}

/* One chunk ------------------------------------------------------------------------- */

/* Blocks @row … @row + @n_rows - 1 × @column … @column + @n_columns - 1 of a part, and
 * columns @channel … @channel_end - 1 of the product with a group.
 *
 * strips: for each row, what is seen of it by one row of the window; %NULL for nothing
 * strip_step: from one position to the next in them
 * products: for each row, those columns of the product, which lie product_step apart:
 *   where they belong in the target, or in the scratch memory */
typedef struct
{
  const FvWindowWork *work;
  const FvWindowPart *part;
  gint group;
  gint row;
  gint n_rows;
  gint column;
  gint n_columns;
  gint channel;
  gint channel_end;
  const gfloat *strips[FV_WINDOW_BLOCKS];
  gsize strip_step;
  gfloat *products[FV_WINDOW_BLOCKS];
  gsize product_step;
  gfloat *strips_scratch;
  gfloat *panels_scratch;
} Chunk;

/* Whether products are the target's values as they are */
static gboolean
is_direct (const FvWindowKernel *kernel, const FvWindowPart *part)
{
  if (kernel->multiplier > 0)
    return kernel->multiplier == 1 || !kernel->backward;
  return part->rows.block * part->columns.block == 1 && kernel->n_target % FV_PANEL == 0;
}

/* Whether each channel of the source is seen by several filters that are alone with it */
static gboolean
repeats (const FvWindowKernel *kernel)
{
  return kernel->multiplier > 1 && !kernel->backward;
}

/* Of the blocks' only row, what is outside the rows to do is not computed: a block may be
 * as high as the map. */
static void
leave_out (Chunk *chunk)
{
  const FvPhase *rows = &chunk->part->rows;
  gint n = chunk->part->columns.block * chunk->work->kernel->n_target;
  gint top = rows->first + chunk->row * rows->step;
  gint first = MAX (chunk->work->first - top, 0);
  gint end = MIN (chunk->work->end - top, rows->block);

  if (chunk->n_rows != 1 || rows->block == 1)
    return;
  chunk->channel = MAX (chunk->channel, first * n / FV_PANEL * FV_PANEL);
  chunk->channel_end = MIN (chunk->channel_end, divide_up (end * n, FV_PANEL) * FV_PANEL);
}

/* Returns whether there is anything to do */
static gboolean
find_chunk (const FvWindowWork *work, gint index, Chunk *chunk)
{
  const FvWindowGrid *grid = &work->grid;
  gint n_groups = count_groups (work->kernel), n_units, share = index % grid->n_shares;
  gint across = index / grid->n_shares % grid->n_across;
  gint down = index / grid->n_shares / grid->n_across % grid->n_down;
  gint part = index / grid->n_shares / grid->n_across / grid->n_down;

  chunk->work = work;
  chunk->group = part % n_groups;
  chunk->part = &work->kernel->parts[part / n_groups];
  chunk->row =
      fv_phase_get_first_block (&chunk->part->rows, work->first) + down * grid->n_rows;
  chunk->n_rows = MIN (
      grid->n_rows, fv_phase_count_blocks (&chunk->part->rows, work->end) - chunk->row);
  chunk->column = across * grid->n_columns;
  chunk->n_columns = MIN (
      grid->n_columns,
      fv_phase_count_blocks (&chunk->part->columns, work->target->width) - chunk->column);
  n_units = divide_up (count_columns (work->kernel, chunk->part), FV_WINDOW_COLUMNS);
  chunk->channel = n_units * share / grid->n_shares * FV_WINDOW_COLUMNS;
  chunk->channel_end = MIN (n_units * (share + 1) / grid->n_shares * FV_WINDOW_COLUMNS,
                            count_columns (work->kernel, chunk->part));
  if (chunk->n_rows > 0)
    leave_out (chunk);
  return chunk->n_rows > 0 && chunk->n_columns > 0 && chunk->channel < chunk->channel_end;
}

/* Products -------------------------------------------------------------------------- */

static void
place_products (Chunk *chunk, gfloat *scratch)
{
  const FvWindowWork *work = chunk->work;
  const FvPhase *rows = &chunk->part->rows, *columns = &chunk->part->columns;
  gsize channels = work->target->channels, n = chunk->channel_end - chunk->channel;
  gboolean direct = is_direct (work->kernel, chunk->part);
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

/* Sums begin with the bias, or with 0. */
static void
begin_products (const Chunk *chunk)
{
  const FvWindowKernel *kernel = chunk->work->kernel;
  const gfloat *bias = chunk->work->bias;
  gint n = chunk->channel_end - chunk->channel;
  gint n_columns = kernel->multiplier > 0
                       ? kernel->convolution->n_filters
                       : fv_window_kernel_count_columns (kernel, chunk->part);
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
place_block (const Chunk *chunk, gint column, const gfloat *product, gint y)
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
place_blocks (const Chunk *chunk)
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
add_filters (const Chunk *chunk)
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

/* Strips ---------------------------------------------------------------------------- */

/* @n values of each of some positions */
static void
copy_positions (const Chunk *chunk, const gfloat *source, gint n_positions, gfloat *strip)
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
copy_strip (const Chunk *chunk, const gfloat *row, gint left, gint right, gfloat *strip)
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

/* What the rows see by the window's row of that offset */
static void
load_strips (Chunk *chunk, gint offset)
{
  const FvWindowWork *work = chunk->work;
  const FvWindowKernel *kernel = work->kernel;
  const FvPhase *rows = &chunk->part->rows, *columns = &chunk->part->columns;
  gint left = chunk->column * columns->source_step + columns->offsets[0];
  gint right = left + fv_phase_get_extent (columns, chunk->n_columns);
  gboolean is_inside = left >= 0 && right <= work->source->width && !repeats (kernel);
  gint n = kernel->multiplier > 0 ? kernel->convolution->n_filters : kernel->n_source;

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
interleave_rows (const Chunk *chunk, gint block_row, gint left, gint right, gfloat *strip)
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

static void
load_interleaved (Chunk *chunk)
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

/* The sums of a run of offsets ------------------------------------------------------ */

static void
multiply_run (const Chunk *chunk, gint row, gint offset)
{
  const FvWindowKernel *kernel = chunk->work->kernel;
  gint depth = fv_window_kernel_get_depth (kernel, chunk->part, offset);
  const FvPhase *columns = &chunk->part->columns;
  gsize skip = (columns->offsets[offset] - columns->offsets[0]) * chunk->strip_step;

  for (gint channel = chunk->channel, n; channel < chunk->channel_end; channel += n)
    {
      const gfloat *panels;

      n = MIN (chunk->channel_end - channel, FV_WINDOW_COLUMNS);
      panels = fv_window_kernel_get_panels (kernel, chunk->part, chunk->group, row,
                                            offset, channel, n, chunk->panels_scratch);
      for (gint i = 0; i < chunk->n_rows; i++)
        if (chunk->strips[i] != NULL)
          fv_kernels_get ()->multiply (
              chunk->n_columns, n, depth, chunk->strips[i] + skip,
              columns->source_step * chunk->strip_step, panels, TRUE,
              chunk->products[i] + channel - chunk->channel, chunk->product_step);
    }
}

static void
weigh_run (const Chunk *chunk, gint row, gint offset, gint run)
{
  const FvConvolution *convolution = chunk->work->kernel->convolution;
  const FvPhase *columns = &chunk->part->columns;
  gssize n = convolution->n_filters;
  gint tap = chunk->part->rows.taps[row] * convolution->width + columns->taps[offset];
  gint tap_step = run > 1 ? columns->taps[offset + 1] - columns->taps[offset] : 0;
  FvWeighing weighing = { n, run, columns->source_step * chunk->strip_step,
                          chunk->strip_step, tap_step * n };
  gsize skip = (columns->offsets[offset] - columns->offsets[0]) * chunk->strip_step;

  for (gint i = 0; i < chunk->n_rows; i++)
    if (chunk->strips[i] != NULL)
      fv_kernels_get ()->weigh (&weighing, chunk->n_columns, chunk->strips[i] + skip,
                                convolution->kernel + tap * n, chunk->products[i],
                                chunk->product_step);
}

static void
add_row (Chunk *chunk, gint row)
{
  const FvWindowKernel *kernel = chunk->work->kernel;

  load_strips (chunk, row);
  for (gint i = 0, run; i < chunk->part->columns.n_offsets; i += run)
    {
      run = fv_window_kernel_get_run (kernel, chunk->part, i);
      if (kernel->multiplier > 0)
        weigh_run (chunk, row, i, run);
      else
        multiply_run (chunk, row, i);
    }
}

static void
add_rows (Chunk *chunk)
{
  const FvWindowPart *part = chunk->part;

  if (part->rows.n_offsets == 0 || part->columns.n_offsets == 0)
    return;
  if (fv_window_kernel_interleaves (chunk->work->kernel, part))
    {
      load_interleaved (chunk);
      multiply_run (chunk, 0, 0);
      return;
    }
  for (gint row = 0; row < part->rows.n_offsets; row++)
    add_row (chunk, row);
}

/* Values that a chunk's strips, products and made panels take at most */
static gsize
get_strips_size (const FvWindowKernel *kernel, const FvWindowPart *part,
                 const FvWindowGrid *grid)
{
  gsize n = kernel->multiplier > 0 ? kernel->convolution->n_filters : kernel->n_source;

  if (part->columns.n_offsets == 0)
    return 0;
  if (fv_window_kernel_interleaves (kernel, part))
    n *= part->rows.n_offsets;
  return grid->n_rows * fv_phase_get_extent (&part->columns, grid->n_columns) * n;
}

static gsize
get_products_size (const FvWindowKernel *kernel, const FvWindowPart *part,
                   const FvWindowGrid *grid)
{
  return is_direct (kernel, part)
             ? 0
             : (gsize)grid->n_rows * grid->n_columns * count_columns (kernel, part);
}

static gsize
get_panels_size (const FvWindowKernel *kernel, const FvWindowPart *part)
{
  gint deepest = 0;

  if (kernel->multiplier > 0)
    return 0;
  for (gint i = 0; i < part->columns.n_offsets;
       i += fv_window_kernel_get_run (kernel, part, i))
    deepest = MAX (deepest, fv_window_kernel_get_depth (kernel, part, i));
  return (gsize)deepest * FV_WINDOW_COLUMNS;
}

/**
 * fv_window_chunk_get_scratch:
 * @kernel: a kernel
 * @width: columns of the target
 * @lean: whether no panels are kept
 *
 * Returns: how many floats of scratch memory a worker needs for any chunk
 */
gsize
fv_window_chunk_get_scratch (const FvWindowKernel *kernel, gint width, gboolean lean)
{
  FvWindowGrid grid = fv_window_grid_new (kernel, 0, 1, width, 1);
  gsize most = 0;

  grid.n_rows = MAX (FV_WINDOW_BLOCKS / grid.n_columns, 1);
  for (gint i = 0; i < kernel->n_parts; i++)
    {
      const FvWindowPart *part = &kernel->parts[i];
      gsize size = get_strips_size (kernel, part, &grid) +
                   get_products_size (kernel, part, &grid) +
                   (lean ? get_panels_size (kernel, part) : 0);

      most = MAX (most, size);
    }
  return most;
}

/**
 * fv_window_chunk_run:
 * @index: which chunk
 * @scratch: what fv_window_chunk_get_scratch() tells
 * @data: an FvWindowWork
 */
void
fv_window_chunk_run (gint index, gfloat *scratch, gpointer data)
{
  const FvWindowWork *work = data;
  const FvWindowKernel *kernel = work->kernel;
  Chunk chunk;

  if (!find_chunk (work, index, &chunk))
    return;
  place_products (&chunk, scratch);
  chunk.strips_scratch = scratch + get_products_size (kernel, chunk.part, &work->grid);
  chunk.panels_scratch =
      chunk.strips_scratch + get_strips_size (kernel, chunk.part, &work->grid);
  begin_products (&chunk);
  add_rows (&chunk);
  if (is_direct (kernel, chunk.part))
    return;
  if (kernel->multiplier > 0)
    add_filters (&chunk);
  else
    place_blocks (&chunk);
}
