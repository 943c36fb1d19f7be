/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "kept-kernels.h"

/* Kernels for other tiles than @tiles, which nobody uses, make room. */
static void
drop_unused (FvKeptKernels *kept, FvTiles tiles)
{
  for (FvTiles i = 0; i < FV_N_TILES; i++)
    if (i != tiles && kept->n_users[i] == 0)
      g_clear_pointer (&kept->winograds[i], fv_winograd_free);
}

/**
 * fv_kept_kernels_take:
 * @kept: (inout): kernels of a convolution
 * @convolution: the convolution
 * @tiles: its tiles
 * @workers: threads
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer none): the convolution with its kernel transformed, which has one
 *   user more, or %NULL
 */
const FvWinograd *
fv_kept_kernels_take (FvKeptKernels *kept, const FvConvolution *convolution,
                      FvTiles tiles, FvWorkers *workers, GError **error)
{
  drop_unused (kept, tiles);
  if (kept->winograds[tiles] == NULL)
    kept->winograds[tiles] = fv_winograd_new (convolution, tiles, workers, error);
  if (kept->winograds[tiles] != NULL)
    kept->n_users[tiles]++;
  return kept->winograds[tiles];
}

/**
 * fv_kept_kernels_clear:
 * @kept: kernels that nobody uses
 */
void
fv_kept_kernels_clear (FvKeptKernels *kept)
{
  for (FvTiles tiles = 0; tiles < FV_N_TILES; tiles++)
    fv_winograd_free (kept->winograds[tiles]);
}
