/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_REGULARISE_H
#define FV_REGULARISE_H

#include "featvis.h"

void fv_image_add_variation_gradient (FvImage *gradient, const FvImage *tensor,
                                      gdouble weight, gboolean wraps_x, gboolean wraps_y);
void fv_image_add_l2_gradient (FvImage *gradient, const FvImage *tensor,
                               const FvImage *base, gdouble weight);

#endif /* FV_REGULARISE_H */
