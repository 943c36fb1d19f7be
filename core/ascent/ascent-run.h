/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_ASCENT_RUN_H
#define FV_ASCENT_RUN_H

#include "ascent-plan.h"

/* An ascent under way: what ascents of pixels and of spectra share */
typedef struct
{
  const FvAscentPlan *plan;

  FvImage *tensor; /* what the network sees */
  FvImage *base;   /* the start picture as a tensor at this scale; %NULL without one */
  gint scale; /* that the tensor is at, from 0; behind the last, of the result's size */
  gint n_steps_done;
  gint view; /* number of the jitter that several steps by L-BFGS have in common */
  gdouble n_positions_done; /* of the passes of all these steps together */
  gdouble loss;             /* at the last step */
  gint n_waking_steps;      /* that were made beside these, to wake a filter */

  gfloat *importance; /* height × width sums; NULL if none are wanted, or before them */
  gint importance_width;
  gint importance_height;

  FvStepFunc step_func;
  gpointer user_data;
  GCancellable *cancellable;
  gboolean is_refused; /* whether @step_func cancelled it */
} FvAscentRun;

gboolean fv_ascent_run_begin (FvAscentRun *run, GError **error);
gboolean fv_ascent_run_change_scale (FvAscentRun *run, GError **error);
gboolean fv_ascent_run_is_stopped (const FvAscentRun *run, const GError *error);
gboolean fv_ascent_run_finish (FvAscentRun *run, guint8 **bytes, GError **error);
void fv_ascent_run_clear (FvAscentRun *run);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FvAscentRun, fv_ascent_run_clear)

#endif /* FV_ASCENT_RUN_H */
