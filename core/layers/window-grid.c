/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a convolution is shared out to workers. No value depends on it. */

#include "window-grid.h"

#include "layers/kernels/kernels.h"

#define MOST_COLUMNS 64 /* blocks of a chunk, in a row */

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
  n_most = fv_window_kernel_count_padded (kernel, &kernel->parts[0]) / FV_WINDOW_COLUMNS;
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
 * fv_window_grid_new_largest:
 * @kernel: a kernel
 * @width: columns of the target
 *
 * Returns: the largest chunks of such a target
 */
FvWindowGrid
fv_window_grid_new_largest (const FvWindowKernel *kernel, gint width)
{
  FvWindowGrid grid = fv_window_grid_new (kernel, 0, 1, width, 1);

  grid.n_rows = MAX (FV_WINDOW_BLOCKS / grid.n_columns, 1);
  return grid;
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
  FvWindowGrid grid = fv_window_grid_new_largest (kernel, width);
  gint rows = grid.n_rows * kernel->parts[0].rows.step;
  gint n_down = divide_up (threads * n_chunks, grid.n_across);

  while (n_down * grid.n_across % threads != 0)
    n_down++;
  return n_down * rows;
}

/* One chunk ------------------------------------------------------------------------- */

/* Of the blocks' only row, what is outside the rows to do is not computed: a block may be
 * as high as the map. */
static void
leave_out (FvWindowChunk *chunk)
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

/**
 * fv_window_chunk_find:
 * @work: a convolution
 * @index: which chunk of its grid
 * @chunk: (out): the chunk, without strips and products
 *
 * Returns: whether there is anything to do
 */
gboolean
fv_window_chunk_find (const FvWindowWork *work, gint index, FvWindowChunk *chunk)
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
  n_units = divide_up (fv_window_kernel_count_padded (work->kernel, chunk->part),
                       FV_WINDOW_COLUMNS);
  chunk->channel = n_units * share / grid->n_shares * FV_WINDOW_COLUMNS;
  chunk->channel_end = MIN (n_units * (share + 1) / grid->n_shares * FV_WINDOW_COLUMNS,
                            fv_window_kernel_count_padded (work->kernel, chunk->part));
  if (chunk->n_rows > 0)
    leave_out (chunk);
  return chunk->n_rows > 0 && chunk->n_columns > 0 && chunk->channel < chunk->channel_end;
}
