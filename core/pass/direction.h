/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_DIRECTION_H
#define FV_DIRECTION_H

#include "tap.h"

gdouble fv_direction_add (const FvTap *tap, const gfloat *values, gint n_positions,
                          gdouble factor, gfloat *gradient);

#endif /* FV_DIRECTION_H */
