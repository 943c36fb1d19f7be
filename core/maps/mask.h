/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_MASK_H
#define FV_MASK_H

#include "map.h"

/* All that the way back needs to know of what follows a convolution, a ReLU and perhaps
 * a 2×2 pooling: one bit for each value of the convolution's output, whether the gradient
 * passes through it. It does where the value was positive and, with a max pooling, the
 * first of the largest of its window; with an average pooling, a quarter of it does. A
 * last odd row or column has no window, as in Keras and PyTorch.
 *
 * bits: n_rows × width × fv_mask_get_position_size() bytes, channel c in bit c % 8 of
 * byte c / 8; %NULL where no ReLU follows, and the gradient passes everywhere. Only
 * @n_rows rows have a place, as of an FvMap. */
typedef struct
{
  gint height;
  gint n_rows;
  gint width;
  gint channels;
  gboolean pools;
  guint8 *bits;
  gboolean averages; /* if it pools */
} FvMask;

/* What the gradient after ReLU and pooling is multiplied by where it passes */
static inline gfloat
fv_mask_get_factor (const FvMask *mask)
{
  return mask->pools && mask->averages ? 0.25f : 1.0f;
}

static inline gsize
fv_mask_get_position_size (const FvMask *mask)
{
  return (mask->channels + 15) / 16 * 2;
}

static inline gsize
fv_mask_get_size (const FvMask *mask)
{
  return (gsize)mask->n_rows * mask->width * fv_mask_get_position_size (mask);
}

static inline guint8 *
fv_mask_get_position (const FvMask *mask, gint y, gint x)
{
  return mask->bits +
         ((gsize)(y % mask->n_rows) * mask->width + x) * fv_mask_get_position_size (mask);
}

gboolean fv_mask_passes (const FvMask *mask, const FvMap *gradient, gint first, gint end);
void fv_mask_redirect (FvMask *mask, const FvMap *gradient, gint first, gint end);

#endif /* FV_MASK_H */
