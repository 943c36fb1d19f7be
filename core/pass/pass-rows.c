/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A few rows of a pass, of one step: forward, or back */

#include "pass-private.h"

#include "objective.h"

/* Forward --------------------------------------------------------------------------- */

/* Of the one filter that is asked for: a tap that is no convolution has all channels. */
static void
keep_row (gfloat *activation, const FvTap *tap, gint y)
{
  const FvMap *output = &tap->output;
  const gfloat *row = fv_map_get_row (output, y) + tap->terms[0].filter;

  for (gint x = 0; x < output->width; x++)
    activation[(gsize)y * output->width + x] = row[(gsize)x * output->channels];
}

/* What a tap's new rows are for */
static void
use_tap (FvPass *pass, FvTap *tap, gint first, gint end)
{
  const FvObjective *objective = &pass->plan->objective;

  if (pass->activation != NULL)
    for (gint y = first; y < end; y++)
      keep_row (pass->activation, tap, y);
  else if (pass->remembers && tap->content != NULL)
    fv_objective_remember_content (objective, tap, first, end);
  else if (!pass->measures && !pass->remembers)
    fv_objective_differentiate (objective, tap, first, end, pass->workers);
  else if (pass->measures)
    fv_objective_measure_style (objective, tap, first, end, pass->workers);
}

/**
 * fv_pass_go_forward:
 * @pass: a pass that runs
 * @rows: rows of a step whose inputs are there
 *
 * Makes these rows, and does with them what the run is for.
 */
void
fv_pass_go_forward (FvPass *pass, const FvRows *rows)
{
  FvPlan *plan = pass->plan;
  FvPassStep *step = rows->step;
  g_autofree const FvMap **inputs = g_new (const FvMap *, step->n_inputs);

  for (gint i = 0; i < step->n_inputs; i++)
    inputs[i] = &fv_plan_get_flow (plan, step->inputs[i])->values;
  fv_pass_step_forward (step, inputs, rows->first, rows->end,
                        step->tap != NULL
                            ? &step->tap->output
                            : &fv_plan_get_flow (plan, step->output)->values,
                        pass->workers);
  if (step->tap != NULL)
    use_tap (pass, step->tap, rows->first, rows->end);
  fv_progress_add (pass->progress,
                   fv_pass_step_count_multiplications (step, rows->end - rows->first));
}

/* Backward -------------------------------------------------------------------------- */

static const FvMap *
get_output_gradient (const FvPlan *plan, const FvPassStep *step)
{
  return step->tap != NULL ? &step->tap->output
                           : &fv_plan_get_flow (plan, step->output)->gradient;
}

typedef struct
{
  const FvMap *added;
  FvMap *total;
  gint first;
} Sum;

static void
add_row (gint chunk, gfloat *scratch, gpointer data)
{
  const Sum *sum = data;
  gint y = sum->first + chunk;

  (void)scratch;
  fv_values_add (fv_map_get_row (sum->added, y), fv_map_get_row_size (sum->total),
                 fv_map_get_row (sum->total, y));
}

/* The rows of a gradient, which other users have given, get what this stage gives. */
static void
add_gradient (FvPass *pass, const FvRows *rows, FvMap *total)
{
  FvMap gradient = pass->plan->added_gradient;
  Sum sum = { &gradient, total, rows->first };

  gradient.width = total->width;
  gradient.height = total->height;
  gradient.channels = total->channels;
  gradient.n_rows = rows->end - rows->first;
  fv_pass_step_backward (rows->step, rows->input,
                         get_output_gradient (pass->plan, rows->step), rows->first,
                         rows->end, FALSE, &gradient, pass->workers);
  fv_workers_run (pass->workers, rows->end - rows->first, add_row, &sum);
}

/* New rows of the gradient behind @stage: while some mask may need to be redirected */
static void
watch (FvStage *stage, const FvMap *gradient, gint first, gint end)
{
  if (stage->redirects)
    fv_mask_redirect (&stage->mask, gradient, first, end);
  else if (!stage->passed)
    stage->passed = fv_mask_passes (&stage->mask, gradient, first, end);
}

static gboolean
is_user (const FvFlow *flow, guint user, const FvPlan *plan, const FvRows *rows)
{
  const FvUser *giver = &g_array_index (flow->users, FvUser, user);

  return fv_plan_get_step (plan, giver->step) == rows->step &&
         giver->input == rows->input;
}

/**
 * fv_pass_go_back:
 * @pass: a pass that runs
 * @rows: rows of a step's input, where the gradient behind the step is there
 *
 * Makes or adds to these rows' gradient.
 */
void
fv_pass_go_back (FvPass *pass, const FvRows *rows)
{
  FvPlan *plan = pass->plan;
  FvFlow *flow = fv_plan_get_flow (plan, rows->step->inputs[rows->input]);
  FvPassStep *maker = flow->maker >= 0 ? fv_plan_get_step (plan, flow->maker) : NULL;
  gboolean adds = !is_user (flow, 0, plan, rows);

  if (adds && rows->step->is_stage)
    add_gradient (pass, rows, &flow->gradient);
  else
    fv_pass_step_backward (rows->step, rows->input,
                           get_output_gradient (plan, rows->step), rows->first, rows->end,
                           adds, &flow->gradient, pass->workers);
  if (pass->watches && maker != NULL && maker->stage.mask.bits != NULL &&
      is_user (flow, flow->users->len - 1, plan, rows))
    watch (&maker->stage, &flow->gradient, rows->first, rows->end);
}
