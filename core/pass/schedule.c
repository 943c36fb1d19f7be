/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The order in which a pass does rows. Forward, a step does some as soon as it has their
 * neighbourhood; backward likewise, as soon as what is behind them has given their
 * gradient. What is nearest to being used up comes first: backward before forward, there
 * the step nearest to the input, here the deepest. So the way back follows the way
 * forward at a distance, and of each map, gradient and mask only the rows between have a
 * place. How many that are is found by going through the order without doing anything.
 *
 * Each row is done once, whatever its neighbours wait for: no value depends on how many
 * rows are done at once. */

#include "schedule.h"

/* Of the rows that a step does at once, the part that has to be there to begin: where
 * one row is missing, it would have to wait until as many again are made. */
#define ENOUGH 0.75

/* What there is --------------------------------------------------------------------- */

/* Rows that the step before has given */
static gint
count_available (const FvPlan *plan, const FvFlow *flow)
{
  const FvPassStep *maker;

  if (flow->maker < 0)
    return flow->values.height;
  maker = fv_plan_get_step (plan, flow->maker);
  return maker->done == maker->height ? flow->values.height : maker->done / maker->ratio;
}

/* Rows of an input's gradient that this user has given */
static gint
count_given (const FvPlan *plan, const FvFlow *flow, guint user)
{
  const FvUser *giver = &g_array_index (flow->users, FvUser, user);

  return fv_plan_get_step (plan, giver->step)->done_back[giver->input];
}

/* Rows that all users have given: the last adds to what the others have */
static gint
count_gradient (const FvPlan *plan, const FvFlow *flow)
{
  return count_given (plan, flow, flow->users->len - 1);
}

/* Rows of a step that can be done backward: they are done forward, and their gradient,
 * behind ReLU and pooling, is there. The last row of an odd number is in no window of the
 * pooling, and so has no gradient to wait for. */
static gint
count_ready (const FvPlan *plan, const FvPassStep *step)
{
  const FvFlow *output;
  gint rows;

  if (step->tap != NULL)
    return step->done;
  output = fv_plan_get_flow (plan, step->output);
  rows = count_gradient (plan, output);
  return rows == output->gradient.height ? step->done
                                         : MIN (rows * step->ratio, step->done);
}

/* What comes next ------------------------------------------------------------------- */

/* Sets @end to the row up to which some are done next, of @height in all, where as many
 * as
 * @possible can be done.
 *
 * Returns: whether these are about as many as are done at once, or the last ones: for
 *   fewer, it is better to wait */
static gboolean
find_end (gint first, gint possible, gint height, gint unit, gint at_once, gint *end)
{
  *end = possible == height ? height : possible / unit * unit;
  *end = MIN (*end, first + at_once);
  return *end > first && (*end == height || *end - first >= at_once * ENOUGH);
}

static gboolean
find_forward_rows (const FvPlan *plan, FvPassStep *step, FvRows *rows)
{
  gint possible = step->height;

  if (step->done == step->height)
    return FALSE;
  for (gint i = 0; i < step->n_inputs; i++)
    {
      const FvFlow *flow = fv_plan_get_flow (plan, step->inputs[i]);

      possible = MIN (possible, fv_span_count_outputs (&step->spans[i],
                                                       count_available (plan, flow)));
    }
  *rows = (FvRows){ FV_FORWARD, step, 0, step->done, 0 };
  return find_end (step->done, possible, step->height, step->unit, step->rows,
                   &rows->end);
}

static gboolean
find_backward_rows (const FvPlan *plan, const FvFlow *flow, guint user, FvRows *rows)
{
  const FvUser *giver = &g_array_index (flow->users, FvUser, user);
  FvPassStep *step = fv_plan_get_step (plan, giver->step);
  gint height = flow->gradient.height, first = step->done_back[giver->input];
  gint possible;

  if (first == height)
    return FALSE;
  possible = fv_span_count_inputs (&step->spans[giver->input], count_ready (plan, step));
  if (user > 0)
    possible = MIN (possible, count_given (plan, flow, user - 1));
  *rows = (FvRows){ FV_BACKWARD, step, giver->input, first, 0 };
  return find_end (first, possible, height, step->unit,
                   fv_pass_step_get_back_rows (step, giver->input), &rows->end);
}

static gboolean
find_backward (const FvPlan *plan, FvRows *rows)
{
  for (guint i = 0; i < plan->flows->len; i++)
    {
      const FvFlow *flow = fv_plan_get_flow (plan, (gint)i);

      for (guint user = 0; user < flow->users->len; user++)
        if (find_backward_rows (plan, flow, user, rows))
          return TRUE;
    }
  return FALSE;
}

static gboolean
find_forward (const FvPlan *plan, FvRows *rows)
{
  for (gint i = (gint)plan->steps->len - 1; i >= 0; i--)
    if (find_forward_rows (plan, fv_plan_get_step (plan, i), rows))
      return TRUE;
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
  for (guint i = 0; i < plan->steps->len; i++)
    {
      FvPassStep *step = fv_plan_get_step (plan, (gint)i);

      step->done = 0;
      for (gint k = 0; k < step->n_inputs; k++)
        step->done_back[k] = 0;
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
 * @rows: what fv_schedule_next() gave, done
 */
void
fv_schedule_note (const FvRows *rows)
{
  if (rows->direction == FV_FORWARD)
    rows->step->done = rows->end;
  else
    rows->step->done_back[rows->input] = rows->end;
}

/* How many rows have a place -------------------------------------------------------- */

/* Rows from @begin to @end are made; those before @first are used up. Each that is made
 * has a place of its own, though nobody may ever use it: several are made at once. */
static void
make_room (gint *n_rows, gint begin, gint end, gint first)
{
  *n_rows = MAX (*n_rows, end - MIN (begin, first));
}

/* The first row of the step that the way back still needs: it makes its inputs' gradients
 * of these. Without a way back, none of the rows before @rows. */
static gint
get_first_recorded (const FvPlan *plan, const FvPassStep *step, gint done)
{
  gint first = step->height;
  gboolean is_used = FALSE;

  for (gint i = 0; i < step->n_inputs; i++)
    {
      const FvFlow *flow = fv_plan_get_flow (plan, step->inputs[i]);

      if (!flow->has_gradient ||
          (step->tap == NULL && !fv_plan_get_flow (plan, step->output)->has_gradient))
        continue;
      is_used = TRUE;
      first = MIN (first, fv_span_get_first_user (&step->spans[i], step->done_back[i]));
    }
  return is_used ? first : done;
}

/* For what a step gives, of which all that take it have used some */
static void
make_room_in_output (FvPlan *plan, const FvPassStep *step, gint first, gint end)
{
  FvFlow *flow = fv_plan_get_flow (plan, step->output);
  gint rows = end == step->height ? flow->values.height : end / step->ratio;

  for (guint i = 0; i < flow->takers->len; i++)
    {
      const FvUser *taker = &g_array_index (flow->takers, FvUser, i);
      const FvPassStep *user = fv_plan_get_step (plan, taker->step);

      make_room (&flow->values.n_rows, first / step->ratio, rows,
                 fv_span_get_first_needed (&user->spans[taker->input], user->done));
    }
}

static void
make_room_forward (FvPlan *plan, const FvRows *rows)
{
  FvPassStep *step = rows->step;
  gint first = get_first_recorded (plan, step, rows->first);
  gint n_rows = fv_pass_step_get_n_rows (step);

  make_room (&n_rows, rows->first, rows->end, first);
  fv_pass_step_set_n_rows (step, n_rows);
  if (step->tap != NULL)
    make_room (&step->tap->output.n_rows, rows->first, rows->end, first);
  else
    make_room_in_output (plan, step, rows->first, rows->end);
}

/* For new rows of an input's gradient, of which the step before has used some */
static void
make_room_backward (FvPlan *plan, const FvRows *rows)
{
  FvFlow *flow = fv_plan_get_flow (plan, rows->step->inputs[rows->input]);
  const FvPassStep *maker;

  if (flow->maker < 0)
    return;
  maker = fv_plan_get_step (plan, flow->maker);
  make_room (&flow->gradient.n_rows, rows->first, rows->end,
             get_first_recorded (plan, maker, 0) / maker->ratio);
}

static void
remove_room (FvPlan *plan)
{
  for (guint i = 0; i < plan->flows->len; i++)
    {
      FvFlow *flow = fv_plan_get_flow (plan, (gint)i);

      flow->values.n_rows = flow->is_kept ? flow->values.height : 1;
      flow->gradient.n_rows = flow->values.n_rows;
    }
  for (guint i = 0; i < plan->steps->len; i++)
    fv_pass_step_set_n_rows (fv_plan_get_step (plan, (gint)i), 1);
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
  while (fv_schedule_next (plan, plan->n_taps > 0, &rows))
    {
      if (rows.direction == FV_FORWARD)
        make_room_forward (plan, &rows);
      else
        make_room_backward (plan, &rows);
      fv_schedule_note (&rows);
    }
}
