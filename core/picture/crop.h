/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_CROP_H
#define FV_CROP_H

#include "featvis.h"

void fv_image_crop (FvImage *image, gint crop);
void fv_floats_crop (gfloat *values, gint width, gint height, gint crop);
void fv_bytes_crop (guint8 *bytes, gint width, gint height, gint crop);

#endif /* FV_CROP_H */
