/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An ascent from its check to its result. The steps are made in pixel-ascent.c or
 * spectrum-ascent.c. */

#include "featvis.h"

#include "ascent-check.h"
#include "ascent-plan.h"
#include "ascent-run.h"
#include "importance.h"
#include "pixel-ascent.h"
#include "spectrum-ascent.h"

/* If none of so many seeds, one after the other, gives noise that a filter can be woken
 * from, the filter is stuck. */
#define N_SEEDS 4

/* Whether there is a picture to finish, and nobody cancelled: then the error of a step
 * that was stopped is none. */
static gboolean
make_steps (FvAscentRun *run, gboolean *is_stopped, GError **error)
{
  g_autoptr (GError) reason = NULL;
  gboolean success = run->plan->ascent->settings.recipe->is_spectral
                         ? fv_spectrum_ascent_run (run, &reason)
                         : fv_pixel_ascent_run (run, &reason);

  *is_stopped = !success && fv_ascent_run_is_stopped (run, reason);
  if (success || *is_stopped)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&reason));
  return FALSE;
}

/* @run: (inout): what is told of the steps; cleared in the end, but for numbers */
static gboolean
ascend (const FvNetwork *network, const FvAscent *ascent, FvAscentRun *run,
        FvResult *result, GError **error)
{
  g_autoptr (FvAscentPlan) plan = fv_ascent_plan_new (network, ascent, error);
  FvResult made = { NULL };

  run->plan = plan;
  if (plan == NULL || !make_steps (run, &made.is_stopped, error) ||
      !fv_ascent_run_finish (run, &made.bytes, error))
    return FALSE;
  if (!fv_importance_finish (run, &made.importance, error))
    {
      fv_memory_free (made.bytes);
      return FALSE;
    }
  made.picture = g_steal_pointer (&run->tensor);
  made.loss = run->loss;
  made.n_steps = run->n_steps_done;
  made.waking = (FvWaking){ run->n_waking_steps, ascent->seed };
  *result = made;
  return TRUE;
}

/* Whether it did not begin, so that other noise may do */
static gboolean
is_for_other_noise (const FvAscent *ascent, const FvAscentRun *run, const GError *problem)
{
  return g_error_matches (problem, FV_ERROR, FV_ERROR_STUCK) && run->n_steps_done == 0 &&
         ascent->start == FV_START_NOISE && !fv_ascent_is_faithful (ascent);
}

/**
 * fv_ascend:
 * @network: a network, loaded at least to the target layer
 * @ascent: what to do
 * @step_func: (nullable): called after each step
 * @user_data: what it is given
 * @cancellable: (nullable): asked every few rows of each layer; ends the work without a
 *   result, whatever @stop of @ascent says
 * @result: (out caller-allocates): the picture and its loss, to be cleared with
 *   fv_result_clear(); untouched on failure
 * @error: any #FvError; %FV_ERROR_STUCK when the gradient is zero at some step, or the
 *   loss of a filter that is measured after a ReLU is 1e-7 or less (but see #FvStuck),
 *   and that does not change by waking; %FV_ERROR_CANCELLED too when it is stopped before
 *   any step was made
 *
 * Changes a start, step by step, such that the mean activation of one filter grows:
 * x += step_size × g / (√(mean g²) + ε). The same arguments give the same bytes,
 * whatever the number of threads.
 *
 * Where a step would be stuck, and the script of the recipe is not followed to the letter
 * (%FV_COLORS_FAITHFUL, with one filter as the objective), it is woken: up to 64 steps a
 * scale follow the gradient that ReLUs blocked, by the redirected rule of the Lucid
 * library. If that is not enough for the first step from noise, the three seeds that
 * follow the ascent's are tried, one after the other. @result tells of both.
 *
 * Returns: whether @result was made
 */
gboolean
fv_ascend (const FvNetwork *network, const FvAscent *ascent, FvStepFunc step_func,
           gpointer user_data, GCancellable *cancellable, FvResult *result,
           GError **error)
{
  FvAscent seeded;
  const FvLayer *layers;
  gint n_layers;

  g_return_val_if_fail (network != NULL && ascent != NULL && result != NULL, FALSE);
  layers = fv_network_get_layers (network, &n_layers);
  if (!fv_ascent_check (layers, n_layers, ascent, error) ||
      !fv_ascent_check_values (ascent, error))
    return FALSE;
  seeded = *ascent;
  for (gint n_seeds = 1;; n_seeds++, seeded.seed++)
    {
      g_auto (FvAscentRun) run = { .step_func = step_func,
                                   .user_data = user_data,
                                   .cancellable = cancellable };
      GError *problem = NULL;

      if (ascend (network, &seeded, &run, result, &problem))
        return TRUE;
      if (n_seeds == N_SEEDS || !is_for_other_noise (ascent, &run, problem))
        {
          g_propagate_error (error, problem);
          return FALSE;
        }
      g_error_free (problem);
    }
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
  g_clear_pointer (&result->importance, fv_memory_free);
}
