/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which ReLUs of a pass are redirected, as the Lucid library does it: see
 * fv_mask_redirect(). Whether one blocks all of the gradient that reaches it is known
 * when the pass has run; then it runs again. */

#include "redirect.h"

#include "picture/norms.h"

/* The mask nearest to the target that blocks all of a gradient; those before it have
 * nothing to block. */
static FvStage *
find_blocked_stage (const FvPlan *plan)
{
  for (gint i = (gint)plan->steps->len - 1; i >= 0; i--)
    {
      FvStage *stage = &fv_plan_get_step (plan, i)->stage;

      if (stage->mask.bits != NULL && !stage->passed && !stage->redirects)
        return stage;
    }
  return NULL;
}

static gboolean
redirect_stage (const FvPlan *plan)
{
  FvStage *blocked = find_blocked_stage (plan);

  if (blocked != NULL)
    blocked->redirects = TRUE;
  return blocked != NULL;
}

/* Those targets whose own ReLUs block all of their gradients */
static gboolean
redirect_taps (const FvPlan *plan)
{
  gboolean is_any = FALSE;

  for (gint i = 0; i < plan->n_taps; i++)
    {
      FvTap *tap = &plan->taps[i];

      if (!tap->is_rectified || plan->objective.relu != FV_RELU_AFTER || tap->passed ||
          tap->redirects)
        continue;
      tap->redirects = TRUE;
      is_any = TRUE;
    }
  return is_any;
}

/**
 * fv_redirect_forget:
 * @plan: (inout): the plan of a pass
 *
 * Lets every ReLU be as it is.
 */
void
fv_redirect_forget (FvPlan *plan)
{
  for (guint i = 0; i < plan->steps->len; i++)
    fv_plan_get_step (plan, (gint)i)->stage.redirects = FALSE;
  for (gint i = 0; i < plan->n_taps; i++)
    plan->taps[i].redirects = FALSE;
}

/**
 * fv_redirect_blocked:
 * @plan: (inout): the plan of a pass that has run
 * @redirect: which ReLUs may be redirected
 * @is_chain: whether the network is a chain; in another one, there are ways round a mask
 * @gradient: what the pass gave
 *
 * Returns: whether any ReLU that blocked the gradient is redirected now, so that the pass
 *   is to run again
 */
gboolean
fv_redirect_blocked (FvPlan *plan, FvRedirect redirect, gboolean is_chain,
                     const FvImage *gradient)
{
  switch (redirect)
    {
    case FV_REDIRECT_MASKS:
      return is_chain && redirect_stage (plan);
    case FV_REDIRECT_ALL:
      return fv_image_is_zero (gradient) &&
             (redirect_taps (plan) || (is_chain && redirect_stage (plan)));
    default:
      return FALSE;
    }
}
