/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_WINDOW_CONVOLUTION_H
#define FV_WINDOW_CONVOLUTION_H

#include "operation.h"

guint64 fv_window_convolution_get_memory (const FvOperation *operation);
gsize fv_window_convolution_get_scratch (const FvOperation *operation);
gint fv_window_convolution_choose_rows (const FvOperation *operation, gint threads);

gboolean fv_window_convolution_prepare (FvOperation *operation, GError **error);
void fv_window_convolution_clear (FvOperation *operation);
void fv_window_convolution_forward (const FvOperation *operation,
                                    const FvMap *const *inputs, gint first, gint end,
                                    FvMap *output, FvWorkers *workers);
void fv_window_convolution_backward (const FvOperation *operation,
                                     const FvMap *output_gradient, gint first, gint end,
                                     gboolean adds, FvMap *input_gradient,
                                     FvWorkers *workers);

#endif /* FV_WINDOW_CONVOLUTION_H */
