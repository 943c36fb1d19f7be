/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_GUIDE_OPTION_H
#define PLUG_IN_GUIDE_OPTION_H

#include "parameters/run-mode.h"
#include "work/ascent-plan.h"

void guide_option_set (AscentPlan *plan, gint32 guide, const gchar *file);
gboolean guide_option_take (const gchar *options, AscentPlan *plan, gchar **rest,
                            GError **error);
gboolean guide_option_is_set (const AscentPlan *plan);
gboolean guide_option_measure (AscentPlan *plan, RunMode run_mode, GError **error);

#endif /* PLUG_IN_GUIDE_OPTION_H */
