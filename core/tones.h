/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_TONES_H
#define FV_TONES_H

#include "featvis.h"

void fv_picture_keep_colors (FvImage *picture, const FvImage *original);
void fv_picture_blend (FvImage *picture, const FvImage *original, gdouble strength,
                       const gfloat *mask);
gboolean fv_ascent_keeps_start (const FvAscent *ascent);
void fv_picture_keep_start (FvImage *picture, const FvAscent *ascent);

#endif /* FV_TONES_H */
