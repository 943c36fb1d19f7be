/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_GUIDE_H
#define FV_GUIDE_H

#include "featvis.h"

gdouble fv_guide_match (const FvGuide *guide, const gfloat *values, gint n_positions,
                        gdouble factor, gfloat *gradient);

#endif /* FV_GUIDE_H */
