/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What each step has, whether pixels are ascended or a spectrum: a gradient, which may
 * show that the ascent is stuck, and somebody who is told of it. */

#include "ascent-step.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/cancel.h"
#include "picture/smooth.h"

#define STUCK_LOSS       1e-7 /* Keras' epsilon, as in its script */
#define REDIRECTED_STEPS 16   /* as many as Lucid redirects */

/* Does what @smooth and @pyramid say. */
static gboolean
smooth (const FvAscentPlan *plan, FvImage *gradient, GError **error)
{
  const FvSettings *settings = &plan->ascent->settings;

  return (settings->smooth <= 0.0 ||
          fv_gradient_smooth (gradient, settings->smooth, plan->padding_x,
                              plan->padding_y, error)) &&
         (!settings->pyramid || fv_gradient_normalise_pyramid (gradient, plan->padding_x,
                                                               plan->padding_y, error));
}

/**
 * fv_ascent_step_get_jitter:
 * @run: an ascent under way
 *
 * Returns: the number that the next step's jitter depends on: the step's; but what L-BFGS
 *   learns from earlier steps holds only for the same view, of which there is one a scale
 */
gint
fv_ascent_step_get_jitter (const FvAscentRun *run)
{
  return run->plan->ascent->settings.recipe->is_quasi_newton ? run->scale
                                                             : run->n_steps_done;
}

/**
 * fv_ascent_step_differentiate:
 * @run: an ascent under way
 * @evaluation: an evaluation of tensors of this scale
 * @tensor: (inout): a tensor, which is rolled meanwhile
 * @gradient: (out caller-allocated): d loss / d @tensor, smoothed as the settings say
 * @loss: (out): the objective's value
 * @error: %FV_ERROR_CANCELLED or %FV_ERROR_MEMORY
 *
 * Returns: whether it was done; in any case, @tensor is as it was
 */
gboolean
fv_ascent_step_differentiate (const FvAscentRun *run, FvEvaluation *evaluation,
                              FvImage *tensor, FvImage *gradient, gdouble *loss,
                              GError **error)
{
  gboolean redirect = run->plan->ascent->settings.relu == FV_RELU_BEFORE &&
                      run->n_steps_done < REDIRECTED_STEPS;

  return fv_evaluation_run (evaluation, tensor, fv_ascent_step_get_jitter (run), redirect,
                            gradient, loss, run->cancellable, error) &&
         smooth (run->plan, gradient, error);
}

static FvStuck
get_stuck (const FvAscent *ascent)
{
  if (ascent->settings.recipe->is_quasi_newton) /* which may come to a summit */
    return FV_STUCK_NEVER;
  return ascent->terms == NULL && ascent->settings.colors == FV_COLORS_FAITHFUL
             ? ascent->settings.recipe->faithful_stuck
             : FV_STUCK_LOSS_OR_GRADIENT;
}

static gboolean
is_stuck (const FvAscentPlan *plan, gdouble loss, gdouble norm)
{
  FvStuck stuck = get_stuck (plan->ascent);

  if (stuck == FV_STUCK_NEVER)
    return FALSE;
  if (plan->is_rectified)
    return loss <= STUCK_LOSS || (norm == 0.0 && stuck != FV_STUCK_LOSS);
  return norm == 0.0;
}

static void
set_stuck_error (const FvAscentPlan *plan, gdouble loss, gint step, GError **error)
{
  const FvAscent *ascent = plan->ascent;

  if (ascent->terms != NULL)
    g_set_error (error, FV_ERROR, FV_ERROR_STUCK,
                 _ ("The objective is stuck: its gradient is zero at step %d. Try the "
                    "option relu=before, another seed or start, or another objective."),
                 step);
  else if (plan->is_rectified)
    g_set_error (
        error, FV_ERROR, FV_ERROR_STUCK,
        _ ("Filter %d of %s is stuck: its activation is %g at step %d, so that there "
           "is no slope to climb. Try the option relu=before, another seed or start, "
           "or another filter."),
        ascent->filter, ascent->layer, loss, step);
  else
    g_set_error (
        error, FV_ERROR, FV_ERROR_STUCK,
        _ ("Filter %d of %s is stuck: its gradient is zero at step %d. Try another "
           "seed or start, or another filter."),
        ascent->filter, ascent->layer, step);
}

/**
 * fv_ascent_step_check:
 * @run: an ascent under way
 * @loss: the objective's value at the next step
 * @norm: of its gradient
 * @error: %FV_ERROR_SETTING or %FV_ERROR_STUCK
 *
 * Returns: whether the step can be made
 */
gboolean
fv_ascent_step_check (const FvAscentRun *run, gdouble loss, gdouble norm, GError **error)
{
  gint step = run->n_steps_done + 1;

  if (!isfinite (loss) || !isfinite (norm))
    {
      g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                   _ ("The picture grew beyond all bounds at step %d. Choose a smaller "
                      "step-size."),
                   step);
      return FALSE;
    }
  if (!is_stuck (run->plan, loss, norm))
    return TRUE;
  set_stuck_error (run->plan, loss, step, error);
  return FALSE;
}

/**
 * fv_ascent_step_report:
 * @run: an ascent under way
 * @step: number of the step at this scale, from 0
 * @loss: the objective's value before it
 * @begin: when it began
 * @error: %FV_ERROR_CANCELLED
 *
 * Counts a step, and tells the caller of it.
 *
 * Returns: whether to go on
 */
gboolean
fv_ascent_step_report (FvAscentRun *run, gint step, gdouble loss, gint64 begin,
                       GError **error)
{
  const FvAscentPlan *plan = run->plan;
  const FvScale *scale = &plan->scales[run->scale];
  FvStep report = {
    .scale = run->scale + 1,
    .n_scales = plan->n_scales,
    .step = step + 1,
    .n_steps = scale->n_steps,
    .width = run->tensor->width,
    .height = run->tensor->height,
    .fraction = 0.0,
    .loss = loss,
    .seconds = (g_get_monotonic_time () - begin) / 1e6,
    .tensor = run->tensor,
    .ascent = plan->ascent,
    .plan = plan,
  };

  run->n_steps_done++;
  run->loss = loss;
  run->n_positions_done += (gdouble)scale->pass_width * scale->pass_height;
  report.fraction = run->n_positions_done / plan->n_positions;
  if (run->step_func == NULL || run->step_func (&report, run->user_data))
    return TRUE;
  run->is_refused = TRUE;
  return fv_cancel_set (error);
}
