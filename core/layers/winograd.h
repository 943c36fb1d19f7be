/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_WINOGRAD_H
#define FV_WINOGRAD_H

#include "convolution.h"

/* A convolution whose kernel is transformed for both directions. */
typedef struct _FvWinograd FvWinograd;

gboolean fv_winograd_suits (const FvConvolution *convolution);
gsize fv_winograd_get_size (const FvConvolution *convolution, gboolean accurate);
gsize fv_winograd_get_scratch (const FvConvolution *convolution, gboolean lean);
gint fv_winograd_get_tiles (const FvConvolution *convolution, gboolean lean);

FvWinograd *fv_winograd_new (const FvConvolution *convolution, gboolean accurate,
                             FvWorkers *workers, GError **error);
FvWinograd *fv_winograd_new_lean (const FvConvolution *convolution, gboolean accurate);
void fv_winograd_free (FvWinograd *winograd);
void fv_winograd_forward (const FvWinograd *winograd, const FvMap *input, gint first,
                          gint end, const FvMask *mask, FvMap *output,
                          FvWorkers *workers);
void fv_winograd_backward (const FvWinograd *winograd, const FvMap *output_gradient,
                           const FvMask *mask, gint first, gint end,
                           FvMap *input_gradient, FvWorkers *workers);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvWinograd, fv_winograd_free)

#endif /* FV_WINOGRAD_H */
