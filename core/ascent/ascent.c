/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The loop: gradient ascent in input space, from a coarse scale to a fine one. What
 * happens between the scales is in ascender.c. */

#include "featvis.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "ascender.h"
#include "ascent-memory.h"
#include "evaluation.h"
#include "scales.h"
#include "spectral.h"
#include "picture/norms.h"
#include "picture/regularise.h"
#include "picture/smooth.h"

#define STUCK_LOSS 1e-7 /* Keras' epsilon, as in its script */

/* One scale ----------------------------------------------------------------------- */

static FvStuck
get_stuck (const FvAscent *ascent)
{
  return ascent->terms == NULL && ascent->settings.colors == FV_COLORS_FAITHFUL
             ? ascent->settings.recipe->faithful_stuck
             : FV_STUCK_LOSS_OR_GRADIENT;
}

static gboolean
is_stuck (const FvAscent *ascent, gdouble loss, gdouble magnitude)
{
  FvStuck stuck = get_stuck (ascent);

  if (stuck == FV_STUCK_NEVER)
    return FALSE;
  if (ascent->terms == NULL && ascent->settings.relu == FV_RELU_AFTER)
    return loss <= STUCK_LOSS || (magnitude == 0.0 && stuck != FV_STUCK_LOSS);
  return magnitude == 0.0;
}

static void
set_stuck_error (const FvAscent *ascent, gdouble loss, gint step, GError **error)
{
  if (ascent->terms != NULL)
    g_set_error (error, FV_ERROR, FV_ERROR_STUCK,
                 _ ("The objective is stuck: its gradient is zero at step %d. Try the "
                    "option relu=before, another seed or start, or another objective."),
                 step);
  else if (ascent->settings.relu == FV_RELU_AFTER)
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
 * fv_ascender_check:
 * @ascender: an ascent under way
 * @loss: the objective's value at the next step
 * @magnitude: of its gradient
 * @error: %FV_ERROR_SETTING or %FV_ERROR_STUCK
 *
 * Returns: whether the step can be made
 */
gboolean
fv_ascender_check (const FvAscender *ascender, gdouble loss, gdouble magnitude,
                   GError **error)
{
  gint step = ascender->n_steps_done + 1;

  if (!isfinite (loss) || !isfinite (magnitude))
    {
      g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                   _ ("The picture grew beyond all bounds at step %d. Choose a smaller "
                      "step-size."),
                   step);
      return FALSE;
    }
  if (!is_stuck (ascender->ascent, loss, magnitude))
    return TRUE;
  set_stuck_error (ascender->ascent, loss, step, error);
  return FALSE;
}

static void
move (FvImage *tensor, const FvImage *gradient, gdouble factor)
{
  for (gsize i = 0; i < fv_image_get_n_values (tensor); i++)
    tensor->data[i] += gradient->data[i] * factor;
}

/**
 * fv_ascender_report:
 * @ascender: an ascent under way
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
fv_ascender_report (FvAscender *ascender, gint step, gdouble loss, gint64 begin,
                    GError **error)
{
  const FvSettings *settings = &ascender->ascent->settings;
  FvStep report = {
    .scale = ascender->scale + 1,
    .n_scales = settings->scales,
    .step = step + 1,
    .n_steps = settings->steps,
    .width = ascender->tensor->width,
    .height = ascender->tensor->height,
    .fraction = 0.0,
    .loss = loss,
    .seconds = (g_get_monotonic_time () - begin) / 1e6,
    .tensor = ascender->tensor,
    .network = ascender->network,
    .ascent = ascender->ascent,
  };

  ascender->n_steps_done++;
  ascender->loss = loss;
  ascender->work_done += (gdouble)report.width * report.height;
  report.fraction = ascender->work_done / ascender->work_total;
  if (ascender->step_func == NULL || ascender->step_func (&report, ascender->user_data))
    return TRUE;
  ascender->is_refused = TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_CANCELLED, _ ("The work was cancelled."));
  return FALSE;
}

/* The part of a gradient's magnitude that steps are measured by */
static gdouble
get_magnitude (const FvImage *gradient, FvNorm norm)
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

/**
 * fv_ascender_smooth:
 * @gradient: (inout): a gradient
 * @settings: an ascent's settings
 * @error: %FV_ERROR_MEMORY
 *
 * Does what @smooth and @pyramid say.
 *
 * Returns: whether there was memory
 */
gboolean
fv_ascender_smooth (FvImage *gradient, const FvSettings *settings, GError **error)
{
  FvPadding x = fv_settings_get_padding_x (settings);
  FvPadding y = fv_settings_get_padding_y (settings);

  return (settings->smooth <= 0.0 ||
          fv_gradient_smooth (gradient, settings->smooth, x, y, error)) &&
         (!settings->pyramid || fv_gradient_normalise_pyramid (gradient, x, y, error));
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
regularise (const FvAscender *ascender, FvImage *gradient)
{
  const FvSettings *settings = &ascender->ascent->settings;

  if (settings->variation > 0.0)
    fv_image_add_variation_gradient (
        gradient, ascender->tensor,
        settings->variation * fv_image_get_n_values (gradient),
        fv_seamless_has_x (settings->seamless), fv_seamless_has_y (settings->seamless));
  if (settings->l2 > 0.0)
    fv_image_add_l2_gradient (gradient, ascender->tensor, ascender->base,
                              settings->l2 * fv_image_get_n_values (gradient));
}

static gboolean
make_step (FvAscender *ascender, FvEvaluation *evaluation, FvImage *gradient, gint step,
           GError **error)
{
  const FvSettings *settings = &ascender->ascent->settings;
  gboolean redirect =
      settings->relu == FV_RELU_BEFORE && ascender->n_steps_done < FV_REDIRECTED_STEPS;
  gint64 begin = g_get_monotonic_time ();
  gdouble magnitude, loss;

  if (!fv_evaluation_run (evaluation, ascender->tensor, ascender->n_steps_done, redirect,
                          gradient, &loss, ascender->cancellable, error) ||
      !fv_ascender_smooth (gradient, settings, error))
    return FALSE;
  magnitude = get_magnitude (gradient, settings->norm);
  if (!fv_ascender_check (ascender, loss, magnitude, error))
    return FALSE;
  if (settings->variation > 0.0 || settings->l2 > 0.0)
    {
      if (magnitude > 0.0)
        scale_gradient (gradient, 1.0 / magnitude);
      regularise (ascender, gradient);
      magnitude = 1.0;
    }
  move (ascender->tensor, gradient,
        settings->step_size / (magnitude + settings->recipe->gradient_epsilon));
  return fv_ascender_report (ascender, step, loss, begin, error);
}

static gboolean
run_scale (FvAscender *ascender, GError **error)
{
  const FvSettings *settings = &ascender->ascent->settings;
  gint width = ascender->tensor->width, height = ascender->tensor->height;
  g_autoptr (FvEvaluation) evaluation = NULL;
  g_autoptr (FvImage) gradient = fv_image_new (width, height, error);

  if (gradient == NULL)
    return FALSE;
  evaluation = fv_evaluation_new (ascender->network, ascender->ascent, ascender->manner,
                                  width, height, error);
  if (evaluation == NULL)
    return FALSE;
  for (gint step = 0; step < settings->steps; step++)
    if (!make_step (ascender, evaluation, gradient, step, error))
      return FALSE;
  return TRUE;
}

/* From scale to scale ---------------------------------------------------------------- */

static gboolean
run_scales (FvAscender *ascender, GError **error)
{
  const FvSettings *settings = &ascender->ascent->settings;

  while (ascender->scale < settings->scales)
    {
      if (ascender->scale + 1 == settings->scales && settings->l2 == 0.0)
        g_clear_pointer (&ascender->base, fv_image_free); /* no detail is left to lose */
      if (!run_scale (ascender, error) || !fv_ascender_go_on (ascender, error))
        return FALSE;
    }
  return TRUE;
}

/* Whether there is a picture to finish, and nobody cancelled: then the error of a step
 * that was stopped is none. */
static gboolean
run (FvAscender *ascender, gboolean *is_stopped, GError **error)
{
  g_autoptr (GError) reason = NULL;
  gboolean success =
      ascender->ascent->settings.recipe->is_spectral
          ? fv_ascender_run_spectral (ascender, &reason)
          : fv_ascender_begin (ascender, &reason) && run_scales (ascender, &reason);

  *is_stopped = !success && fv_ascender_is_stopped (ascender, reason);
  if (success || *is_stopped)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/**
 * fv_ascend:
 * @network: a network, loaded at least to the target layer
 * @ascent: what to do
 * @step_func: (nullable): called after each step
 * @user_data: what it is given
 * @cancellable: (nullable): asked every few rows of each layer; ends the work without a
 *   result, whatever @stop of @ascent says
 * @result: (out caller-allocated): the picture and its loss, to be cleared with
 *   fv_result_clear(); untouched on failure
 * @error: any #FvError; %FV_ERROR_STUCK when the loss is 1e-7 or less at some step (but
 *   see #FvStuck); %FV_ERROR_CANCELLED too when it is stopped before any step was made
 *
 * Changes a start, step by step, such that the mean activation of one filter grows:
 * x += step_size × g / (√(mean g²) + ε). The same arguments give the same bytes,
 * whatever the number of threads.
 *
 * Returns: whether @result was made
 */
gboolean
fv_ascend (const FvNetwork *network, const FvAscent *ascent, FvStepFunc step_func,
           gpointer user_data, GCancellable *cancellable, FvResult *result,
           GError **error)
{
  FvAscender ascender = {
    .network = network,
    .ascent = ascent,
    .step_func = step_func,
    .user_data = user_data,
    .cancellable = cancellable,
  };
  FvResult made = { NULL };
  const FvLayer *layers;
  gint n_layers;
  gboolean success;

  g_return_val_if_fail (network != NULL && ascent != NULL && result != NULL, FALSE);
  layers = fv_network_get_layers (network, &n_layers);
  if (!fv_ascent_check (layers, n_layers, ascent, error) ||
      !fv_ascent_check_values (ascent, error))
    return FALSE;
  fv_network_get_mean (network, ascender.mean);
  ascender.work_total = fv_ascent_get_work (ascent);
  success = fv_ascent_choose_manner (network, ascent, &ascender.manner, error) &&
            run (&ascender, &made.is_stopped, error) &&
            fv_ascender_finish (&ascender, &made.bytes, error);
  if (success)
    {
      made.picture = g_steal_pointer (&ascender.tensor);
      made.loss = ascender.loss;
      made.n_steps = ascender.n_steps_done;
      *result = made;
    }
  fv_ascender_clear (&ascender);
  return success;
}

/**
 * fv_result_clear:
 * @result: the result of fv_ascend()
 *
 * Frees what it holds.
 */
void
fv_result_clear (FvResult *result)
{
  g_return_if_fail (result != NULL);
  g_clear_pointer (&result->picture, fv_image_free);
  g_clear_pointer (&result->bytes, fv_memory_free);
}
