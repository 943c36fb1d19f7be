/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Gradient ascent in input space: steps that move the pixels, from a coarse scale to a
 * fine one. What happens between the scales is in ascent-run.c. */

#include "pixel-ascent.h"

#include "ascent-guide.h"
#include "ascent-step.h"
#include "evaluation.h"
#include "lbfgs.h"
#include "picture/norms.h"
#include "picture/regularise.h"

/* L-BFGS learns from all steps but the first in a view, and hardly gets anywhere in
 * fewer; the finest scale has some dozens. */
#define VIEW_STEPS 14

/* One scale -------------------------------------------------------------------------- */

static void
move (FvImage *tensor, const FvImage *gradient, gdouble factor)
{
  for (gsize i = 0; i < fv_image_get_n_values (tensor); i++)
    tensor->data[i] += gradient->data[i] * factor;
}

/* What steps are measured by */
static gdouble
get_norm (const FvImage *gradient, FvNorm norm)
{
  switch (norm)
    {
    case FV_NORM_MEAN:
      return fv_image_get_mean_absolute (gradient);
    case FV_NORM_L2:
      return fv_image_get_norm (gradient);
    default:
      return fv_image_get_root_mean_square (gradient);
    }
}

static void
scale_gradient (FvImage *gradient, gdouble factor)
{
  for (gsize i = 0; i < fv_image_get_n_values (gradient); i++)
    gradient->data[i] *= factor;
}

/* What holds the picture down is added to the normalised gradient, so that its weights
 * mean the same for every layer. */
static void
regularise (const FvAscentRun *run, FvImage *gradient)
{
  const FvSettings *settings = &run->plan->ascent->settings;

  if (settings->variation > 0.0)
    fv_image_add_variation_gradient (
        gradient, run->tensor, settings->variation * fv_image_get_n_values (gradient),
        run->plan->wraps_x, run->plan->wraps_y);
  if (settings->l2 > 0.0)
    fv_image_add_l2_gradient (gradient, run->tensor, run->base,
                              settings->l2 * fv_image_get_n_values (gradient));
}

/* Moves the picture along the gradient. */
static void
climb (FvAscentRun *run, FvImage *gradient, gdouble norm)
{
  const FvSettings *settings = &run->plan->ascent->settings;

  norm = MAX (norm, settings->recipe->least_gradient);
  if (settings->variation > 0.0 || settings->l2 > 0.0)
    {
      if (norm > 0.0)
        scale_gradient (gradient, 1.0 / norm);
      regularise (run, gradient);
      norm = 1.0;
    }
  move (run->tensor, gradient,
        settings->step_size / (norm + settings->recipe->gradient_epsilon));
}

/* The features that terms about contents compare with: of the one view that L-BFGS has of
 * them, while other ascents see another one at each step */
static gboolean
remember (FvAscentRun *run, FvEvaluation *evaluation, gint step, GError **error)
{
  const FvAscentPlan *plan = run->plan;

  if (!plan->has_content || (step > 0 && plan->ascent->settings.recipe->is_quasi_newton))
    return TRUE;
  return fv_evaluation_remember (evaluation, run->base, fv_ascent_step_get_jitter (run),
                                 run->cancellable, error);
}

/* At the last scale, no detail is left to lose by resizing. */
static gboolean
needs_base (const FvAscentRun *run)
{
  const FvAscentPlan *plan = run->plan;
  const FvSettings *settings = &plan->ascent->settings;

  return run->scale + 1 < plan->n_scales || settings->l2 > 0.0 ||
         (plan->has_content && !settings->recipe->is_quasi_newton);
}

/* What the steps of a scale are made with */
typedef struct
{
  FvEvaluation *evaluation;
  FvImage *gradient;
  FvLbfgs *lbfgs; /* NULL for steps of one length */
} Stepper;

static void
stepper_clear (Stepper *stepper)
{
  g_clear_pointer (&stepper->evaluation, fv_evaluation_free);
  g_clear_pointer (&stepper->gradient, fv_image_free);
  g_clear_pointer (&stepper->lbfgs, fv_lbfgs_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Stepper, stepper_clear)

static gboolean
stepper_init (Stepper *stepper, FvAscentRun *run, GError **error)
{
  const FvAscentPlan *plan = run->plan;
  const FvScale *scale = &plan->scales[run->scale];
  gdouble metric[3][3];
  gboolean is_quasi_newton = plan->ascent->settings.recipe->is_quasi_newton;

  stepper->evaluation = fv_evaluation_new (plan, scale, run->cancellable, error);
  if (stepper->evaluation == NULL)
    return FALSE;
  if (!remember (run, stepper->evaluation, 0, error))
    return FALSE;
  if (!needs_base (run))
    g_clear_pointer (&run->base, fv_image_free);
  stepper->gradient = fv_image_new (scale->width, scale->height, error);
  if (stepper->gradient == NULL)
    return FALSE;
  if (!is_quasi_newton)
    return TRUE;
  fv_ascent_plan_get_metric (plan, metric);
  stepper->lbfgs = fv_lbfgs_new ((gsize)scale->width * scale->height, metric,
                                 plan->n_pairs, plan->manner.n_threads, error);
  return stepper->lbfgs != NULL;
}

/* @is_asleep: (out): see fv_ascent_step_check() */
static gboolean
move_up (FvAscentRun *run, const Stepper *stepper, gdouble *loss, gboolean *is_asleep,
         GError **error)
{
  const FvSettings *settings = &run->plan->ascent->settings;
  FvImage *gradient = stepper->gradient;
  gdouble norm;

  if (!fv_ascent_step_differentiate (run, stepper->evaluation, run->tensor, gradient,
                                     loss, error))
    return FALSE;
  norm = get_norm (gradient, settings->norm);
  if (!fv_ascent_step_check (run, stepper->evaluation, *loss, norm, is_asleep, error))
    return FALSE;
  if (stepper->lbfgs != NULL)
    fv_lbfgs_ascend (stepper->lbfgs, run->tensor->data, gradient->data, *loss,
                     settings->step_size);
  else
    climb (run, gradient, norm);
  return TRUE;
}

/* Poolings see a picture in windows that do not move, and what fits these best has their
 * grid: dots, where there should be hairs. Rolled by another jitter now and then, it is
 * in other windows. The last view is a whole one. Contents are remembered in one place.
 */
static void
change_view (FvAscentRun *run, const Stepper *stepper, gint step)
{
  gint n_steps = run->plan->scales[run->scale].n_steps;

  if (stepper->lbfgs == NULL || run->plan->has_content || step == 0 ||
      step % VIEW_STEPS != 0 || step + VIEW_STEPS > n_steps)
    return;
  run->view++;
  fv_lbfgs_change_view (stepper->lbfgs);
}

static gboolean
make_step (FvAscentRun *run, const Stepper *stepper, gint step, GError **error)
{
  gint64 begin = g_get_monotonic_time ();
  gboolean is_asleep;
  gdouble loss;

  change_view (run, stepper, step);
  if (step > 0 && !remember (run, stepper->evaluation, step, error))
    return FALSE;
  do
    if (!move_up (run, stepper, &loss, &is_asleep, error))
      return FALSE;
  while (is_asleep);
  return fv_ascent_step_report (run, step, loss, stepper->gradient, begin, error);
}

static gboolean
run_scale (FvAscentRun *run, GError **error)
{
  g_auto (Stepper) stepper = { NULL };

  run->view++;
  if (!stepper_init (&stepper, run, error))
    return FALSE;
  for (gint step = 0; step < run->plan->scales[run->scale].n_steps; step++)
    if (!make_step (run, &stepper, step, error))
      return FALSE;
  return TRUE;
}

/* From scale to scale ---------------------------------------------------------------- */

/**
 * fv_pixel_ascent_run:
 * @run: an ascent that has a plan
 * @error: any #FvError
 *
 * Returns: whether @run->tensor is the result; if not, it is that of the last step that
 *   was made, if any
 */
gboolean
fv_pixel_ascent_run (FvAscentRun *run, GError **error)
{
  if (!fv_ascent_run_begin (run, error))
    return FALSE;
  while (run->scale < run->plan->n_scales)
    if (!run_scale (run, error) || !fv_ascent_run_change_scale (run, error))
      return FALSE;
  return TRUE;
}
