/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_WINOGRAD_H
#define FV_WINOGRAD_H

#include "convolution.h"

/* A convolution whose kernel is transformed for both directions. */
typedef struct _FvWinograd FvWinograd;

/* A place for the transformed kernel of one convolution and direction at a time */
typedef struct _FvSharedKernel FvSharedKernel;

gboolean fv_winograd_suits (const FvConvolution *convolution);
gsize fv_winograd_get_size (const FvConvolution *convolution, gboolean accurate);
gsize fv_winograd_get_shared_size (const FvConvolution *convolution);
gsize fv_winograd_get_scratch (const FvConvolution *convolution, gboolean lean);
gint fv_winograd_get_tiles (const FvConvolution *convolution, gboolean lean);

FvWinograd *fv_winograd_new (const FvConvolution *convolution, gboolean accurate,
                             FvWorkers *workers, GError **error);
FvWinograd *fv_winograd_new_lean (const FvConvolution *convolution, gboolean accurate,
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
