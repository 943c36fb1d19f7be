/* SPDX-License-Identifier: GPL-3.0-or-later */

/* An ascent from its check to its result. The steps are made in pixel-ascent.c or
 * spectrum-ascent.c. */

#include "featvis.h"

#include "ascent-check.h"
#include "ascent-plan.h"
#include "ascent-run.h"
#include "pixel-ascent.h"
#include "spectrum-ascent.h"

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
 * @error: any #FvError; %FV_ERROR_STUCK when the gradient is zero at some step, or the
 *   loss of a filter that is measured after a ReLU is 1e-7 or less (but see #FvStuck);
 * %FV_ERROR_CANCELLED too when it is stopped before any step was made
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
  g_autoptr (FvAscentPlan) plan = NULL;
  g_auto (FvAscentRun) run = {
    .step_func = step_func,
    .user_data = user_data,
    .cancellable = cancellable,
  };
  FvResult made = { NULL };
  const FvLayer *layers;
  gint n_layers;

  g_return_val_if_fail (network != NULL && ascent != NULL && result != NULL, FALSE);
  layers = fv_network_get_layers (network, &n_layers);
  if (!fv_ascent_check (layers, n_layers, ascent, error) ||
      !fv_ascent_check_values (ascent, error) ||
      (plan = fv_ascent_plan_new (network, ascent, error)) == NULL)
    return FALSE;
  run.plan = plan;
  if (!make_steps (&run, &made.is_stopped, error) ||
      !fv_ascent_run_finish (&run, &made.bytes, error))
    return FALSE;
  made.picture = g_steal_pointer (&run.tensor);
  made.loss = run.loss;
  made.n_steps = run.n_steps_done;
  *result = made;
  return TRUE;
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
