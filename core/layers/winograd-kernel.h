/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_WINOGRAD_KERNEL_H
#define FV_WINOGRAD_KERNEL_H

#include "winograd.h"
#include "layers/kernels/kernels.h"

typedef enum
{
  FV_WINOGRAD_FORWARD,
  FV_WINOGRAD_BACKWARD,
  FV_WINOGRAD_N_DIRECTIONS
} FvWinogradDirection;

/* For each direction, the size of tiles, and planes of the kernel in panels: source
 * channels × target channels; %NULL if they are made each time they are needed: in
 * @shared, or a few channels at a time if that is %NULL, too */
struct _FvWinograd
{
  const FvConvolution *convolution;
  FvWinogradSize sizes[FV_WINOGRAD_N_DIRECTIONS];
  gfloat *planes[FV_WINOGRAD_N_DIRECTIONS];
  FvSharedKernel *shared;
};

gint fv_winograd_count_planes (FvWinogradSize size);
const gfloat *fv_winograd_get_planes (const FvWinograd *winograd,
                                      FvWinogradDirection direction, FvWorkers *workers);
void fv_winograd_transform_panel (const FvWinograd *winograd,
                                  FvWinogradDirection direction, gint panel,
                                  gfloat *planes, gsize plane_size);

#endif /* FV_WINOGRAD_KERNEL_H */
