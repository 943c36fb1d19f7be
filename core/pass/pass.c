/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One forward and backward pass, from an input tensor to a target layer and back to
 * the tensor's gradient. The rows stream through: see schedule.c. */

#include "pass-private.h"

#include "objective.h"
#include "base/cancel.h"
#include "base/memory.h"
#include "picture/image.h"

/**
 * fv_pass_set_stop:
 * @pass: a pass
 * @stop: (nullable): asked every few rows of each layer, beside what a run is given; it
 *   must outlive the pass
 */
void
fv_pass_set_stop (FvPass *pass, GCancellable *stop)
{
  pass->stop = stop;
}

/**
 * fv_pass_set_progress:
 * @pass: a pass
 * @progress: (nullable): told of the work forward; it must outlive the pass
 */
void
fv_pass_set_progress (FvPass *pass, FvProgress *progress)
{
  pass->progress = progress;
}

static gboolean
is_cancelled (const FvPass *pass)
{
  return g_cancellable_is_cancelled (pass->cancellable) ||
         g_cancellable_is_cancelled (pass->stop);
}

/* All rows -------------------------------------------------------------------------- */

static void
set_image (FvMap *map, const FvImage *image)
{
  map->n_rows = map->height;
  map->data = image->data;
}

static gboolean
run (FvPass *pass, const FvImage *input, gboolean backward)
{
  FvPlan *plan = pass->plan;
  FvRows rows;

  set_image (&fv_plan_get_flow (plan, 0)->values, input);
  for (guint i = 0; i < plan->steps->len; i++)
    fv_plan_get_step (plan, (gint)i)->stage.passed = FALSE;
  for (gint i = 0; i < plan->n_taps; i++)
    {
      plan->taps[i].sum = 0.0;
      plan->taps[i].passed = FALSE;
    }
  fv_schedule_begin (plan);
  while (fv_schedule_next (plan, backward, &rows))
    {
      if (is_cancelled (pass))
        return FALSE;
      if (rows.direction == FV_FORWARD)
        fv_pass_go_forward (pass, &rows);
      else
        fv_pass_go_back (pass, &rows);
      fv_schedule_note (&rows);
    }
  return TRUE;
}

static gboolean
measure_styles (FvPass *pass, const FvImage *input)
{
  FvPlan *plan = pass->plan;
  gboolean success;

  for (gint i = 0; i < plan->n_taps; i++)
    fv_objective_begin_style (&plan->taps[i]);
  pass->activation = NULL;
  pass->measures = TRUE;
  success = run (pass, input, FALSE);
  pass->measures = FALSE;
  for (gint i = 0; success && i < plan->n_taps; i++)
    fv_objective_end_style (&plan->objective, &plan->taps[i]);
  return success;
}

/* What the gradient of a style depends on at each position: that of all of them */
static gboolean
compare_styles (FvPass *pass, const FvImage *input)
{
  FvPlan *plan = pass->plan;

  if (!fv_plan_has_styles (plan))
    return TRUE;
  if (!measure_styles (pass, input))
    return FALSE;
  for (gint i = 0; i < plan->n_taps; i++)
    fv_objective_compare_style (&plan->taps[i], pass->workers);
  return TRUE;
}

static gdouble
get_loss (const FvPass *pass)
{
  gdouble loss = 0.0;

  for (gint i = 0; i < pass->plan->n_taps; i++)
    loss += fv_objective_get_loss (&pass->plan->objective, &pass->plan->taps[i]);
  return loss;
}

/**
 * fv_pass_run:
 * @pass: a pass
 * @input: the input tensor, of the pass's size
 * @redirect: what becomes of a gradient that ReLUs block
 * @gradient: (out caller-allocates): an image of the same size: d loss / d input, not
 *   normalised
 * @loss: (out): the objective's value
 * @cancellable: (nullable): asked every few rows of each layer
 * @error: %FV_ERROR_CANCELLED
 *
 * Returns: whether it was run to its end
 */
gboolean
fv_pass_run (FvPass *pass, const FvImage *input, FvRedirect redirect, FvImage *gradient,
             gdouble *loss, GCancellable *cancellable, GError **error)
{
  pass->watches = redirect != FV_REDIRECT_NONE && pass->is_chain;
  pass->activation = NULL;
  pass->cancellable = cancellable;
  set_image (&fv_plan_get_flow (pass->plan, 0)->gradient, gradient);
  pass->is_redirected = FALSE;
  fv_redirect_forget (pass->plan);
  if (!compare_styles (pass, input) || !run (pass, input, TRUE))
    return fv_cancel_set (error);
  while (fv_redirect_blocked (pass->plan, redirect, pass->is_chain, gradient))
    {
      pass->is_redirected = TRUE;
      if (!run (pass, input, TRUE))
        return fv_cancel_set (error);
    }
  *loss = get_loss (pass);
  return TRUE;
}

/**
 * fv_pass_is_redirected:
 * @pass: a pass that fv_pass_run() ran
 *
 * Returns: whether ReLUs blocked the gradient, and were redirected
 */
gboolean
fv_pass_is_redirected (const FvPass *pass)
{
  return pass->is_redirected;
}

/**
 * fv_pass_run_forward:
 * @pass: a pass whose objective is one filter
 * @input: the input tensor, of the pass's size
 * @map: (out caller-allocates): height × width of the target's map: the filter's
 *   activation before ReLU
 * @cancellable: (nullable): asked every few rows of each layer
 * @error: %FV_ERROR_CANCELLED
 *
 * Returns: whether it was run to its end
 */
gboolean
fv_pass_run_forward (FvPass *pass, const FvImage *input, gfloat *map,
                     GCancellable *cancellable, GError **error)
{
  pass->activation = map;
  pass->cancellable = cancellable;
  return run (pass, input, FALSE) || fv_cancel_set (error);
}

/**
 * fv_pass_measure:
 * @pass: a pass whose terms about styles may have no guides
 * @input: the input tensor, of the pass's size
 * @cancellable: (nullable): asked every few rows of each layer
 * @error: %FV_ERROR_CANCELLED
 *
 * Makes the Gram matrices and the statistics of the plan's taps those of @input; the
 * latter in their order.
 *
 * Returns: whether it was run to its end
 */
gboolean
fv_pass_measure (FvPass *pass, const FvImage *input, GCancellable *cancellable,
                 GError **error)
{
  pass->cancellable = cancellable;
  if (!measure_styles (pass, input))
    return fv_cancel_set (error);
  for (gint i = 0; i < pass->plan->n_taps; i++)
    if (pass->plan->taps[i].statistics != NULL)
      fv_statistics_sort (pass->plan->taps[i].statistics, pass->workers);
  return TRUE;
}

/**
 * fv_pass_remember:
 * @pass: a pass
 * @photo: the input tensor, of the pass's size, whose features terms about contents
 *   without guides compare with
 * @cancellable: (nullable): asked every few rows of each layer
 * @error: %FV_ERROR_CANCELLED
 *
 * To be called before fv_pass_run() where there are such terms.
 *
 * Returns: whether it was run to its end
 */
gboolean
fv_pass_remember (FvPass *pass, const FvImage *photo, GCancellable *cancellable,
                  GError **error)
{
  FvPlan *plan = pass->plan;
  gboolean success;

  pass->activation = NULL;
  pass->cancellable = cancellable;
  pass->remembers = TRUE;
  success = run (pass, photo, FALSE);
  pass->remembers = FALSE;
  for (gint i = 0; success && i < plan->n_taps; i++)
    if (plan->taps[i].content != NULL)
      fv_objective_weigh_content (&plan->objective, &plan->taps[i]);
  return success || fv_cancel_set (error);
}

/**
 * fv_pass_run_kept:
 * @pass: a pass whose target keeps maps
 * @input: the input tensor, of the pass's size
 * @loss: (out) (nullable): the objective's value, if there is one
 * @cancellable: (nullable): asked every few rows of each layer
 * @error: %FV_ERROR_CANCELLED
 *
 * fv_plan_find_flow() tells then where the maps are that are kept and, with an objective,
 * its gradient with respect to the first of them.
 *
 * Returns: whether it was run to its end
 */
gboolean
fv_pass_run_kept (FvPass *pass, const FvImage *input, gdouble *loss,
                  GCancellable *cancellable, GError **error)
{
  pass->watches = FALSE;
  pass->activation = NULL;
  pass->cancellable = cancellable;
  if (!run (pass, input, pass->plan->n_taps > 0))
    return fv_cancel_set (error);
  if (loss != NULL)
    *loss = get_loss (pass);
  return TRUE;
}

/**
 * fv_pass_get_plan:
 * @pass: a pass
 *
 * Returns: (transfer none): its plan, with the times of its steps so far
 */
const FvPlan *
fv_pass_get_plan (const FvPass *pass)
{
  return pass->plan;
}
