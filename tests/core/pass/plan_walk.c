/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "plan_walk.h"

#include "pass/schedule.h"

/* Places for some rows of a map, each with the number of the row that is there, or -1
 *
 * events: what happened, in this order: the end of rows that were put there, or, below
 *   zero, -1 - the first row that was looked at
 * most: rows that were put there at once */
typedef struct
{
  gint n_rows;
  gint most;
  gint *rows;
  GArray *events;
} Ring;

/* record: what the way back needs of the step's rows
 * tap: what it gives a tap */
typedef struct
{
  Ring record;
  Ring tap;
  gint done;
  gint done_back[2];
} Step;

/* given: by how many users each row of the gradient was given */
typedef struct
{
  Ring values;
  Ring gradient;
  gint *given;
} Flow;

typedef struct
{
  const FvNetwork *network;
  FvPlan *plan;
  gint *heights;
  Step *steps;
  Flow *flows;
} Pass;

/* Places ---------------------------------------------------------------------------- */

static void
ring_init (Ring *ring, gint n_rows)
{
  *ring = (Ring){ .n_rows = n_rows };
  ring->rows = g_new (gint, n_rows);
  ring->events = g_array_new (FALSE, FALSE, sizeof (gint));
  for (gint i = 0; i < n_rows; i++)
    ring->rows[i] = -1;
}

static void
ring_clear (Ring *ring)
{
  g_free (ring->rows);
  g_array_unref (ring->events);
}

static void
ring_put (Ring *ring, gint first, gint end)
{
  for (gint row = first; row < end; row++)
    ring->rows[row % ring->n_rows] = row;
  ring->most = MAX (ring->most, end - first);
  g_array_append_val (ring->events, end);
}

static void
assert_in_ring (Ring *ring, gint row)
{
  gint event = -1 - row;

  g_assert_cmpint (ring->rows[row % ring->n_rows], ==, row);
  g_array_append_val (ring->events, event);
}

/* As many rows as were put there at once, or lie between one that was looked at later and
 * the last that was there at any time: from the end to the beginning of what happened */
static gint
count_needed (const Ring *ring)
{
  gint needed = MAX (ring->most, 1), first = G_MAXINT;

  for (guint i = ring->events->len; i > 0; i--)
    {
      gint event = g_array_index (ring->events, gint, i - 1);

      if (event < 0)
        first = MIN (first, -1 - event);
      else if (first < event)
        needed = MAX (needed, event - first);
    }
  return needed;
}

static gboolean
was_read (const Ring *ring)
{
  for (guint i = 0; i < ring->events->len; i++)
    if (g_array_index (ring->events, gint, i) < 0)
      return TRUE;
  return FALSE;
}

/* The pass -------------------------------------------------------------------------- */

static gint
get_height (const Pass *pass, gint node)
{
  return plan_case_get_height (pass->heights, pass->plan->height, node);
}

/* The node whose rows the step counts */
static gint
get_node (const Pass *pass, const FvPassStep *step)
{
  return step->convolution_node >= 0
             ? step->convolution_node
             : plan_case_get_first (pass->network, pass->plan, step);
}

/* Whether a row of a step depends on a row of an input: through a padding before it, too
 */
static gboolean
sees (const Pass *pass, const FvPassStep *step, gint row, gint input, gint input_row)
{
  gint node = get_node (pass, step);
  gint first = plan_case_get_first (pass->network, pass->plan, step);
  gint source = fv_plan_get_flow (pass->plan, step->inputs[input])->node;
  gint height = get_height (pass, node), before = get_height (pass, first);

  if (node == source) /* a copy for a tap */
    return row == input_row;
  if (first == node)
    return plan_case_sees (pass->network, node, row, input_row, height,
                           get_height (pass, source));
  for (gint i = 0; i < before; i++)
    if (plan_case_sees (pass->network, node, row, i, height, before) &&
        plan_case_sees (pass->network, first, i, input_row, before,
                        get_height (pass, source)))
      return TRUE;
  return FALSE;
}

static gint
find_step (const Pass *pass, const FvPassStep *step)
{
  for (guint i = 0; i < pass->plan->steps->len; i++)
    if (fv_plan_get_step (pass->plan, (gint)i) == step)
      return (gint)i;
  g_assert_not_reached ();
}

static void
forward (Pass *pass, const FvRows *rows)
{
  const FvPassStep *step = rows->step;
  Step *state = &pass->steps[find_step (pass, step)];
  gint height = get_height (pass, get_node (pass, step));

  g_assert_cmpint (rows->first, ==, state->done);
  g_assert_cmpint (rows->end, >, rows->first);
  g_assert_cmpint (rows->end, <=, height);
  for (gint i = 0; i < step->n_inputs; i++)
    for (gint k = 0; step->inputs[i] > 0 &&
                     k < fv_plan_get_flow (pass->plan, step->inputs[i])->values.height;
         k++)
      for (gint row = rows->first; row < rows->end; row++)
        if (sees (pass, step, row, i, k))
          assert_in_ring (&pass->flows[step->inputs[i]].values, k);
  ring_put (&state->record, rows->first, rows->end);
  if (step->tap != NULL)
    ring_put (&state->tap, rows->first, rows->end);
  else
    ring_put (&pass->flows[step->output].values, rows->first / step->ratio,
              rows->end == height
                  ? fv_plan_get_flow (pass->plan, step->output)->values.height
                  : rows->end / step->ratio);
  state->done = rows->end;
}

/* What the way back needs of one of a step's rows: that it was done, and its gradient,
 * from all who give it one. Behind a pooling, the last row may have none. */
static void
assert_ready (Pass *pass, const FvPassStep *step, gint row)
{
  Step *state = &pass->steps[find_step (pass, step)];
  gint above = row / step->ratio;

  g_assert_cmpint (row, <, state->done);
  assert_in_ring (&state->record, row);
  if (step->tap != NULL)
    assert_in_ring (&state->tap, row);
  else if (above < fv_plan_get_flow (pass->plan, step->output)->values.height)
    {
      g_assert_cmpint (pass->flows[step->output].given[above], ==,
                       fv_plan_get_flow (pass->plan, step->output)->users->len);
      assert_in_ring (&pass->flows[step->output].gradient, above);
    }
}

static gint
find_user (const FvFlow *flow, gint step, gint input)
{
  for (guint i = 0; i < flow->users->len; i++)
    {
      const FvUser *user = &g_array_index (flow->users, FvUser, i);

      if (user->step == step && user->input == input)
        return (gint)i;
    }
  g_assert_not_reached ();
}

static void
backward (Pass *pass, const FvRows *rows)
{
  const FvPassStep *step = rows->step;
  gint number = find_step (pass, step), height = get_height (pass, get_node (pass, step));
  const FvFlow *flow = fv_plan_get_flow (pass->plan, step->inputs[rows->input]);
  Flow *state = &pass->flows[step->inputs[rows->input]];
  gint user = find_user (flow, number, rows->input);

  g_assert_cmpint (rows->first, ==, pass->steps[number].done_back[rows->input]);
  g_assert_cmpint (rows->end, >, rows->first);
  g_assert_cmpint (rows->end, <=, flow->values.height);
  for (gint row = 0; row < height; row++)
    for (gint k = rows->first; k < rows->end; k++)
      if (sees (pass, step, row, rows->input, k))
        {
          assert_ready (pass, step, row);
          break;
        }
  if (user == 0 && flow->maker >= 0)
    ring_put (&state->gradient, rows->first, rows->end);
  for (gint k = rows->first; k < rows->end; k++)
    {
      g_assert_cmpint (state->given[k]++, ==, user);
      if (flow->maker >= 0)
        assert_in_ring (&state->gradient, k);
    }
  pass->steps[number].done_back[rows->input] = rows->end;
}

static void
pass_init (Pass *pass, const FvNetwork *network, FvPlan *plan)
{
  *pass = (Pass){ network, plan,
                  plan_case_list_heights (network, plan->width, plan->height) };
  pass->steps = g_new0 (Step, plan->steps->len);
  pass->flows = g_new0 (Flow, plan->flows->len);
  for (guint i = 0; i < plan->steps->len; i++)
    {
      const FvPassStep *step = fv_plan_get_step (plan, (gint)i);

      ring_init (&pass->steps[i].record, fv_pass_step_get_n_rows (step));
      ring_init (&pass->steps[i].tap, step->tap != NULL ? step->tap->output.n_rows : 1);
    }
  for (guint i = 0; i < plan->flows->len; i++)
    {
      const FvFlow *flow = fv_plan_get_flow (plan, (gint)i);

      ring_init (&pass->flows[i].values, flow->values.n_rows);
      ring_init (&pass->flows[i].gradient, flow->gradient.n_rows);
      pass->flows[i].given = g_new0 (gint, flow->values.height);
    }
}

static void
pass_clear (Pass *pass)
{
  for (guint i = 0; i < pass->plan->steps->len; i++)
    {
      ring_clear (&pass->steps[i].record);
      ring_clear (&pass->steps[i].tap);
    }
  for (guint i = 0; i < pass->plan->flows->len; i++)
    {
      ring_clear (&pass->flows[i].values);
      ring_clear (&pass->flows[i].gradient);
      g_free (pass->flows[i].given);
    }
  g_free (pass->heights);
  g_free (pass->steps);
  g_free (pass->flows);
}

/* Checks ---------------------------------------------------------------------------- */

static void
assert_all_done (const Pass *pass)
{
  for (guint i = 0; i < pass->plan->steps->len; i++)
    g_assert_cmpint (
        pass->steps[i].done, ==,
        get_height (pass, get_node (pass, fv_plan_get_step (pass->plan, (gint)i))));
  for (guint i = 0; i < pass->plan->flows->len; i++)
    {
      const FvFlow *flow = fv_plan_get_flow (pass->plan, (gint)i);

      for (gint row = 0; row < flow->values.height; row++)
        g_assert_cmpint (pass->flows[i].given[row], ==, flow->users->len);
    }
}

static void
assert_near (gint n_rows, gint needed, gint spare)
{
  g_assert_cmpint (n_rows, >=, needed);
  g_assert_cmpint (n_rows, <=, needed + spare);
}

/* No more places than needed, but for maps that are kept, which are there as a whole */
static void
assert_places (const Pass *pass, gint spare)
{
  for (guint i = 1; i < pass->plan->flows->len; i++)
    {
      const FvFlow *flow = fv_plan_get_flow (pass->plan, (gint)i);
      const Flow *state = &pass->flows[i];

      if (!flow->is_kept)
        {
          assert_near (flow->values.n_rows, count_needed (&state->values), spare);
          assert_near (flow->gradient.n_rows, count_needed (&state->gradient), spare);
          continue;
        }
      for (gint row = 0; row < flow->values.height; row++)
        {
          g_assert_cmpint (state->values.rows[row], ==, row);
          if (flow->has_gradient)
            g_assert_cmpint (state->gradient.rows[row], ==, row);
        }
    }
  for (guint i = 0; i < pass->plan->steps->len; i++)
    {
      const FvPassStep *step = fv_plan_get_step (pass->plan, (gint)i);

      if (was_read (&pass->steps[i].record))
        assert_near (fv_pass_step_get_n_rows (step),
                     count_needed (&pass->steps[i].record), spare);
      else
        g_assert_cmpint (fv_pass_step_get_n_rows (step), <=, step->rows);
      if (step->tap != NULL)
        assert_near (step->tap->output.n_rows, count_needed (&pass->steps[i].tap), spare);
    }
}

/* Makes a plan for pictures of a height, and goes through its order. A few places may be
 * to @spare: where windows are dilated, some rows are in the gaps of all that see a map's
 * edge. */
void
plan_walk_assert (const FvNetwork *network, const FvPassTarget *target,
                  FvPassManner manner, gint height, gint spare)
{
  g_autoptr (FvPlan) plan = fv_plan_new (network, target, manner, PLAN_WIDTH, height);
  Pass pass;
  FvRows rows;

  pass_init (&pass, network, plan);
  fv_schedule_begin (plan);
  while (fv_schedule_next (plan, plan->n_taps > 0, &rows))
    {
      if (rows.direction == FV_FORWARD)
        forward (&pass, &rows);
      else
        backward (&pass, &rows);
      fv_schedule_note (&rows);
    }
  assert_all_done (&pass);
  assert_places (&pass, spare);
  pass_clear (&pass);
}
