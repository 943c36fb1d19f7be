/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_CONVOLUTION_H
#define FV_CONVOLUTION_H

#include "base/workers.h"
#include "maps/mask.h"

/* A convolution, as cross-correlation (no flip).
 *
 * height, width: rows and columns of its window
 * groups: in how many groups, in their order, inputs and filters are parted, each filter
 *   seeing the inputs of its own group
 * kernel: height × width × n_inputs / groups × n_filters (HWIO, the filter index running
 *   fastest)
 * bias: n_filters
 *
 * What is declared here and in narrow.h and winograd.h is for 3×3 convolutions of stride
 * 1 that keep the size ("same", zero padding), with one group; operation.h has all
 * others. */
typedef struct
{
  gint n_inputs;
  gint n_filters;
  gint height;
  gint width;
  gint groups;
  gfloat *kernel;
  gfloat *bias;
} FvConvolution;

/* factor, offset: what each channel is multiplied by, and what is added then */
typedef struct
{
  gint n_channels;
  gfloat *factor;
  gfloat *offset;
} FvChannelScale;

FvConvolution *fv_convolution_new (gint n_inputs, gint n_filters, GError **error);
FvConvolution *fv_convolution_new_of_size (gint height, gint width, gint groups,
                                           gint n_inputs, gint n_filters, GError **error);
gsize fv_convolution_get_n_weights (const FvConvolution *convolution);
FvChannelScale *fv_channel_scale_new (gint n_channels, GError **error);
void fv_channel_scale_free (FvChannelScale *scale);
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
G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvChannelScale, fv_channel_scale_free)

#endif /* FV_CONVOLUTION_H */
