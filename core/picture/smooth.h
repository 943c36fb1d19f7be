/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_SMOOTH_H
#define FV_SMOOTH_H

#include "padding.h"

gboolean fv_gradient_smooth (FvImage *gradient, gdouble sigma, FvPadding x, FvPadding y,
                             GError **error);
gboolean fv_gradient_normalise_pyramid (FvImage *gradient, FvPadding x, FvPadding y,
                                        GError **error);

#endif /* FV_SMOOTH_H */
