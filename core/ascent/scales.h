/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_SCALES_H
#define FV_SCALES_H

#include "featvis.h"

void fv_ascent_get_scale_size (const FvAscent *ascent, gint scale, gint *width,
                               gint *height);
gboolean fv_ascent_ends_below_size (const FvAscent *ascent);
gboolean fv_ascent_check_values (const FvAscent *ascent, GError **error);
gdouble fv_ascent_get_work (const FvAscent *ascent);

#endif /* FV_SCALES_H */
