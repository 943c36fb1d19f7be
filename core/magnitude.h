/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_MAGNITUDE_H
#define FV_MAGNITUDE_H

#include "featvis.h"

gdouble fv_image_get_root_mean_square (const FvImage *image);
gdouble fv_image_get_mean_absolute (const FvImage *image);
gdouble fv_image_get_norm (const FvImage *image);

#endif /* FV_MAGNITUDE_H */
