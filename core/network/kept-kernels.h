/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_KEPT_KERNELS_H
#define FV_KEPT_KERNELS_H

#include "layers/winograd.h"

/* The transformed kernels of a convolution, for the tiles that passes have: those that
 * were asked for last, and others while they are used */
typedef struct
{
  FvWinograd *winograds[FV_N_TILES];
  gint n_users[FV_N_TILES];
} FvKeptKernels;

const FvWinograd *fv_kept_kernels_take (FvKeptKernels *kept,
                                        const FvConvolution *convolution, FvTiles tiles,
                                        FvWorkers *workers, GError **error);
void fv_kept_kernels_clear (FvKeptKernels *kept);

#endif /* FV_KEPT_KERNELS_H */
