/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_ASCENT_MEMORY_H
#define FV_ASCENT_MEMORY_H

#include "ascent-plan.h"

void fv_ascent_plan_set_budget (FvAscentPlan *plan);
guint64 fv_ascent_plan_get_memory (FvPassManner manner, gconstpointer data);

#endif /* FV_ASCENT_MEMORY_H */
