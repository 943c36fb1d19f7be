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

/* What there is ------------------------------------------------------------------- */

static gint
get_done (const FvStage *stage, FvDirection direction)
{
  return stage->done[direction];
}

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
  return get_done (before, FV_FORWARD) / fv_stage_get_stride (before);
}

/* Rows of a map's gradient that what is behind it has given */
static gint
count_gradient (const FvPlan *plan, gint map)
{
  const FvStage *behind =
      map < plan->n_stages ? &plan->stages[map] : &get_deepest_tap (plan)->stage;

  return get_done (behind, FV_BACKWARD);
}

/* The last rows that are not done yet, or as many as are done at once */
static gint
get_end (const FvStage *stage, FvDirection direction)
{
  return MIN (get_done (stage, direction) + stage->rows, stage->mask.height);
}

static gboolean
is_done (const FvStage *stage, FvDirection direction)
{
  return get_done (stage, direction) == stage->mask.height;
}

/* The rows up to @end and their neighbourhood */
static gint
get_needed (const FvStage *stage, gint end)
{
  return MIN (end + 1, stage->mask.height);
}

static gboolean
can_go_forward (const FvPlan *plan, const FvStage *stage, gint map)
{
  return !is_done (stage, FV_FORWARD) &&
         count_available (plan, map) >= get_needed (stage, get_end (stage, FV_FORWARD));
}

/* Whether the next rows, and their neighbourhood, are done forward */
static gboolean
is_ahead (const FvStage *stage, gint end)
{
  return get_done (stage, FV_FORWARD) >= get_needed (stage, end);
}

static gboolean
can_go_back (const FvPlan *plan, gint map)
{
  const FvStage *stage = &plan->stages[map];
  const FvTap *tap = fv_plan_find_tap (plan, map);
  gint end = get_end (stage, FV_BACKWARD);

  return !is_done (stage, FV_BACKWARD) && is_ahead (stage, end) &&
         (tap == NULL || is_ahead (&tap->stage, end)) &&
         count_gradient (plan, map + 1) >=
             fv_mask_get_rows_needed (&stage->mask, get_needed (stage, end));
}

static gboolean
can_turn (const FvPlan *plan)
{
  const FvStage *stage = &get_deepest_tap (plan)->stage;

  return !is_done (stage, FV_BACKWARD) && is_ahead (stage, get_end (stage, FV_BACKWARD));
}

/* What comes next ------------------------------------------------------------------- */

static FvRows
make_rows (FvDirection direction, gint map, FvTap *tap, const FvStage *stage)
{
  return (FvRows){ direction, map, tap, get_done (stage, direction),
                   get_end (stage, direction) };
}

static gboolean
find_backward (const FvPlan *plan, FvRows *rows)
{
  for (gint map = 0; map < plan->n_stages; map++)
    if (can_go_back (plan, map))
      {
        *rows = make_rows (FV_BACKWARD, map, NULL, &plan->stages[map]);
        return TRUE;
      }
  if (!can_turn (plan))
    return FALSE;
  *rows = make_rows (FV_BACKWARD, plan->n_stages, get_deepest_tap (plan),
                     &get_deepest_tap (plan)->stage);
  return TRUE;
}

static gboolean
find_forward (const FvPlan *plan, FvRows *rows)
{
  for (gint map = plan->n_stages; map >= 0; map--)
    {
      FvTap *tap = fv_plan_find_tap (plan, map);

      if (tap != NULL && can_go_forward (plan, &tap->stage, map))
        {
          *rows = make_rows (FV_FORWARD, map, tap, &tap->stage);
          return TRUE;
        }
      if (map < plan->n_stages && can_go_forward (plan, &plan->stages[map], map))
        {
          *rows = make_rows (FV_FORWARD, map, NULL, &plan->stages[map]);
          return TRUE;
        }
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
  const FvTap *tap = fv_plan_find_tap (plan, map);

  if (tap != NULL)
    make_room (&plan->maps[map].n_rows, end, get_done (&tap->stage, FV_FORWARD));
  if (map < plan->n_stages)
    make_room (&plan->maps[map].n_rows, end, get_done (&plan->stages[map], FV_FORWARD));
}

static void
make_room_forward (FvPlan *plan, const FvRows *rows)
{
  FvStage *stage = &plan->stages[rows->map];

  if (rows->tap != NULL)
    make_room (&rows->tap->output.n_rows, rows->end, count_gradient (plan, rows->map));
  else
    {
      make_room (&stage->mask.n_rows, rows->end, get_done (stage, FV_BACKWARD));
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
               get_done (user, FV_BACKWARD) / fv_stage_get_stride (user));
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
