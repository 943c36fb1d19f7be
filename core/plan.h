/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_PLAN_H
#define FV_PLAN_H

#include "tap.h"

/* FAST: convolutions by Winograd's method, whose transformed kernels are several times
 *   as large as the weights
 * LEAN: direct convolutions */
typedef enum
{
  FV_PASS_FAST,
  FV_PASS_LEAN
} FvPassKind;

/* How a pass is done within some memory. The rows of the target's map are shared out over
 * strips, each of which is a pass of its own over the rows of the input that it depends
 * on, and the gradients are added up. Kind and strips decide how values are rounded; the
 * number of threads does not. */
typedef struct
{
  FvPassKind kind;
  gint n_strips;
  gint n_threads; /* as many as there is memory for */
} FvPassManner;

/* The rows @top … @bottom - 1 of the input. Of the deepest layer's map, rows
 * @first … @end - 1 belong to the strip, and to no other. */
typedef struct
{
  gint top;
  gint bottom;
  gint first;
  gint end;
} FvStrip;

/* Stages, and the maps before and behind each of them: input 0, and stage i's output
 * i + 1. The last map is what the deepest layer convolves. Taps are in the order of their
 * maps. All strips share them, at the height of the tallest. */
typedef struct
{
  FvObjective objective; /* its strings are the caller's */
  gint width;
  gint height;
  gint n_strips;
  FvStage *stages;
  FvMap *maps;
  gint n_stages;
  FvTap *taps;
  gint n_taps;
  FvMap gradient; /* room for what a tap adds to a gradient */
} FvPlan;

FvPlan *fv_plan_new (const FvNetwork *network, const FvObjective *objective,
                     FvPassManner manner, gint width, gint height, gint threads);
void fv_plan_free (FvPlan *plan);
guint64 fv_plan_get_memory (const FvPlan *plan, const FvNetwork *network, gint threads);
guint64 fv_plan_get_kept_memory (const FvPlan *plan, const FvNetwork *network);
gdouble fv_plan_count_multiplications (const FvPlan *plan);
gsize fv_plan_get_scratch (const FvPlan *plan);
gint fv_plan_get_most_strips (const FvPlan *plan);
FvStrip fv_plan_get_strip (const FvPlan *plan, gint strip);
void fv_plan_set_strip (FvPlan *plan, gint strip);
FvTap *fv_plan_find_tap (const FvPlan *plan, gint map);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvPlan, fv_plan_free)

#endif /* FV_PLAN_H */
