/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Gradient ascent in input space: steps that move the pixels, from a coarse scale to a
 * fine one. What happens between the scales is in ascent-run.c. */

#include "pixel-ascent.h"

#include "ascent-step.h"
#include "evaluation.h"
#include "picture/norms.h"
#include "picture/regularise.h"

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

/* @is_asleep: (out): see fv_ascent_step_check() */
static gboolean
move_up (FvAscentRun *run, FvEvaluation *evaluation, FvImage *gradient, gdouble *loss,
         gboolean *is_asleep, GError **error)
{
  const FvSettings *settings = &run->plan->ascent->settings;
  gdouble norm;

  if (!fv_ascent_step_differentiate (run, evaluation, run->tensor, gradient, loss, error))
    return FALSE;
  norm = get_norm (gradient, settings->norm);
  if (!fv_ascent_step_check (run, evaluation, *loss, norm, is_asleep, error))
    return FALSE;
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
  return TRUE;
}

static gboolean
make_step (FvAscentRun *run, FvEvaluation *evaluation, FvImage *gradient, gint step,
           GError **error)
{
  gint64 begin = g_get_monotonic_time ();
  gboolean is_asleep;
  gdouble loss;

  do
    if (!move_up (run, evaluation, gradient, &loss, &is_asleep, error))
      return FALSE;
  while (is_asleep);
  return fv_ascent_step_report (run, step, loss, gradient, begin, error);
}

static gboolean
run_scale (FvAscentRun *run, GError **error)
{
  const FvScale *scale = &run->plan->scales[run->scale];
  g_autoptr (FvEvaluation) evaluation = NULL;
  g_autoptr (FvImage) gradient = fv_image_new (scale->width, scale->height, error);

  if (gradient == NULL)
    return FALSE;
  evaluation = fv_evaluation_new (run->plan, scale, error);
  if (evaluation == NULL)
    return FALSE;
  for (gint step = 0; step < run->plan->ascent->settings.steps; step++)
    if (!make_step (run, evaluation, gradient, step, error))
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
  gint n_scales = run->plan->n_scales;

  if (!fv_ascent_run_begin (run, error))
    return FALSE;
  while (run->scale < n_scales)
    {
      if (run->scale + 1 == n_scales && run->plan->ascent->settings.l2 == 0.0)
        g_clear_pointer (&run->base, fv_image_free); /* no detail is left to lose */
      if (!run_scale (run, error) || !fv_ascent_run_change_scale (run, error))
        return FALSE;
    }
  return TRUE;
}
