/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_PADDING_H
#define FV_PADDING_H

#include "featvis.h"

gint fv_padding_get_source (FvPadding padding, gint size, gint position);
void fv_padding_fill_margins (gfloat *row, gint width, FvPadding padding, gint margin,
                              const gfloat constant[3]);
void fv_padding_apply (const FvImage *image, FvPadding x, gint margin_x, FvPadding y,
                       gint margin_y, const gfloat constant[3], FvImage *padded);
FvImage *fv_padding_surround (FvImage *image, FvPadding x, gint margin_x, FvPadding y,
                              gint margin_y, GError **error);
void fv_padding_fold (const FvImage *padded_gradient, FvPadding x, gint margin_x,
                      FvPadding y, gint margin_y, FvImage *gradient);

#endif /* FV_PADDING_H */
