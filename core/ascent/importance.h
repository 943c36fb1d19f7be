/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_IMPORTANCE_H
#define FV_IMPORTANCE_H

#include "ascent-run.h"

guint64 fv_importance_get_memory (const FvAscentPlan *plan);
gboolean fv_importance_add (FvAscentRun *run, const FvImage *gradient, GError **error);
gboolean fv_importance_finish (FvAscentRun *run, gfloat **importance, GError **error);

#endif /* FV_IMPORTANCE_H */
