/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The plan of a pass: stages, and the maps between them.
 *
 * Forward, a stage does some rows as soon as it has their neighbourhood, and the next
 * stage takes them at once; the way back follows at a distance: see schedule.c. So of
 * each map, gradient and mask only a few rows have a place, however tall the input is.
 *
 * Stage i, without a pooling, in the midst of a pass. Each column is what its head says,
 * from the first row down to the last; rows that have a place are marked #:
 *
 *     map i   mask i   map i+1   gradient i+1   gradient i
 *       .        .        .           .             .
 *       .        .        .           .             #      stage i-1 uses them, backward
 *       .        .        .           #             #      stage i makes gradient i
 *       .        #        .           #             .        of mask i, gradient i+1
 *       .        #        .           .             .
 *       .        #        .           .             .
 *       .        #        #           .             .      stage i+1 uses them, forward
 *       #        #        #           .             .      stage i makes map i+1, mask i
 *       #        .        .           .             .        of map i
 *       .        .        .           .             .      stage i-1 makes them later
 *
 * The places move down: each new row takes that of the row n_rows above it, which is used
 * up (see FvMap). A stage with a pooling makes one row of map i+1 of two of map i.
 *
 * What several steps take keeps its rows until the last has used them. On the way back,
 * the first of its users writes the gradient, and the others add to it, one after another
 * in their order: so no sum depends on when each is done. */

#include "plan.h"

#include "objective.h"
#include "schedule.h"
#include "statistics.h"
#include "style.h"
#include "wiring.h"
#include "base/workers.h"

/* What stages that are not the first user give needs room of its own, for as many rows as
 * they do at once. */
static void
lay_out_added_gradient (FvPlan *plan)
{
  for (guint i = 0; i < plan->flows->len; i++)
    {
      const FvFlow *flow = fv_plan_get_flow (plan, (gint)i);

      for (guint k = 1; k < flow->users->len; k++)
        {
          const FvUser *user = &g_array_index (flow->users, FvUser, k);
          const FvPassStep *step = fv_plan_get_step (plan, user->step);
          FvMap map = flow->gradient;

          map.n_rows = MIN (fv_pass_step_get_back_rows (step, user->input), map.height);
          if (step->is_stage &&
              fv_map_get_n_values (&map) > fv_map_get_n_values (&plan->added_gradient))
            plan->added_gradient = map;
        }
    }
}

/**
 * fv_plan_new:
 * @network: a network
 * @target: what is to be found out; its objective was checked
 * @manner: how to do it
 * @width: the input's width
 * @height: the input's height
 *
 * Returns: (transfer full): a plan: only shapes and sizes, nothing of that size
 */
FvPlan *
fv_plan_new (const FvNetwork *network, const FvPassTarget *target, FvPassManner manner,
             gint width, gint height)
{
  FvPlan *plan = g_new0 (FvPlan, 1);

  plan->width = width;
  plan->height = height;
  if (target->objective != NULL)
    {
      plan->objective = *target->objective;
      plan->taps = fv_taps_new (network, target->objective, &plan->n_taps);
    }
  fv_wiring_make (plan, network, target, manner);
  fv_schedule_measure (plan);
  lay_out_added_gradient (plan);
  return plan;
}

/**
 * fv_plan_free:
 * @plan: (nullable): a plan
 */
void
fv_plan_free (FvPlan *plan)
{
  if (plan == NULL)
    return;
  g_ptr_array_unref (plan->steps);
  g_ptr_array_unref (plan->flows);
  fv_taps_free (plan->taps, plan->n_taps);
  g_free (plan);
}

/**
 * fv_plan_find_flow:
 * @plan: a plan
 * @node: a node that it keeps
 *
 * Returns: (transfer none): what holds its map, and perhaps its gradient
 */
FvFlow *
fv_plan_find_flow (const FvPlan *plan, gint node)
{
  for (guint i = 0; i < plan->flows->len; i++)
    if (fv_plan_get_flow (plan, (gint)i)->node == node)
      return fv_plan_get_flow (plan, (gint)i);
  g_return_val_if_reached (NULL);
}

/**
 * fv_plan_count_multiplications:
 * @plan: a plan
 *
 * Returns: the multiplications of its convolutions one way, if all are direct
 */
gdouble
fv_plan_count_multiplications (const FvPlan *plan)
{
  gdouble n = 0.0;

  for (guint i = 0; i < plan->steps->len; i++)
    {
      const FvPassStep *step = fv_plan_get_step (plan, (gint)i);

      n += fv_pass_step_count_multiplications (step, step->height);
    }
  return n;
}

/**
 * fv_plan_has_styles:
 * @plan: a plan
 *
 * Returns: whether its objective compares styles by Gram matrices or by statistics, which
 *   have to be known before the way back
 */
gboolean
fv_plan_has_styles (const FvPlan *plan)
{
  for (gint i = 0; i < plan->n_taps; i++)
    if (plan->taps[i].has_style || plan->taps[i].has_statistics)
      return TRUE;
  return FALSE;
}

/**
 * fv_plan_get_scratch:
 * @plan: a plan
 *
 * Returns: how many floats of scratch memory each worker needs
 */
gsize
fv_plan_get_scratch (const FvPlan *plan)
{
  gsize values = 0;

  for (guint i = 0; i < plan->steps->len; i++)
    values = MAX (values, fv_pass_step_get_scratch (fv_plan_get_step (plan, (gint)i)));
  for (gint i = 0; i < plan->n_taps; i++)
    values = MAX (values, fv_objective_get_scratch (&plan->objective, &plan->taps[i]));
  return values;
}

/**
 * fv_plan_get_shared:
 * @plan: a plan
 *
 * Returns: how many floats the steps share on the way back
 */
gsize
fv_plan_get_shared (const FvPlan *plan)
{
  gsize values = 0;

  for (guint i = 0; i < plan->steps->len; i++)
    values = MAX (values, fv_pass_step_get_shared (fv_plan_get_step (plan, (gint)i)));
  return values;
}

/**
 * fv_plan_get_kernel_size:
 * @plan: a plan
 *
 * Returns: how many floats the kernel has that all steps share; 0 if they do not
 */
gsize
fv_plan_get_kernel_size (const FvPlan *plan)
{
  gsize values = 0;

  for (guint i = 0; i < plan->steps->len; i++)
    values =
        MAX (values, fv_pass_step_get_kernel_size (fv_plan_get_step (plan, (gint)i)));
  return values;
}

/* Whether a step before has the same weights: then they share kernels. */
static gboolean
is_shared (const FvPlan *plan, guint index)
{
  gint node = fv_plan_get_step (plan, (gint)index)->node;

  for (guint i = 0; i < index; i++)
    if (fv_plan_get_step (plan, (gint)i)->node == node)
      return TRUE;
  return FALSE;
}

/**
 * fv_plan_get_kept_memory:
 * @plan: a plan
 * @network: its network
 *
 * Returns: what of that the network keeps after a pass, in bytes
 */
guint64
fv_plan_get_kept_memory (const FvPlan *plan, const FvNetwork *network)
{
  guint64 bytes = 0;

  for (guint i = 0; i < plan->steps->len; i++)
    if (!is_shared (plan, i))
      bytes += fv_pass_step_get_kept_memory (fv_plan_get_step (plan, (gint)i), network);
  return bytes;
}

static guint64
get_tap_values (const FvPlan *plan, const FvTap *tap)
{
  guint64 values = fv_map_get_n_values (&tap->output) + fv_tap_count_content (tap);

  if (tap->has_style)
    values += fv_style_get_n_values (tap->n_channels, tap->output.width);
  if (tap->has_statistics)
    values += fv_statistics_get_n_values (
        tap->n_channels, fv_objective_count_positions (&plan->objective, tap));
  return values;
}

/**
 * fv_plan_get_memory:
 * @plan: a plan
 * @network: its network
 * @threads: number of threads, at least 1
 *
 * Returns: what a pass will allocate, with the network's transformed kernels, in bytes
 */
guint64
fv_plan_get_memory (const FvPlan *plan, const FvNetwork *network, gint threads)
{
  guint64 values = fv_plan_get_shared (plan) + fv_plan_get_kernel_size (plan);
  guint64 bytes = fv_workers_get_memory (threads, fv_plan_get_scratch (plan));

  for (guint i = 1; i < plan->flows->len; i++) /* 0 are the caller's images */
    {
      const FvFlow *flow = fv_plan_get_flow (plan, (gint)i);

      values += fv_map_get_n_values (&flow->values);
      if (flow->has_gradient)
        values += fv_map_get_n_values (&flow->gradient);
    }
  values += fv_map_get_n_values (&plan->added_gradient);
  for (gint i = 0; i < plan->n_taps; i++)
    values += get_tap_values (plan, &plan->taps[i]);
  for (guint i = 0; i < plan->steps->len; i++)
    bytes += fv_pass_step_get_memory (fv_plan_get_step (plan, (gint)i));
  return bytes + values * sizeof (gfloat) + fv_plan_get_kept_memory (plan, network);
}
