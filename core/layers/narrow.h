/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_NARROW_H
#define FV_NARROW_H

#include "convolution.h"

/* A convolution from or to few channels: the network's first, or one filter alone. */
typedef struct _FvNarrow FvNarrow;

gboolean fv_narrow_suits (gint n_inputs, gint n_filters);
gsize fv_narrow_get_size (gint n_inputs, gint n_filters);
gsize fv_narrow_get_scratch (gint n_inputs, gint n_filters);

FvNarrow *fv_narrow_new (const FvConvolution *convolution, GError **error);
void fv_narrow_free (FvNarrow *narrow);
void fv_narrow_forward (const FvNarrow *narrow, const FvMap *input, gint first, gint end,
                        const FvMask *mask, FvMap *output, FvWorkers *workers);
void fv_narrow_backward (const FvNarrow *narrow, const FvMap *output_gradient,
                         const FvMask *mask, gint first, gint end, FvMap *input_gradient,
                         FvWorkers *workers);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvNarrow, fv_narrow_free)

#endif /* FV_NARROW_H */
