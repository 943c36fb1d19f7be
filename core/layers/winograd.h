/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_WINOGRAD_H
#define FV_WINOGRAD_H

#include "convolution.h"

/* Which tiles of the output a convolution has
 *
 * WIDE: 4×4 each way
 * ACCURATE: 2×2 forward, whose rounding errors are those of direct convolution, and 4×4
 *   back
 * SMALL: 2×2 each way: for a map of few tiles, what takes time is to read the kernel, and
 *   that is less than half as large then */
typedef enum
{
  FV_TILES_WIDE,
  FV_TILES_ACCURATE,
  FV_TILES_SMALL,
  FV_N_TILES
} FvTiles;

/* A convolution whose kernel is transformed for both directions. */
typedef struct _FvWinograd FvWinograd;

/* A place for the transformed kernel of one convolution and direction at a time */
typedef struct _FvSharedKernel FvSharedKernel;

gboolean fv_winograd_suits (const FvConvolution *convolution);
FvTiles fv_winograd_choose_tiles (gint width, gint height, gboolean accurate);
gsize fv_winograd_get_size (const FvConvolution *convolution, FvTiles tiles);
gsize fv_winograd_get_shared_size (const FvConvolution *convolution);
gsize fv_winograd_get_scratch (const FvConvolution *convolution, gboolean lean);
gint fv_winograd_get_tiles (const FvConvolution *convolution, gboolean lean);

FvWinograd *fv_winograd_new (const FvConvolution *convolution, FvTiles tiles,
                             FvWorkers *workers, GError **error);
FvWinograd *fv_winograd_new_lean (const FvConvolution *convolution, FvTiles tiles,
                                  FvSharedKernel *shared);
void fv_winograd_free (FvWinograd *winograd);
void fv_winograd_forward (const FvWinograd *winograd, const FvMap *input, gint first,
                          gint end, const FvMask *mask, FvMap *output,
                          FvWorkers *workers);
void fv_winograd_backward (const FvWinograd *winograd, const FvMap *output_gradient,
                           const FvMask *mask, gint first, gint end,
                           FvMap *input_gradient, FvWorkers *workers);

FvSharedKernel *fv_shared_kernel_new (gsize n_values, GError **error);
void fv_shared_kernel_free (FvSharedKernel *shared);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvWinograd, fv_winograd_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvSharedKernel, fv_shared_kernel_free)

#endif /* FV_WINOGRAD_H */
