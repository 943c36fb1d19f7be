/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_MATCH_COLORS_H
#define FV_MATCH_COLORS_H

#include "featvis.h"

void fv_image_get_covariance (const FvImage *image, gdouble mean[3],
                              gdouble covariance[3][3]);
void fv_picture_match_colors (FvImage *picture, const FvImage *example);

#endif /* FV_MATCH_COLORS_H */
