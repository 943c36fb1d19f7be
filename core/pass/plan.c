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
 * up (see FvMap). A stage with a pooling makes one row of map i+1 of two of map i. */

#include "plan.h"

#include "schedule.h"

/* Each convolution before the deepest layer begins a stage. */
static void
add_stages (FvPlan *plan, const FvNetwork *network)
{
  const FvArchitecture *architecture = fv_network_get_architecture (network);
  const FvTap *deepest = &plan->taps[plan->n_taps - 1];
  FvStage *stage = NULL;

  plan->n_stages = deepest->map;
  plan->stages = g_new0 (FvStage, plan->n_stages + 1);
  plan->maps = g_new0 (FvMap, plan->n_stages + 1);
  plan->gradients = g_new0 (FvMap, plan->n_stages + 1);
  for (gint i = 0; i < deepest->stage.node; i++)
    switch (architecture->nodes[i].kind)
      {
      case FV_NODE_CONVOLUTION:
        stage = stage == NULL ? plan->stages : stage + 1;
        stage->node = i;
        stage->convolution = fv_network_get_convolution (network, i);
        stage->n_inputs = stage->convolution->n_inputs;
        stage->n_filters = stage->convolution->n_filters;
        break;
      case FV_NODE_RELU:
        stage->has_relu = TRUE;
        break;
      case FV_NODE_MAX_POOLING:
        stage->mask.pools = TRUE;
        stage->mask.averages = plan->objective.pooling == FV_POOLING_AVERAGE;
        break;
      default: /* a chain has no others */
        break;
      }
}

/* What the taps beside the row of stages give back needs room of its own, for as many
 * rows as the stage beside them does at once. */
static void
lay_out_tap_gradient (FvPlan *plan)
{
  for (gint i = 0; i + 1 < plan->n_taps; i++)
    {
      const FvMap *map = &plan->maps[plan->taps[i].map];
      gint rows = MIN (plan->stages[plan->taps[i].map].rows, map->height);

      if (rows * fv_map_get_row_size (map) > fv_map_get_n_values (&plan->tap_gradient))
        plan->tap_gradient = (FvMap){ rows, map->width, map->channels, rows, NULL };
    }
}

static void
lay_out (FvPlan *plan, gboolean lean, gint threads)
{
  gint width = plan->width, height = plan->height;

  plan->maps[0] = (FvMap){ height, width, 3, 1, NULL };
  for (gint i = 0; i < plan->n_stages; i++)
    {
      FvStage *stage = &plan->stages[i];

      fv_stage_plan (stage, lean, width, height, threads);
      width /= fv_stage_get_stride (stage);
      height /= fv_stage_get_stride (stage);
      plan->maps[i + 1] = (FvMap){ height, width, stage->n_filters, 1, NULL };
    }
  for (gint i = 0; i < plan->n_taps; i++)
    fv_tap_plan (&plan->taps[i], lean, plan->maps[plan->taps[i].map].width,
                 plan->maps[plan->taps[i].map].height, threads);
  for (gint i = 0; i <= plan->n_stages; i++)
    plan->gradients[i] = plan->maps[i];
  fv_schedule_measure (plan);
  lay_out_tap_gradient (plan);
}

/**
 * fv_plan_new:
 * @network: a network
 * @objective: an objective that was checked
 * @manner: how to do it
 * @width: the input's width
 * @height: the input's height
 *
 * Returns: (transfer full): a plan: only shapes and sizes, nothing of that size
 */
FvPlan *
fv_plan_new (const FvNetwork *network, const FvObjective *objective, FvPassManner manner,
             gint width, gint height)
{
  FvPlan *plan = g_new0 (FvPlan, 1);

  plan->objective = *objective;
  plan->width = width;
  plan->height = height;
  plan->taps = fv_taps_new (network, objective, &plan->n_taps);
  add_stages (plan, network);
  lay_out (plan, manner.kind == FV_PASS_LEAN, manner.n_threads);
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
  fv_taps_free (plan->taps, plan->n_taps);
  g_free (plan->stages);
  g_free (plan->maps);
  g_free (plan->gradients);
  g_free (plan);
}

static gdouble
count_multiplications (const FvStage *stage)
{
  return fv_stage_count_multiplications (stage, stage->mask.height);
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

  for (gint i = 0; i < plan->n_stages; i++)
    n += count_multiplications (&plan->stages[i]);
  for (gint i = 0; i < plan->n_taps; i++)
    n += count_multiplications (&plan->taps[i].stage);
  return n;
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

  for (gint i = 0; i < plan->n_stages; i++)
    values = MAX (values, fv_stage_get_scratch (&plan->stages[i]));
  for (gint i = 0; i < plan->n_taps; i++)
    values = MAX (values, fv_stage_get_scratch (&plan->taps[i].stage));
  return values;
}

static gboolean
has_stage (const FvPlan *plan, gint node)
{
  for (gint i = 0; i < plan->n_stages; i++)
    if (plan->stages[i].node == node)
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

  for (gint i = 0; i < plan->n_stages; i++)
    bytes += fv_stage_get_kept_memory (&plan->stages[i], network);
  for (gint i = 0; i < plan->n_taps; i++)
    if (!has_stage (plan, plan->taps[i].stage.node)) /* with which it shares kernels */
      bytes += fv_stage_get_kept_memory (&plan->taps[i].stage, network);
  return bytes;
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
  guint64 values = (guint64)fv_plan_get_scratch (plan) * threads;
  guint64 bytes = 0;

  for (gint i = 1; i <= plan->n_stages; i++) /* 0 are the caller's images */
    values +=
        fv_map_get_n_values (&plan->maps[i]) + fv_map_get_n_values (&plan->gradients[i]);
  values += fv_map_get_n_values (&plan->tap_gradient);
  for (gint i = 0; i < plan->n_taps; i++)
    values += fv_map_get_n_values (&plan->taps[i].output);
  for (gint i = 0; i < plan->n_stages; i++)
    bytes += fv_stage_get_memory (&plan->stages[i]);
  for (gint i = 0; i < plan->n_taps; i++)
    bytes += fv_stage_get_memory (&plan->taps[i].stage);
  return bytes + values * sizeof (gfloat) + fv_plan_get_kept_memory (plan, network);
}
