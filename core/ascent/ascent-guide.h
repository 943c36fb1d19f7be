/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_ASCENT_GUIDE_H
#define FV_ASCENT_GUIDE_H

#include "ascent-plan.h"

void fv_ascent_plan_set_guide (FvAscentPlan *plan);
FvObjective fv_ascent_plan_get_scale_objective (const FvAscentPlan *plan,
                                                const FvScale *scale);
FvObjective fv_ascent_plan_get_guide_objective (const FvAscentPlan *plan,
                                                const FvScale *scale);
void fv_ascent_plan_get_metric (const FvAscentPlan *plan, gdouble metric[3][3]);

#endif /* FV_ASCENT_GUIDE_H */
