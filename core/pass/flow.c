/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What flows between the steps of a pass, and which of it has a gradient. */

#include "flow.h"

/**
 * fv_flow_free:
 * @data: a flow
 */
void
fv_flow_free (gpointer data)
{
  FvFlow *flow = data;

  g_array_unref (flow->takers);
  g_array_unref (flow->users);
  g_free (flow);
}

/**
 * fv_plan_add_flow:
 * @plan: (inout): a plan
 * @node: the node whose value it is, or FV_PICTURE
 * @shape: its size
 * @n_channels: its number of channels
 *
 * Adds what the last of the plan's steps gives, or, where there is no step yet, the
 * picture.
 *
 * Returns: (transfer none): the flow
 */
FvFlow *
fv_plan_add_flow (FvPlan *plan, gint node, FvShape shape, gint n_channels)
{
  FvFlow *flow = g_new0 (FvFlow, 1);

  flow->node = node;
  flow->maker = (gint)plan->steps->len - 1;
  flow->values = (FvMap){ shape.height, shape.width, n_channels, 1, NULL };
  flow->gradient = flow->values;
  flow->takers = g_array_new (FALSE, FALSE, sizeof (FvUser));
  flow->users = g_array_new (FALSE, FALSE, sizeof (FvUser));
  g_ptr_array_add (plan->flows, flow);
  return flow;
}

static gboolean
leads_to_tap (const FvPlan *plan, const FvPassStep *step)
{
  return step->tap != NULL || fv_plan_get_flow (plan, step->output)->has_gradient;
}

/* Marks what leads to a tap, from the taps on, and takes the mark off again where nothing
 * depends on @source. */
static void
mark_gradients (FvPlan *plan, gint source)
{
  for (gint i = (gint)plan->steps->len - 1; i >= 0; i--)
    {
      const FvPassStep *step = fv_plan_get_step (plan, i);

      if (leads_to_tap (plan, step))
        for (gint k = 0; k < step->n_inputs; k++)
          fv_plan_get_flow (plan, step->inputs[k])->has_gradient = TRUE;
    }
  for (guint i = 0; i < plan->flows->len; i++)
    {
      FvFlow *flow = fv_plan_get_flow (plan, (gint)i);
      gboolean depends = (gint)i == source;

      if (flow->maker >= 0 && (gint)i != source)
        {
          const FvPassStep *step = fv_plan_get_step (plan, flow->maker);

          for (gint k = 0; k < step->n_inputs; k++)
            depends = depends || fv_plan_get_flow (plan, step->inputs[k])->has_gradient;
        }
      flow->has_gradient = flow->has_gradient && depends;
    }
}

static void
find_users (FvPlan *plan)
{
  for (guint i = 0; i < plan->steps->len; i++)
    {
      FvPassStep *step = fv_plan_get_step (plan, (gint)i);

      step->operation.records = FALSE;
      if (!leads_to_tap (plan, step))
        continue;
      for (gint k = 0; k < step->n_inputs; k++)
        {
          FvFlow *flow = fv_plan_get_flow (plan, step->inputs[k]);
          FvUser user = { (gint)i, k };

          if (!flow->has_gradient)
            continue;
          g_array_append_val (flow->users, user);
          step->operation.records = TRUE;
        }
    }
}

/**
 * fv_plan_find_gradients:
 * @plan: (inout): a plan with all its steps
 * @source: number of the flow whose gradient is wanted
 *
 * Finds out which flows have a gradient, and which steps give it.
 */
void
fv_plan_find_gradients (FvPlan *plan, gint source)
{
  mark_gradients (plan, source);
  find_users (plan);
}
