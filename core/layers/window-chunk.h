/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_WINDOW_CHUNK_H
#define FV_WINDOW_CHUNK_H

#include "window-kernel.h"

/* A convolution, forward or backward, that is done in chunks
 *
 * first, end: rows of the target to do
 * source_first, source_end: rows of the source that these see
 * bias: (nullable): what sums begin with
 * grid: how blocks of the target are shared out; see there */
typedef struct
{
  gint n_columns; /* blocks of a chunk */
  gint n_rows;
  gint n_across; /* chunks */
  gint n_down;
  gint n_shares; /* of the product's columns */
} FvWindowGrid;

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
  FvWindowGrid grid;
} FvWindowWork;

FvWindowGrid fv_window_grid_new (const FvWindowKernel *kernel, gint first, gint end,
                                 gint width, gint threads);
gint fv_window_grid_choose_rows (const FvWindowKernel *kernel, gint width, gint threads,
                                 gint n_chunks);
gint fv_window_grid_count (const FvWindowGrid *grid, const FvWindowKernel *kernel);

gsize fv_window_chunk_get_scratch (const FvWindowKernel *kernel, gint width,
                                   gboolean lean);
void fv_window_chunk_run (gint chunk, gfloat *scratch, gpointer work);

/* Blocks of a chunk that rows are to make up, if there are so many */
#define FV_WINDOW_BLOCKS 128

#endif /* FV_WINDOW_CHUNK_H */
