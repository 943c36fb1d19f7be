/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The order in which a pass does rows. Forward, a stage does some as soon as it has their
 * neighbourhood; backward likewise, as soon as what is behind them has given their
 * gradient. What is nearest to being used up comes first: backward before forward, there
 * the stage nearest to the input, here the deepest. So the way back follows the way
 * forward at a distance, and of each map, gradient and mask only the rows between have a
 * place. How many that are is found by going through the order without doing anything.
 *
 * Each row is done once, whatever its neighbours wait for: no value depends on how many
 * rows are done at once. */

#include "schedule.h"

#define ENOUGH 0.75 /* of the rows that are done at once, to begin with them */

/* What there is --------------------------------------------------------------------- */

static FvTap *
get_deepest_tap (const FvPlan *plan)
{
  return &plan->taps[plan->n_taps - 1];
}

/* Rows of a map that the stage before it has given */
static gint
count_available (const FvPlan *plan, gint map)
{
  const FvStage *before = &plan->stages[map - 1];

  if (map == 0)
    return plan->height;
  return before->done[FV_FORWARD] / fv_stage_get_stride (before);
}

/* Rows of a map's gradient that what is behind it has given */
static gint
count_gradient (const FvPlan *plan, gint map)
{
  const FvStage *behind =
      map < plan->n_stages ? &plan->stages[map] : &get_deepest_tap (plan)->stage;

  return behind->done[FV_BACKWARD];
}

/* Rows of a stage that are done forward, and whose gradient, behind ReLU and pooling, is
 * there. A last odd row has no window, and so no gradient to wait for. */
static gint
count_ready (const FvPlan *plan, gint map)
{
  const FvStage *stage = &plan->stages[map];
  const FvTap *tap = fv_taps_find (plan->taps, plan->n_taps, map);
  gint rows = count_gradient (plan, map + 1);
  gint ready = rows == plan->maps[map + 1].height ? stage->mask.height
                                                  : rows * fv_stage_get_stride (stage);

  if (tap != NULL)
    ready = MIN (ready, tap->stage.done[FV_FORWARD]);
  return MIN (ready, stage->done[FV_FORWARD]);
}

/* What comes next ------------------------------------------------------------------- */

/* Sets @rows to the next of a stage, or of @tap, when @available rows are there, which
 * need a neighbour each way: as many as are done at once, or few less, lest they wait for
 * a single row while as many again are made. */
static gboolean
find_rows (const FvStage *stage, FvDirection direction, gint available, gint map,
           FvTap *tap, FvRows *rows)
{
  gint first = stage->done[direction], height = stage->mask.height;
  gint end = available == height ? height : (available - 1) / FV_ROWS_UNIT * FV_ROWS_UNIT;

  end = MIN (end, first + stage->rows);
  *rows = (FvRows){ direction, map, tap, first, end };
  return end > first && (end == height || end - first >= stage->rows * ENOUGH);
}

static gboolean
find_backward (const FvPlan *plan, FvRows *rows)
{
  FvTap *deepest = get_deepest_tap (plan);

  for (gint map = 0; map < plan->n_stages; map++)
    if (find_rows (&plan->stages[map], FV_BACKWARD, count_ready (plan, map), map, NULL,
                   rows))
      return TRUE;
  return find_rows (&deepest->stage, FV_BACKWARD, deepest->stage.done[FV_FORWARD],
                    plan->n_stages, deepest, rows);
}

static gboolean
find_forward (const FvPlan *plan, FvRows *rows)
{
  for (gint map = plan->n_stages; map >= 0; map--)
    {
      FvTap *tap = fv_taps_find (plan->taps, plan->n_taps, map);
      gint available = count_available (plan, map);

      if (tap != NULL && find_rows (&tap->stage, FV_FORWARD, available, map, tap, rows))
        return TRUE;
      if (map < plan->n_stages &&
          find_rows (&plan->stages[map], FV_FORWARD, available, map, NULL, rows))
        return TRUE;
    }
  return FALSE;
}

/**
 * fv_schedule_begin:
 * @plan: a plan
 *
 * Nothing of it is done from now on.
 */
void
fv_schedule_begin (FvPlan *plan)
{
  for (FvDirection i = 0; i < FV_N_DIRECTIONS; i++)
    {
      for (gint k = 0; k < plan->n_stages; k++)
        plan->stages[k].done[i] = 0;
      for (gint k = 0; k < plan->n_taps; k++)
        plan->taps[k].stage.done[i] = 0;
    }
}

/**
 * fv_schedule_next:
 * @plan: a plan
 * @backward: whether the way back is to be done, too
 * @rows: (out): the rows that are to be done next
 *
 * Returns: whether there are any
 */
gboolean
fv_schedule_next (const FvPlan *plan, gboolean backward, FvRows *rows)
{
  return (backward && find_backward (plan, rows)) || find_forward (plan, rows);
}

/**
 * fv_schedule_note:
 * @plan: a plan
 * @rows: what fv_schedule_next() gave, done
 */
void
fv_schedule_note (FvPlan *plan, const FvRows *rows)
{
  FvStage *stage = rows->tap != NULL ? &rows->tap->stage : &plan->stages[rows->map];

  stage->done[rows->direction] = rows->end;
}

/* How many rows have a place -------------------------------------------------------- */

/* Rows up to @end are there while those from the neighbour of @used on are still needed.
 */
static void
make_room (gint *n_rows, gint end, gint used)
{
  *n_rows = MAX (*n_rows, end - MAX (used - 1, 0));
}

/* Of a map that has new rows, up to @end */
static void
make_room_in_map (FvPlan *plan, gint map, gint end)
{
  const FvTap *tap = fv_taps_find (plan->taps, plan->n_taps, map);

  if (tap != NULL)
    make_room (&plan->maps[map].n_rows, end, tap->stage.done[FV_FORWARD]);
  if (map < plan->n_stages)
    make_room (&plan->maps[map].n_rows, end, plan->stages[map].done[FV_FORWARD]);
}

static void
make_room_forward (FvPlan *plan, const FvRows *rows)
{
  FvStage *stage = &plan->stages[rows->map];

  if (rows->tap != NULL)
    make_room (&rows->tap->output.n_rows, rows->end, count_gradient (plan, rows->map));
  else
    {
      make_room (&stage->mask.n_rows, rows->end, stage->done[FV_BACKWARD]);
      make_room_in_map (plan, rows->map + 1, rows->end / fv_stage_get_stride (stage));
    }
}

/* Of the gradient before what was done, which the stage before that uses */
static void
make_room_backward (FvPlan *plan, const FvRows *rows)
{
  const FvStage *user = &plan->stages[rows->map - 1];

  if (rows->map > 0)
    make_room (&plan->gradients[rows->map].n_rows, rows->end,
               user->done[FV_BACKWARD] / fv_stage_get_stride (user));
}

static void
remove_room (FvPlan *plan)
{
  for (gint i = 0; i <= plan->n_stages; i++)
    plan->maps[i].n_rows = plan->gradients[i].n_rows = 1;
  for (gint i = 0; i < plan->n_stages; i++)
    plan->stages[i].mask.n_rows = 1;
  for (gint i = 0; i < plan->n_taps; i++)
    plan->taps[i].output.n_rows = 1;
}

/**
 * fv_schedule_measure:
 * @plan: a plan
 *
 * Sets how many rows of each map, gradient, mask and tap's output have a place.
 */
void
fv_schedule_measure (FvPlan *plan)
{
  FvRows rows;

  remove_room (plan);
  fv_schedule_begin (plan);
  while (fv_schedule_next (plan, TRUE, &rows))
    {
      if (rows.direction == FV_FORWARD)
        make_room_forward (plan, &rows);
      else
        make_room_backward (plan, &rows);
      fv_schedule_note (plan, &rows);
    }
}
