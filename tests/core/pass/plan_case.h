/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Networks for plans of passes, and what their nodes see, row by row, by the definition
 * of windows alone. */

#ifndef TEST_PLAN_CASE_H
#define TEST_PLAN_CASE_H

#include "pass/plan.h"

#define N_CHANNELS 2
#define NONE       (-2) /* as the second input */

/* A node, as a test writes it down */
typedef struct
{
  FvNodeKind kind;
  const gchar *layer;
  gint first;
  gint second;
  FvWindow window;
} PlanNode;

#define SQUARE(size, stride, padding)                                                    \
  {                                                                                      \
    { size, stride, 1, padding, padding }, { size, stride, 1, padding, padding }         \
  }

FvNetwork *plan_case_new (const PlanNode *nodes, gint n_nodes);
FvNetwork *plan_case_draw (guint32 seed, gint width, gint height);

gint *plan_case_list_heights (const FvNetwork *network, gint width, gint height);
gint plan_case_get_height (const gint *heights, gint height, gint node);
gboolean plan_case_sees (const FvNetwork *network, gint node, gint row, gint input_row,
                         gint height, gint input_height);
gint plan_case_get_first (const FvNetwork *network, const FvPlan *plan,
                          const FvPassStep *step);

#endif /* TEST_PLAN_CASE_H */
