/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_PADDING_H
#define FV_PADDING_H

#include "featvis.h"

/**
 * FvPadding:
 * @FV_PADDING_ZERO: a constant, which is 0 unless another is given
 * @FV_PADDING_REFLECT: the image reflected, its edge not repeated: "reflect" of NumPy
 * @FV_PADDING_CIRCULAR: the other side of the image: "wrap" of NumPy
 *
 * What lies beyond the edges of an image, along one axis.
 */
typedef enum
{
  FV_PADDING_ZERO,
  FV_PADDING_REFLECT,
  FV_PADDING_CIRCULAR
} FvPadding;

gint fv_padding_get_source (FvPadding padding, gint size, gint position);
void fv_padding_fill_margins (gfloat *row, gint width, FvPadding padding, gint margin,
                              const gfloat constant[3]);
void fv_padding_apply (const FvImage *image, FvPadding x, gint margin_x, FvPadding y,
                       gint margin_y, const gfloat constant[3], FvImage *padded);
void fv_padding_fold (const FvImage *padded_gradient, FvPadding x, gint margin_x,
                      FvPadding y, gint margin_y, FvImage *gradient);

#endif /* FV_PADDING_H */
