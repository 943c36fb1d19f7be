/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Making a pass: all the memory that its runs need */

#include "pass-private.h"

#include "objective.h"
#include "base/memory.h"

/**
 * fv_pass_free:
 * @pass: (nullable): a pass
 */
void
fv_pass_free (FvPass *pass)
{
  if (pass == NULL)
    return;
  for (guint i = 1; i < pass->plan->flows->len; i++) /* 0 are the caller's images */
    {
      fv_memory_free (fv_plan_get_flow (pass->plan, (gint)i)->values.data);
      fv_memory_free (fv_plan_get_flow (pass->plan, (gint)i)->gradient.data);
    }
  fv_memory_free (pass->plan->added_gradient.data);
  fv_plan_free (pass->plan);
  fv_memory_free (pass->shared);
  fv_shared_kernel_free (pass->kernel);
  fv_workers_free (pass->workers);
  g_free (pass);
}

static gboolean
allocate_map (FvMap *map, GError **error)
{
  map->data = fv_memory_new_floats (MAX (fv_map_get_n_values (map), 1), error);
  return map->data != NULL;
}

static gboolean
allocate_flow (FvFlow *flow, GError **error)
{
  return allocate_map (&flow->values, error) &&
         (!flow->has_gradient || allocate_map (&flow->gradient, error));
}

static gboolean
allocate_shared (FvPass *pass, GError **error)
{
  gsize n_values = fv_plan_get_shared (pass->plan);
  gsize kernel_size = fv_plan_get_kernel_size (pass->plan);

  if (kernel_size > 0 &&
      (pass->kernel = fv_shared_kernel_new (kernel_size, error)) == NULL)
    return FALSE;
  if (n_values == 0)
    return TRUE;
  pass->shared = fv_memory_new_floats (n_values, error);
  for (guint i = 0; i < pass->plan->steps->len; i++)
    fv_pass_step_set_shared (fv_plan_get_step (pass->plan, (gint)i), pass->shared);
  return pass->shared != NULL;
}

static gboolean
allocate_tap (const FvObjective *objective, FvTap *tap, GError **error)
{
  if (!allocate_map (&tap->output, error))
    return FALSE;
  if (tap->has_style && (tap->style = fv_style_new (tap->output.channels,
                                                    tap->output.width, error)) == NULL)
    return FALSE;
  if (tap->has_statistics &&
      (tap->statistics = fv_statistics_new (tap->n_channels,
                                            fv_objective_count_positions (objective, tap),
                                            error)) == NULL)
    return FALSE;
  if (!tap->has_content || tap->guide != NULL)
    return TRUE;
  tap->content = fv_memory_new_floats (fv_tap_count_content (tap), error);
  return tap->content != NULL;
}

static gboolean
prepare (FvPass *pass, const FvNetwork *network, GError **error)
{
  FvPlan *plan = pass->plan;

  if (!allocate_shared (pass, error))
    return FALSE;
  for (guint i = 1; i < plan->flows->len; i++)
    if (!allocate_flow (fv_plan_get_flow (plan, (gint)i), error))
      return FALSE;
  for (guint i = 0; i < plan->steps->len; i++)
    if (!fv_pass_step_prepare (fv_plan_get_step (plan, (gint)i), network, pass->kernel,
                               pass->workers, error))
      return FALSE;
  for (gint i = 0; i < plan->n_taps; i++)
    if (!allocate_tap (&plan->objective, &plan->taps[i], error))
      return FALSE;
  return plan->added_gradient.n_rows == 0 || allocate_map (&plan->added_gradient, error);
}

/* How large the contents are that guides bring along */
static void
weigh_guides (const FvPass *pass)
{
  FvPlan *plan = pass->plan;

  for (gint i = 0; i < plan->n_taps; i++)
    if (plan->taps[i].guide != NULL)
      fv_objective_weigh_content (&plan->objective, &plan->taps[i]);
}

/**
 * fv_pass_new:
 * @network: a network, which must outlive the pass
 * @target: what is to be found out; its objective was checked, for an input whose size
 * was checked
 * @manner: how to do it
 * @width: the input's width
 * @height: the input's height
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): a pass with all the memory that it needs, or %NULL
 */
FvPass *
fv_pass_new (const FvNetwork *network, const FvPassTarget *target, FvPassManner manner,
             gint width, gint height, GError **error)
{
  g_autoptr (FvPass) pass = g_new0 (FvPass, 1);

  pass->is_chain = fv_network_get_architecture (network)->is_chain;
  pass->plan = fv_plan_new (network, target, manner, width, height);
  pass->workers =
      fv_workers_new (manner.n_threads, fv_plan_get_scratch (pass->plan), error);
  if (pass->workers == NULL || !prepare (pass, network, error))
    return NULL;
  weigh_guides (pass);
  return g_steal_pointer (&pass);
}
