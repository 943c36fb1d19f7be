/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What each step has, whether pixels are ascended or a spectrum: a gradient, which may
 * show that the ascent is stuck, and somebody who is told of it.
 *
 * Where an ascent would be stuck, its filter is woken: until it responds, the picture
 * moves by the redirected gradient, as the Lucid library does in its first steps, before
 * the step is made and counted. */

#include "ascent-step.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ascent-check.h"
#include "importance.h"
#include "base/cancel.h"
#include "picture/smooth.h"

#define STUCK_LOSS       1e-7 /* Keras' epsilon, as in its script */
#define REDIRECTED_STEPS 16   /* as many as Lucid redirects */
#define WAKING_STEPS     64   /* at each scale; most filters take fewer than 16 */

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

static FvRedirect
get_redirect (const FvAscentRun *run)
{
  const FvAscent *ascent = run->plan->ascent;

  if (ascent->settings.relu == FV_RELU_BEFORE && run->n_steps_done < REDIRECTED_STEPS)
    return FV_REDIRECT_MASKS;
  return fv_ascent_is_faithful (ascent) ? FV_REDIRECT_NONE : FV_REDIRECT_ALL;
}

/**
 * fv_ascent_step_get_jitter:
 * @run: an ascent under way
 *
 * Returns: the number that the next step's jitter depends on: the step's; but L-BFGS
 *   learns from steps with the same one
 */
gint
fv_ascent_step_get_jitter (const FvAscentRun *run)
{
  return run->plan->ascent->settings.recipe->is_quasi_newton ? run->view
                                                             : run->n_steps_done;
}

/**
 * fv_ascent_step_differentiate:
 * @run: an ascent under way
 * @evaluation: an evaluation of tensors of this scale
 * @tensor: (inout): a tensor, which is rolled meanwhile
 * @gradient: (out caller-allocates): d loss / d @tensor, smoothed as the settings say
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
  return fv_evaluation_run (evaluation, tensor, fv_ascent_step_get_jitter (run),
                            get_redirect (run), gradient, loss, run->cancellable,
                            error) &&
         smooth (run->plan, gradient, error);
}

static FvStuck
get_stuck (const FvAscent *ascent)
{
  if (ascent->settings.recipe->is_quasi_newton) /* which may come to a summit */
    return FV_STUCK_NEVER;
  return fv_ascent_is_faithful (ascent) ? ascent->settings.recipe->faithful_stuck
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

/* Of a spectrum, other views may have a slope where one has none. */
static gboolean
can_wake (const FvAscentRun *run, gdouble norm)
{
  const FvAscent *ascent = run->plan->ascent;
  gboolean has_slope = norm > 0.0 || ascent->settings.recipe->is_spectral;

  return !fv_ascent_is_faithful (ascent) && has_slope &&
         run->n_waking_steps < WAKING_STEPS * (run->scale + 1);
}

/**
 * fv_ascent_step_check:
 * @run: (inout): an ascent under way; a step that is to wake is counted
 * @evaluation: what gave its gradient
 * @loss: the objective's value at the next step
 * @norm: of its gradient
 * @is_asleep: (out): whether the step is to be made, but not to be told of, because it
 *   only wakes what would be stuck, and another is to follow
 * @error: %FV_ERROR_SETTING or %FV_ERROR_STUCK
 *
 * Returns: whether the step can be made
 */
gboolean
fv_ascent_step_check (FvAscentRun *run, const FvEvaluation *evaluation, gdouble loss,
                      gdouble norm, gboolean *is_asleep, GError **error)
{
  gdouble own_norm = fv_evaluation_is_redirected (evaluation) ? 0.0 : norm;
  gint step = run->n_steps_done + 1;

  if (!isfinite (loss) || !isfinite (norm))
    {
      g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                   _ ("The picture grew beyond all bounds at step %d. Choose a smaller "
                      "step-size."),
                   step);
      return FALSE;
    }
  *is_asleep = is_stuck (run->plan, loss, own_norm);
  if (!*is_asleep)
    return TRUE;
  if (can_wake (run, norm))
    {
      run->n_waking_steps++;
      return TRUE;
    }
  set_stuck_error (run->plan, loss, step, error);
  return FALSE;
}

/**
 * fv_ascent_step_report:
 * @run: an ascent under way
 * @step: number of the step at this scale, from 0
 * @loss: the objective's value before it
 * @gradient: d loss / d picture at it
 * @begin: when it began
 * @error: %FV_ERROR_CANCELLED or %FV_ERROR_MEMORY
 *
 * Counts a step, and tells the caller of it.
 *
 * Returns: whether to go on
 */
gboolean
fv_ascent_step_report (FvAscentRun *run, gint step, gdouble loss, const FvImage *gradient,
                       gint64 begin, GError **error)
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
    .waking = { run->n_waking_steps, plan->ascent->seed },
    .tensor = run->tensor,
    .ascent = plan->ascent,
    .plan = plan,
  };

  if (!fv_importance_add (run, gradient, error))
    return FALSE;
  run->n_steps_done++;
  run->loss = loss;
  run->n_positions_done += (gdouble)scale->pass_width * scale->pass_height;
  report.fraction = run->n_positions_done / plan->n_positions;
  if (run->step_func == NULL || run->step_func (&report, run->user_data))
    return TRUE;
  run->is_refused = TRUE;
  return fv_cancel_set (error);
}
