/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_PLAN_H
#define FV_PLAN_H

#include "pass-step.h"

/* How a pass is done within some memory. No value depends on it. */
typedef struct
{
  FvPassKind kind;
  gint n_threads;
} FvPassManner;

/* What a pass is to find out
 *
 * objective: (nullable): what is differentiated; without it, there is no way back
 * kept: (nullable) (array length=n_kept): nodes whose maps are to be there as a whole
 * when the pass has run; with an objective, the first is what it is differentiated by, in
 *   place of the picture, and its gradient is there, too */
typedef struct
{
  const FvObjective *objective;
  const gint *kept;
  gint n_kept;
} FvPassTarget;

/* A step that takes a map, as which of its inputs, and gives it a gradient */
typedef struct
{
  gint step;
  gint input;
} FvUser;

/* What flows between steps
 *
 * values: what a step gives, or the picture
 * gradient: d loss / d these, if @has_gradient
 * node: of the network, whose value it is
 * maker: the step that gives it; -1 for the picture
 * takers: (element-type FvUser): the steps that take it
 * users: (element-type FvUser): of these, those that give it a gradient, in the order in
 *   which they add to it
 * is_kept: whether all of its rows have a place */
typedef struct
{
  FvMap values;
  FvMap gradient;
  gint node;
  gint maker;
  GArray *takers;
  GArray *users;
  gboolean has_gradient;
  gboolean is_kept;
} FvFlow;

/* Steps in the order of the network's nodes, those of taps last; and what flows between
 * them, the picture first. */
typedef struct
{
  FvObjective objective; /* its strings are the caller's */
  gint width;
  gint height;
  GPtrArray *steps; /* of FvPassStep */
  GPtrArray *flows; /* of FvFlow */
  FvTap *taps;
  gint n_taps;
  FvMap added_gradient; /* room for what a stage adds to a gradient */
} FvPlan;

static inline FvPassStep *
fv_plan_get_step (const FvPlan *plan, gint step)
{
  return plan->steps->pdata[step];
}

static inline FvFlow *
fv_plan_get_flow (const FvPlan *plan, gint flow)
{
  return plan->flows->pdata[flow];
}

FvPlan *fv_plan_new (const FvNetwork *network, const FvPassTarget *target,
                     FvPassManner manner, gint width, gint height);
void fv_plan_free (FvPlan *plan);
FvFlow *fv_plan_find_flow (const FvPlan *plan, gint node);
guint64 fv_plan_get_memory (const FvPlan *plan, const FvNetwork *network, gint threads);
guint64 fv_plan_get_kept_memory (const FvPlan *plan, const FvNetwork *network);
gdouble fv_plan_count_multiplications (const FvPlan *plan);
gboolean fv_plan_has_styles (const FvPlan *plan);
gsize fv_plan_get_scratch (const FvPlan *plan);
gsize fv_plan_get_shared (const FvPlan *plan);
gsize fv_plan_get_kernel_size (const FvPlan *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvPlan, fv_plan_free)

#endif /* FV_PLAN_H */
