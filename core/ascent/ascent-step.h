/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_ASCENT_STEP_H
#define FV_ASCENT_STEP_H

#include "ascent-run.h"
#include "evaluation.h"

gboolean fv_ascent_step_differentiate (const FvAscentRun *run, FvEvaluation *evaluation,
                                       FvImage *tensor, FvImage *gradient, gdouble *loss,
                                       GError **error);
gint fv_ascent_step_get_jitter (const FvAscentRun *run);
gboolean fv_ascent_step_check (FvAscentRun *run, const FvEvaluation *evaluation,
                               gdouble loss, gdouble norm, gboolean *is_asleep,
                               GError **error);
gboolean fv_ascent_step_report (FvAscentRun *run, gint step, gdouble loss,
                                const FvImage *gradient, gint64 begin, GError **error);

#endif /* FV_ASCENT_STEP_H */
