/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an ascent will take, before it begins, and how many there can be at once. */

#include "estimate.h"

#include "ascent-memory.h"
#include "ascent-plan.h"
#include "base/memory.h"
#include "base/workers.h"
#include "network/network.h"
#include "pass/pass.h"

/* Of one step at that scale */
static gdouble
get_work_of_step (const FvAscentPlan *plan, gint scale)
{
  return fv_pass_get_work (
      plan->network, &(const FvPassTarget){ .objective = &plan->objective }, plan->manner,
      plan->scales[scale].pass_width, plan->scales[scale].pass_height);
}

/* Of all steps at all scales */
static gdouble
get_work (const FvAscentPlan *plan)
{
  gdouble work = 0.0;

  for (gint i = 0; i < plan->n_scales; i++)
    work += plan->scales[i].n_steps * get_work_of_step (plan, i);
  return work;
}

/* The most bytes that the process takes: what was compared with the limit when the manner
 * was chosen */
static guint64
get_memory (const FvAscentPlan *plan)
{
  return FV_PROCESS_MEMORY + fv_ascent_plan_get_memory (plan->manner, plan);
}

/* NULL with the error set where the ascent cannot be made */
static FvAscentPlan *
make_plan (const FvNetwork *network, const FvAscent *ascent, GError **error)
{
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);

  return fv_ascent_check (layers, n_layers, ascent, error)
             ? fv_ascent_plan_new (network, ascent, error)
             : NULL;
}

/**
 * fv_ascent_estimate:
 * @network: a network, loaded at least to the target layer
 * @ascent: an ascent
 * @estimate: (out caller-allocates): what it will take
 * @error: as fv_ascent_check() sets it, or %FV_ERROR_MEMORY where fv_ascend() would
 *
 * Makes the ascent's plan, and nothing that is as large as a picture.
 *
 * Returns: whether the ascent can be made
 */
gboolean
fv_ascent_estimate (const FvNetwork *network, const FvAscent *ascent,
                    FvEstimate *estimate, GError **error)
{
  g_autoptr (FvAscentPlan) plan = NULL;

  g_return_val_if_fail (network != NULL && estimate != NULL, FALSE);
  plan = make_plan (network, ascent, error);
  if (plan == NULL)
    return FALSE;
  *estimate = (FvEstimate){ get_work (plan), get_memory (plan) };
  return TRUE;
}

/**
 * fv_ascent_list_work:
 * @network: a network, loaded at least to the target layer
 * @ascent: an ascent
 * @n_scales: (out): how many scales it has
 * @error: as fv_ascent_estimate() sets it
 *
 * Tells how the ascent's work is shared out, which tells the time more truly than the sum
 * does: small pictures take longer for each multiplication.
 *
 * Returns: (transfer full) (array length=n_scales): the work of one step at each scale,
 *   as #FvEstimate counts it, to be freed with g_free(); %NULL if there can be no ascent
 */
gdouble *
fv_ascent_list_work (const FvNetwork *network, const FvAscent *ascent, gint *n_scales,
                     GError **error)
{
  g_autoptr (FvAscentPlan) plan = NULL;
  gdouble *work;

  g_return_val_if_fail (network != NULL && n_scales != NULL, NULL);
  plan = make_plan (network, ascent, error);
  if (plan == NULL)
    return NULL;
  *n_scales = plan->n_scales;
  work = g_new (gdouble, plan->n_scales);
  for (gint i = 0; i < plan->n_scales; i++)
    work[i] = get_work_of_step (plan, i);
  return work;
}

/* Bytes that a pass at a scale takes, and those that the network keeps for it */
static guint64
get_memory_of_pass (const FvAscentPlan *plan, FvPassManner manner, gint scale,
                    guint64 *kept)
{
  return fv_pass_get_memory (
      plan->network, &(const FvPassTarget){ .objective = &plan->objective }, manner,
      plan->scales[scale].pass_width, plan->scales[scale].pass_height, kept);
}

/* What @n ascents at once take beside the process itself, each in that manner, with one
 * network. While some are at the first scale and others at the last, kernels may be kept
 * for the tiles of both. */
static guint64
get_memory_of_ascents (const FvAscentPlan *plan, FvPassManner manner, gint n)
{
  guint64 network = fv_network_get_memory (plan->network);
  guint64 kept, kept_at_first;
  guint64 pass = get_memory_of_pass (plan, manner, plan->n_scales - 1, &kept);

  get_memory_of_pass (plan, manner, 0, &kept_at_first);
  if (n > 1 && kept_at_first != kept)
    kept += kept_at_first;
  return network + kept +
         n * (MAX (plan->budget.beside + pass, plan->budget.between) - network);
}

/**
 * fv_ascent_share_threads:
 * @network: a network
 * @ascent: one of several ascents, which was checked; the others differ in their filters
 * @n_ascents: how many there are, at least 1
 * @n_at_once: (out): how many of them to make at once: one a thread, or fewer where
 *   there is not memory for so many in the manner that each would have alone
 * @threads_each: (out): how many threads each of these gets
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: whether there is memory for one
 */
gboolean
fv_ascent_share_threads (const FvNetwork *network, const FvAscent *ascent, gint n_ascents,
                         gint *n_at_once, gint *threads_each, GError **error)
{
  g_autoptr (FvAscentPlan) plan = fv_ascent_plan_new (network, ascent, error);
  gint threads = fv_workers_get_n_threads (ascent->settings.threads);
  FvPassManner manner;

  if (plan == NULL)
    return FALSE;
  manner = plan->manner;
  for (*n_at_once = MIN (threads, n_ascents); *n_at_once > 1; --*n_at_once)
    {
      manner.n_threads = threads / *n_at_once;
      if (fv_memory_check (FV_PROCESS_MEMORY +
                               get_memory_of_ascents (plan, manner, *n_at_once),
                           ascent->settings.memory, NULL))
        break;
    }
  *threads_each = threads / *n_at_once;
  return TRUE;
}
