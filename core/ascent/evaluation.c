/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Padding is done around the whole network instead of in each of its layers: the picture
 * gets a margin as wide as the receptive field reaches, and only positions within count.
 * So circular padding is exactly what it would be in each layer, and the way back adds
 * what the margin's gradient is to where its pixels came from. */

#include "evaluation.h"

#include "ascent-guide.h"
#include "guide-terms.h"
#include "base/random.h"
#include "pass/pass.h"
#include "picture/padding.h"
#include "picture/shift.h"

#define JITTER_SEED 0x6a09e667f3bcc908u /* so that it is not the noise again */

struct _FvEvaluation
{
  const FvAscentPlan *plan;
  FvGuideTerms *terms; /* NULL where none are made of other pictures */
  FvPass *pass;
  FvImage *padded; /* with the plan's margins; NULL if there are none */
  FvImage *padded_gradient;
};

static gboolean
allocate_padded (FvEvaluation *evaluation, const FvScale *scale, GError **error)
{
  if (scale->pass_width == scale->width && scale->pass_height == scale->height)
    return TRUE;
  evaluation->padded = fv_image_new (scale->pass_width, scale->pass_height, error);
  if (evaluation->padded == NULL)
    return FALSE;
  evaluation->padded_gradient =
      fv_image_new (scale->pass_width, scale->pass_height, error);
  return evaluation->padded_gradient != NULL;
}

/**
 * fv_evaluation_new:
 * @plan: an ascent's plan, which must outlive the evaluation
 * @scale: one of its scales
 * @cancellable: (nullable): asked while the guide's style, or that of others, is
 *   measured, beside what stops the ascent
 * @error: %FV_ERROR_SIZE, %FV_ERROR_MEMORY, %FV_ERROR_STUCK if the guide excites nothing
 *   at a layer, or %FV_ERROR_CANCELLED
 *
 * Returns: (transfer full): an evaluation of tensors of that scale's size, with all the
 *   memory that it needs, or %NULL
 */
FvEvaluation *
fv_evaluation_new (const FvAscentPlan *plan, const FvScale *scale,
                   GCancellable *cancellable, GError **error)
{
  g_autoptr (FvEvaluation) evaluation = g_new0 (FvEvaluation, 1);
  FvObjective objective = fv_ascent_plan_get_scale_objective (plan, scale);

  evaluation->plan = plan;
  if (scale->guide_width > 0 || plan->ascent->n_others > 0)
    {
      evaluation->terms = fv_guide_terms_new (plan, scale, cancellable, error);
      if (evaluation->terms == NULL)
        return NULL;
      objective.terms = fv_guide_terms_get (evaluation->terms, &objective.n_terms);
    }
  if (!allocate_padded (evaluation, scale, error))
    return NULL;
  evaluation->pass =
      fv_pass_new (plan->network, &(const FvPassTarget){ .objective = &objective },
                   plan->manner, scale->pass_width, scale->pass_height, error);
  if (evaluation->pass == NULL)
    return NULL;
  fv_pass_set_stop (evaluation->pass, plan->ascent->stop);
  return g_steal_pointer (&evaluation);
}

/**
 * fv_evaluation_free:
 * @evaluation: (nullable): an evaluation
 */
void
fv_evaluation_free (FvEvaluation *evaluation)
{
  if (evaluation == NULL)
    return;
  fv_pass_free (evaluation->pass);
  fv_guide_terms_free (evaluation->terms);
  fv_image_free (evaluation->padded);
  fv_image_free (evaluation->padded_gradient);
  g_free (evaluation);
}

/* Running -----------------------------------------------------------------------------
 */

static gboolean
run_padded (FvEvaluation *evaluation, const FvImage *tensor, FvRedirect redirect,
            FvImage *gradient, gdouble *loss, GCancellable *cancellable, GError **error)
{
  const FvAscentPlan *plan = evaluation->plan;

  if (evaluation->padded == NULL)
    return fv_pass_run (evaluation->pass, tensor, redirect, gradient, loss, cancellable,
                        error);
  fv_padding_apply (tensor, plan->padding_x, plan->margin_x, plan->padding_y,
                    plan->margin_y, NULL, evaluation->padded);
  if (!fv_pass_run (evaluation->pass, evaluation->padded, redirect,
                    evaluation->padded_gradient, loss, cancellable, error))
    return FALSE;
  fv_padding_fold (evaluation->padded_gradient, plan->padding_x, plan->margin_x,
                   plan->padding_y, plan->margin_y, gradient);
  return TRUE;
}

/* Along an axis that is circular, the picture may as well be rolled by any amount: so no
 * place of it is nearer to the windows' edges than others. */
static gint
get_jitter (const FvAscentPlan *plan, gint step, gint axis, gint size)
{
  gdouble random =
      fv_random_uniform (plan->ascent->seed ^ JITTER_SEED, 2 * (guint64)step + axis);
  FvPadding padding = axis == 0 ? plan->padding_x : plan->padding_y;
  gint most = padding == FV_PADDING_CIRCULAR
                  ? size / 2
                  : MIN (plan->ascent->settings.jitter, size / 2);

  return (gint)(random * (2 * most + 1)) - most;
}

/* Rolls back what was rolled by the step's jitter, even if there was an error. */
static gboolean
roll_back (FvImage *tensor, gint dx, gint dy, GError **error)
{
  GError *problem = NULL;

  if (fv_image_shift (tensor, -dx, -dy, &problem))
    return TRUE;
  g_clear_error (error);
  g_propagate_error (error, problem);
  return FALSE;
}

/**
 * fv_evaluation_remember:
 * @evaluation: an evaluation
 * @photo: (inout): the start picture as a tensor; it is rolled by the step's jitter, and
 *   back
 * @step: the step's number, or another one of the same jitter
 * @cancellable: (nullable): asked every few rows of each layer, beside what stops the
 *   ascent
 * @error: %FV_ERROR_CANCELLED or %FV_ERROR_MEMORY
 *
 * Has terms about contents compare with @photo.
 *
 * Returns: whether it was run to its end
 */
gboolean
fv_evaluation_remember (FvEvaluation *evaluation, FvImage *photo, gint step,
                        GCancellable *cancellable, GError **error)
{
  const FvAscentPlan *plan = evaluation->plan;
  gint dx = get_jitter (plan, step, 0, photo->width);
  gint dy = get_jitter (plan, step, 1, photo->height);
  gboolean success;

  if (!fv_image_shift (photo, dx, dy, error))
    return FALSE;
  if (evaluation->padded != NULL)
    fv_padding_apply (photo, plan->padding_x, plan->margin_x, plan->padding_y,
                      plan->margin_y, NULL, evaluation->padded);
  success = fv_pass_remember (evaluation->pass,
                              evaluation->padded != NULL ? evaluation->padded : photo,
                              cancellable, error);
  return roll_back (photo, dx, dy, error) && success;
}

/**
 * fv_evaluation_run:
 * @evaluation: an evaluation
 * @tensor: (inout): what the network sees; it is rolled by the step's jitter, and back
 * @step: the step's number, which the jitter depends on
 * @redirect: see fv_pass_run()
 * @gradient: (out caller-allocates): d loss / d @tensor, not normalised
 * @loss: (out): the objective's value
 * @cancellable: (nullable): asked every few rows of each layer, beside what stops the
 *   ascent
 * @error: %FV_ERROR_CANCELLED, with which @tensor is as it was, or %FV_ERROR_MEMORY
 *
 * Returns: whether it was run to its end; then, too, @tensor is as it was
 */
gboolean
fv_evaluation_run (FvEvaluation *evaluation, FvImage *tensor, gint step,
                   FvRedirect redirect, FvImage *gradient, gdouble *loss,
                   GCancellable *cancellable, GError **error)
{
  gint dx = get_jitter (evaluation->plan, step, 0, tensor->width);
  gint dy = get_jitter (evaluation->plan, step, 1, tensor->height);
  gboolean success;

  if (!fv_image_shift (tensor, dx, dy, error))
    return FALSE;
  success = run_padded (evaluation, tensor, redirect, gradient, loss, cancellable, error);
  return roll_back (tensor, dx, dy, error) && success &&
         fv_image_shift (gradient, -dx, -dy, error);
}

/**
 * fv_evaluation_is_redirected:
 * @evaluation: an evaluation that was run
 *
 * Returns: whether ReLUs blocked the gradient, and were redirected
 */
gboolean
fv_evaluation_is_redirected (const FvEvaluation *evaluation)
{
  return fv_pass_is_redirected (evaluation->pass);
}
