/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_SCALES_H
#define FV_SCALES_H

#include "featvis.h"

void fv_ascent_get_whole_size (const FvAscent *ascent, gint *width, gint *height);
void fv_ascent_get_scale_size (const FvAscent *ascent, gint scale, gint *width,
                               gint *height);
gboolean fv_ascent_ends_below_size (const FvAscent *ascent);
gint fv_ascent_get_smallest_side (const FvAscent *ascent, gint64 first_side);

#endif /* FV_SCALES_H */
