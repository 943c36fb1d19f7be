/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_NORMS_H
#define FV_NORMS_H

#include "featvis.h"

gdouble fv_image_get_root_mean_square (const FvImage *image);
gdouble fv_image_get_mean_absolute (const FvImage *image);
gdouble fv_image_get_norm (const FvImage *image);
gboolean fv_image_is_zero (const FvImage *image);

#endif /* FV_NORMS_H */
