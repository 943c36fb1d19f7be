/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_RESIZE_H
#define FV_RESIZE_H

#include "featvis.h"

gboolean fv_floats_resize (const gfloat *values, gint channels, gint width, gint height,
                           gfloat *new, gint new_width, gint new_height, GError **error);
FvImage *fv_image_resize_wrapped (const FvImage *image, gint width, gint height,
                                  gboolean wraps_x, gboolean wraps_y, GError **error);
guint8 *fv_bytes_resize (const guint8 *bytes, gint width, gint height, gint new_width,
                         gint new_height, GError **error);

#endif /* FV_RESIZE_H */
