/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_PIXEL_ASCENT_H
#define FV_PIXEL_ASCENT_H

#include "ascent-run.h"

gboolean fv_pixel_ascent_run (FvAscentRun *run, GError **error);

#endif /* FV_PIXEL_ASCENT_H */
