/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_PLAN_H
#define FV_PLAN_H

#include "tap.h"

/* FAST: with transformed kernels that the network keeps, which are several times as large
 *   as the weights
 * LEAN: with kernels that are transformed each time */
typedef enum
{
  FV_PASS_FAST,
  FV_PASS_LEAN
} FvPassKind;

/* How a pass is done within some memory. No value depends on it. */
typedef struct
{
  FvPassKind kind;
  gint n_threads;
} FvPassManner;

/* Stages, the maps before and behind each of them (input 0, and stage i's output i + 1),
 * and the gradients of these maps. The last map is what the deepest layer convolves. Taps
 * are in the order of their maps. */
typedef struct
{
  FvObjective objective; /* its strings are the caller's */
  gint width;
  gint height;
  FvStage *stages;
  FvMap *maps;
  FvMap *gradients;
  gint n_stages;
  FvTap *taps;
  gint n_taps;
  FvMap tap_gradient; /* room for what a tap adds to a gradient */
} FvPlan;

FvPlan *fv_plan_new (const FvNetwork *network, const FvObjective *objective,
                     FvPassManner manner, gint width, gint height);
void fv_plan_free (FvPlan *plan);
guint64 fv_plan_get_memory (const FvPlan *plan, const FvNetwork *network, gint threads);
guint64 fv_plan_get_kept_memory (const FvPlan *plan, const FvNetwork *network);
gdouble fv_plan_count_multiplications (const FvPlan *plan);
gsize fv_plan_get_scratch (const FvPlan *plan);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvPlan, fv_plan_free)

#endif /* FV_PLAN_H */
