/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_CONVOLUTION_H
#define FV_CONVOLUTION_H

#include "base/workers.h"
#include "maps/mask.h"

/* A 3×3 convolution of stride 1 that keeps the size ("same", zero padding), as
 * cross-correlation (no flip).
 *
 * kernel: 3 × 3 × n_inputs × n_filters (HWIO, the filter index running fastest)
 * bias: n_filters */
typedef struct
{
  gint n_inputs;
  gint n_filters;
  gfloat *kernel;
  gfloat *bias;
} FvConvolution;

FvConvolution *fv_convolution_new (gint n_inputs, gint n_filters, GError **error);
FvConvolution *fv_convolution_new_subset (const FvConvolution *convolution,
                                          const gint *filters, gint n_filters,
                                          GError **error);
void fv_convolution_free (FvConvolution *convolution);

gsize fv_convolution_get_scratch (gint n_inputs, gint n_filters);
void fv_convolution_forward (const FvConvolution *convolution, const FvMap *input,
                             gint first, gint end, const FvMask *mask, FvMap *output,
                             FvWorkers *workers);
void fv_convolution_backward (const FvConvolution *convolution,
                              const FvMap *output_gradient, const FvMask *mask,
                              gint first, gint end, FvMap *input_gradient,
                              FvWorkers *workers);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvConvolution, fv_convolution_free)

#endif /* FV_CONVOLUTION_H */
