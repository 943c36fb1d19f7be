/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_BLEND_H
#define FV_BLEND_H

#include "featvis.h"

void fv_picture_keep_colors (FvImage *picture, const FvImage *original);
void fv_picture_blend (FvImage *picture, const FvImage *original, gdouble strength,
                       const gfloat *mask);
gboolean fv_ascent_keeps_start (const FvAscent *ascent);
void fv_picture_keep_start (FvImage *picture, const FvAscent *ascent);

#endif /* FV_BLEND_H */
