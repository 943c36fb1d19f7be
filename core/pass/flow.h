/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_FLOW_H
#define FV_FLOW_H

#include "plan.h"
#include "network/geometry.h"

void fv_flow_free (gpointer data);
FvFlow *fv_plan_add_flow (FvPlan *plan, gint node, FvShape shape, gint n_channels);
void fv_plan_find_gradients (FvPlan *plan, gint source);

#endif /* FV_FLOW_H */
