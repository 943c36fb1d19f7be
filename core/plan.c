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
      }
}

/**
 * fv_plan_find_tap:
 * @plan: a plan
 * @map: number of a map
 *
 * Returns: (transfer none) (nullable): the tap that convolves it
 */
FvTap *
fv_plan_find_tap (const FvPlan *plan, gint map)
{
  for (gint i = 0; i < plan->n_taps; i++)
    if (plan->taps[i].map == map)
      return &plan->taps[i];
  return NULL;
}

static FvTap *
get_deepest_tap (const FvPlan *plan)
{
  return &plan->taps[plan->n_taps - 1];
}

/* Sets the heights of all maps for an input of some height. Where their rows have a place
 * does not change. */
static void
set_height (FvPlan *plan, gint height)
{
  plan->maps[0].height = height;
  for (gint i = 0; i < plan->n_stages; i++)
    {
      plan->stages[i].mask.height = height;
      height /= fv_stage_get_stride (&plan->stages[i]);
      plan->maps[i + 1].height = height;
    }
  for (gint i = 0; i < plan->n_taps; i++)
    fv_tap_set_height (&plan->taps[i], plan->maps[plan->taps[i].map].height);
}

/* Rows that a map's user does at once: the stage or the tap behind it */
static gint
get_rows_behind (const FvPlan *plan, gint map)
{
  const FvTap *tap = fv_plan_find_tap (plan, map);
  gint rows = tap != NULL ? tap->stage.rows : 0;

  return map < plan->n_stages ? MAX (rows, plan->stages[map].rows) : rows;
}

/* See pass.c: a stage waits until it has rows + 1 after its last, and keeps the one
 * before, while the stage before it adds its own. */
static gint
count_rows (const FvPlan *plan, gint map)
{
  const FvStage *before = &plan->stages[map - 1];

  return MIN (plan->maps[map].height, before->rows / fv_stage_get_stride (before) + 1 +
                                          get_rows_behind (plan, map));
}

/* What the taps beside the row of stages give back needs room of its own, for as many
 * rows as the stage beside them does at once. */
static void
lay_out_gradient (FvPlan *plan)
{
  for (gint i = 0; i + 1 < plan->n_taps; i++)
    {
      const FvMap *map = &plan->maps[plan->taps[i].map];
      gint rows = plan->stages[plan->taps[i].map].rows;

      if (rows * fv_map_get_row_size (map) > fv_map_get_n_values (&plan->gradient))
        plan->gradient = (FvMap){ rows, map->width, map->channels, rows, NULL };
    }
}

static void
lay_out (FvPlan *plan, gboolean lean, gint height, gint threads)
{
  gint width = plan->width;

  plan->maps[0].channels = 3;
  plan->maps[0].width = width;
  plan->maps[0].height = height;
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
  for (gint i = 0; i < plan->n_taps; i++)
    fv_tap_plan (&plan->taps[i], lean, plan->maps[plan->taps[i].map].width,
                 plan->maps[plan->taps[i].map].height, threads);
  plan->maps[0].n_rows = get_rows_behind (plan, 0);
  for (gint i = 1; i <= plan->n_stages; i++)
    plan->maps[i].n_rows = count_rows (plan, i);
  lay_out_gradient (plan);
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
  plan->taps = fv_taps_new (network, objective, &plan->n_taps);
  add_stages (plan, network);
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
  fv_taps_free (plan->taps, plan->n_taps);
  g_free (plan->stages);
  g_free (plan->maps);
  g_free (plan);
}

/* Height of the deepest layer's map for the whole input */
static gint
get_target_height (const FvPlan *plan)
{
  return plan->height / get_deepest_tap (plan)->stride;
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
  return MAX (get_target_height (plan) / LEAST_STRIP_ROWS, 1);
}

/* The rows of the input that rows @first … @end - 1 of the deepest layer depend on */
static void
find_receptive_field (const FvPlan *plan, gint *first, gint *end)
{
  --*first;
  ++*end;
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
  gint stride = get_deepest_tap (plan)->stride, unit = STRIP_UNIT * stride;
  gint height = get_target_height (plan);
  gint first = (gint64)height * strip / plan->n_strips;
  gint end = (gint64)height * (strip + 1) / plan->n_strips;
  gint top = first, bottom = end;
  FvStrip result = { .first = first, .end = end };

  find_receptive_field (plan, &top, &bottom);
  result.top = MAX (top, 0) / unit * unit;
  result.bottom = MIN ((bottom + stride - 1) / stride * stride, plan->height);
  if (strip == plan->n_strips - 1)
    result.bottom = plan->height;
  return result;
}

/* The rows of a tap's map that belong to a strip: those beside the deepest layer's, and
 * the last strip has what is left. They are right, as the strip has all that the deeper
 * layer's rows depend on. */
static void
set_tap_rows (const FvPlan *plan, const FvStrip *strip, FvTap *tap)
{
  gint ratio = get_deepest_tap (plan)->stride / tap->stride;

  tap->whole_height = plan->height / tap->stride;
  tap->top = strip->top / tap->stride;
  tap->first = strip->first * ratio - tap->top;
  tap->end = strip->end * ratio - tap->top;
  if (strip->end == get_target_height (plan))
    tap->end = tap->whole_height - tap->top;
}

/**
 * fv_plan_set_strip:
 * @plan: a plan
 * @strip: number of the strip that is run next
 *
 * Sets the heights of all maps, and which rows of the taps' belong to the strip.
 */
void
fv_plan_set_strip (FvPlan *plan, gint strip)
{
  FvStrip rows = fv_plan_get_strip (plan, strip);

  set_height (plan, rows.bottom - rows.top);
  for (gint i = 0; i < plan->n_taps; i++)
    set_tap_rows (plan, &rows, &plan->taps[i]);
}

static gdouble
count_multiplications (const FvStage *stage)
{
  return fv_stage_count_multiplications (stage, stage->mask.height);
}

/**
 * fv_plan_count_multiplications:
 * @plan: a plan, set to a strip
 *
 * Returns: the multiplications of the strip's convolutions one way, if all are direct
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

  for (gint i = 0; i <= plan->n_stages; i++)
    values += fv_map_get_n_values (&plan->maps[i]);
  values += fv_map_get_n_values (&plan->gradient);
  for (gint i = 0; i < plan->n_taps; i++)
    values += fv_map_get_n_values (&plan->taps[i].output);
  for (gint i = 0; i < plan->n_stages; i++)
    bytes += fv_stage_get_memory (&plan->stages[i]);
  for (gint i = 0; i < plan->n_taps; i++)
    bytes += fv_stage_get_memory (&plan->taps[i].stage);
  return bytes + values * sizeof (gfloat) + fv_plan_get_kept_memory (plan, network);
}
