/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The plan of a pass: stages, the maps between them, and strips.
 *
 * Forward, a stage does some rows as soon as it has their neighbourhood, and the next
 * stage takes them at once; backward likewise, the other way round. So of each map only
 * a few rows have a place, the same for the activation and for its gradient. What grows
 * with the height is one bit for each ReLU: with strips, these are of one strip only. */

#include "plan.h"

/* Tiles begin at the same rows in a strip as without strips if it begins at a multiple of
 * so many rows of the target: then the same values are rounded in the same way. */
#define STRIP_UNIT 4

/* Strips of fewer rows of the target add more work than they save memory. */
#define LEAST_STRIP_ROWS 8

static gint
count_stages (const FvArchitecture *architecture, gint target)
{
  gint n_stages = 0;

  for (gint i = 0; i <= target; i++)
    n_stages += architecture->nodes[i].kind == FV_NODE_CONVOLUTION;
  return n_stages;
}

/* Each convolution up to the target begins a stage. */
static void
add_stages (FvPlan *plan, const FvNetwork *network, gint target)
{
  const FvArchitecture *architecture = fv_network_get_architecture (network);
  FvStage *stage = NULL;

  plan->n_stages = count_stages (architecture, target);
  plan->stages = g_new0 (FvStage, plan->n_stages);
  plan->maps = g_new0 (FvMap, plan->n_stages + 1);
  for (gint i = 0; i <= target; i++)
    switch (architecture->nodes[i].kind)
      {
      case FV_NODE_CONVOLUTION:
        stage = stage == NULL ? plan->stages : stage + 1;
        stage->node = i;
        stage->convolution = fv_network_get_convolution (network, i);
        stage->n_inputs = stage->convolution->n_inputs;
        stage->n_filters = i == target ? 1 : stage->convolution->n_filters;
        break;
      case FV_NODE_RELU:
        stage->has_relu = TRUE;
        break;
      case FV_NODE_MAX_POOLING:
        stage->mask.pools = TRUE;
        break;
      }
}

/**
 * fv_plan_set_height:
 * @plan: a plan
 * @height: the height of the strip that is run next: that of the plan, or less
 *
 * Sets the heights of all maps. Where their rows have a place does not change.
 */
void
fv_plan_set_height (FvPlan *plan, gint height)
{
  plan->maps[0].height = height;
  for (gint i = 0; i < plan->n_stages; i++)
    {
      plan->stages[i].mask.height = height;
      height /= fv_stage_get_stride (&plan->stages[i]);
      plan->maps[i + 1].height = height;
    }
}

/* See pass.c: a stage waits until it has rows + 1 after its last, and keeps the one
 * before, while the stage before it adds its own. The target's map is whole. */
static gint
count_rows (const FvPlan *plan, gint map)
{
  gint height = plan->maps[map].height;
  const FvStage *before = &plan->stages[map - 1];

  if (map == plan->n_stages)
    return height;
  return MIN (height,
              before->rows / fv_stage_get_stride (before) + 1 + plan->stages[map].rows);
}

static void
lay_out (FvPlan *plan, gboolean lean, gint height, gint threads)
{
  gint width = plan->width;

  plan->maps[0].channels = plan->stages[0].n_inputs;
  plan->maps[0].width = width;
  for (gint i = 0; i < plan->n_stages; i++)
    {
      FvStage *stage = &plan->stages[i];

      fv_stage_plan (stage, lean, width, height, threads);
      width /= fv_stage_get_stride (stage);
      height /= fv_stage_get_stride (stage);
      plan->maps[i + 1].channels = stage->n_filters;
      plan->maps[i + 1].width = width;
      plan->maps[i + 1].height = height;
    }
  plan->maps[0].n_rows = plan->stages[0].rows;
  for (gint i = 1; i <= plan->n_stages; i++)
    plan->maps[i].n_rows = count_rows (plan, i);
}

/**
 * fv_plan_new:
 * @network: a network
 * @objective: an objective that was checked
 * @manner: how to do it; with fewer strips if so many make no sense
 * @width: the input's width
 * @height: the input's height
 * @threads: number of threads, at least 1
 *
 * Returns: (transfer full): a plan: only shapes and sizes, nothing of that size
 */
FvPlan *
fv_plan_new (const FvNetwork *network, const FvObjective *objective, FvPassManner manner,
             gint width, gint height, gint threads)
{
  FvPlan *plan = g_new0 (FvPlan, 1);
  gint tallest = 0;

  plan->objective = *objective;
  plan->width = width;
  plan->height = height;
  add_stages (
      plan, network,
      fv_architecture_find (fv_network_get_architecture (network), objective->layer));
  plan->n_strips = MIN (manner.n_strips, fv_plan_get_most_strips (plan));
  for (gint i = 0; i < plan->n_strips; i++)
    {
      FvStrip strip = fv_plan_get_strip (plan, i);

      tallest = MAX (tallest, strip.bottom - strip.top);
    }
  lay_out (plan, manner.kind == FV_PASS_LEAN, tallest, threads);
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
  g_free (plan->stages);
  g_free (plan->maps);
  g_free (plan);
}

static gint
get_target_stride (const FvPlan *plan)
{
  gint stride = 1;

  for (gint i = 0; i < plan->n_stages; i++)
    stride *= fv_stage_get_stride (&plan->stages[i]);
  return stride;
}

/**
 * fv_plan_get_target_height:
 * @plan: a plan
 *
 * Returns: height of the target's map for the whole input
 */
gint
fv_plan_get_target_height (const FvPlan *plan)
{
  return plan->height / get_target_stride (plan);
}

/**
 * fv_plan_get_most_strips:
 * @plan: a plan
 *
 * Returns: the most strips that make sense
 */
gint
fv_plan_get_most_strips (const FvPlan *plan)
{
  return MAX (fv_plan_get_target_height (plan) / LEAST_STRIP_ROWS, 1);
}

/* The rows of the input that rows @first … @end - 1 of the target depend on */
static void
find_receptive_field (const FvPlan *plan, gint *first, gint *end)
{
  for (gint i = plan->n_stages - 1; i >= 0; i--)
    {
      *first = *first * fv_stage_get_stride (&plan->stages[i]) - 1;
      *end = *end * fv_stage_get_stride (&plan->stages[i]) + 1;
    }
}

/**
 * fv_plan_get_strip:
 * @plan: a plan
 * @strip: a number from 0 on
 *
 * Returns: the strip of that number
 */
FvStrip
fv_plan_get_strip (const FvPlan *plan, gint strip)
{
  gint stride = get_target_stride (plan), unit = STRIP_UNIT * stride;
  gint height = fv_plan_get_target_height (plan);
  gint first = (gint64)height * strip / plan->n_strips;
  gint end = (gint64)height * (strip + 1) / plan->n_strips;
  gint top = first, bottom = end;
  FvStrip result;

  find_receptive_field (plan, &top, &bottom);
  result.top = MAX (top, 0) / unit * unit;
  result.bottom = MIN ((bottom + stride - 1) / stride * stride, plan->height);
  if (strip == plan->n_strips - 1)
    result.bottom = plan->height;
  result.target_top = result.top / stride;
  result.first = first - result.target_top;
  result.end = end - result.target_top;
  return result;
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
  return values;
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

  for (gint i = 0; i <= plan->n_stages; i++)
    values += fv_map_get_n_values (&plan->maps[i]);
  for (gint i = 0; i < plan->n_stages; i++)
    bytes += fv_stage_get_memory (&plan->stages[i], network);
  return bytes + values * sizeof (gfloat);
}
