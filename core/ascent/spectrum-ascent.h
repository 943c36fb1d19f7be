/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_SPECTRUM_ASCENT_H
#define FV_SPECTRUM_ASCENT_H

#include "ascent-run.h"

gboolean fv_spectrum_ascent_run (FvAscentRun *run, GError **error);

#endif /* FV_SPECTRUM_ASCENT_H */
