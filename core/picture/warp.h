/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_WARP_H
#define FV_WARP_H

#include "featvis.h"

/* Where each pixel of a view lies in the picture: column x, row y of a view of width ×
 * height at
 *
 *   center_x + cosine × u - sine × v,  u = x - (width - 1) / 2
 *   center_y + sine × u + cosine × v,  v = y - (height - 1) / 2
 *
 * cosine and sine are those of the rotation, over the scale. */
typedef struct
{
  gdouble center_x;
  gdouble center_y;
  gdouble cosine;
  gdouble sine;
  gboolean wraps_x; /* whether the picture repeats from left to right */
  gboolean wraps_y; /* whether it does from top to bottom */
} FvWarp;

void fv_warp_init_random (FvWarp *warp, gint width, gint height, gboolean wraps_x,
                          gboolean wraps_y, guint64 seed, gint step);
void fv_warp_init_crop (FvWarp *warp, gint width, gint height, gboolean wraps_x,
                        gboolean wraps_y, gdouble least, guint64 seed, gint step);
void fv_warp_forward (const FvWarp *warp, const FvImage *picture, FvImage *view);
void fv_warp_backward (const FvWarp *warp, const FvImage *view_gradient,
                       FvImage *picture_gradient);

#endif /* FV_WARP_H */
