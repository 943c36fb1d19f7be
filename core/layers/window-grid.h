/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_WINDOW_GRID_H
#define FV_WINDOW_GRID_H

#include "window-kernel.h"

/* How the blocks of a target are shared out in chunks
 *
 * n_columns, n_rows: blocks of a chunk
 * n_across, n_down: chunks of each part of the kernel
 * n_shares: in how many shares the product's columns are parted */
typedef struct
{
  gint n_columns;
  gint n_rows;
  gint n_across;
  gint n_down;
  gint n_shares;
} FvWindowGrid;

/* A convolution, forward or backward, that is done in chunks
 *
 * first, end: rows of the target to do
 * source_first, source_end: rows of the source that these see
 * bias: (nullable): what sums begin with
 * base: (nullable): a map of the target's size to which they are added: the target
 *   itself, or another one */
typedef struct
{
  const FvWindowKernel *kernel;
  const FvMap *source;
  FvMap *target;
  gint first;
  gint end;
  gint source_first;
  gint source_end;
  const gfloat *bias;
  const FvMap *base;
  FvWindowGrid grid;
} FvWindowWork;

/* Most blocks of a chunk */
#define FV_WINDOW_BLOCKS 128

/* Blocks @row … @row + @n_rows - 1 × @column … @column + @n_columns - 1 of a part, and
 * columns @channel … @channel_end - 1 of the product with a group.
 *
 * strips: for each row, what is seen of it by one row of the window; %NULL for nothing
 * strip_step: from one position to the next in them
 * products: for each row, those columns of the product, which lie product_step apart:
 *   where they belong in the target, or in the scratch memory
 * is_begun: whether there are values which products are added to */
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
  gboolean is_begun;
  gfloat *strips_scratch;
  gfloat *panels_scratch;
} FvWindowChunk;

FvWindowGrid fv_window_grid_new (const FvWindowKernel *kernel, gint first, gint end,
                                 gint width, gint threads);
FvWindowGrid fv_window_grid_new_largest (const FvWindowKernel *kernel, gint width);
gint fv_window_grid_choose_rows (const FvWindowKernel *kernel, gint width, gint threads,
                                 gint n_chunks);
gint fv_window_grid_count (const FvWindowGrid *grid, const FvWindowKernel *kernel);
gboolean fv_window_chunk_find (const FvWindowWork *work, gint index,
                               FvWindowChunk *chunk);

#endif /* FV_WINDOW_GRID_H */
