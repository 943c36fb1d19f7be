/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One forward and backward pass, from an input tensor to a target layer and back to
 * the tensor's gradient. The rows stream through: see schedule.c. */

#include "pass.h"

#include "objective.h"
#include "schedule.h"
#include "base/cancel.h"
#include "base/memory.h"
#include "picture/image.h"

struct _FvPass
{
  FvPlan *plan;
  FvWorkers *workers;
  gfloat *shared; /* by all steps, on the way back */
  GCancellable *stop;
  FvProgress *progress;
  gboolean is_chain;
  gboolean is_redirected; /* whether the last run was */

  /* while it runs */
  gboolean watches;   /* for masks that no gradient passes */
  gboolean measures;  /* styles, before the way back */
  gboolean remembers; /* contents */
  gfloat *activation; /* of the only tap, if that is all that is wanted; or else %NULL */
  GCancellable *cancellable;
};

/**
 * fv_pass_free:
 * @pass: (nullable): a pass
 */
void
fv_pass_free (FvPass *pass)
{
  if (pass == NULL)
    return;
  for (guint i = 1; i < pass->plan->flows->len; i++) /* 0 are the caller's images */
    {
      fv_memory_free (fv_plan_get_flow (pass->plan, (gint)i)->values.data);
      fv_memory_free (fv_plan_get_flow (pass->plan, (gint)i)->gradient.data);
    }
  fv_memory_free (pass->plan->added_gradient.data);
  fv_plan_free (pass->plan);
  fv_memory_free (pass->shared);
  fv_workers_free (pass->workers);
  g_free (pass);
}

static gboolean
allocate_map (FvMap *map, GError **error)
{
  map->data = fv_memory_new_floats (MAX (fv_map_get_n_values (map), 1), error);
  return map->data != NULL;
}

static gboolean
allocate_flow (FvFlow *flow, GError **error)
{
  return allocate_map (&flow->values, error) &&
         (!flow->has_gradient || allocate_map (&flow->gradient, error));
}

static gboolean
allocate_shared (FvPass *pass, GError **error)
{
  gsize n_values = fv_plan_get_shared (pass->plan);

  if (n_values == 0)
    return TRUE;
  pass->shared = fv_memory_new_floats (n_values, error);
  for (guint i = 0; i < pass->plan->steps->len; i++)
    fv_pass_step_set_shared (fv_plan_get_step (pass->plan, (gint)i), pass->shared);
  return pass->shared != NULL;
}

static gboolean
allocate_tap (const FvObjective *objective, FvTap *tap, GError **error)
{
  if (!allocate_map (&tap->output, error))
    return FALSE;
  if (tap->has_style && (tap->style = fv_style_new (tap->output.channels,
                                                    tap->output.width, error)) == NULL)
    return FALSE;
  if (tap->has_statistics &&
      (tap->statistics = fv_statistics_new (tap->n_channels,
                                            fv_objective_count_positions (objective, tap),
                                            error)) == NULL)
    return FALSE;
  if (!tap->has_content || tap->guide != NULL)
    return TRUE;
  tap->content = fv_memory_new_floats (fv_tap_count_content (tap), error);
  return tap->content != NULL;
}

static gboolean
prepare (FvPass *pass, const FvNetwork *network, GError **error)
{
  FvPlan *plan = pass->plan;

  if (!allocate_shared (pass, error))
    return FALSE;
  for (guint i = 1; i < plan->flows->len; i++)
    if (!allocate_flow (fv_plan_get_flow (plan, (gint)i), error))
      return FALSE;
  for (guint i = 0; i < plan->steps->len; i++)
    if (!fv_pass_step_prepare (fv_plan_get_step (plan, (gint)i), network, pass->workers,
                               error))
      return FALSE;
  for (gint i = 0; i < plan->n_taps; i++)
    if (!allocate_tap (&plan->objective, &plan->taps[i], error))
      return FALSE;
  return plan->added_gradient.n_rows == 0 || allocate_map (&plan->added_gradient, error);
}

/* How large the contents are that guides bring along */
static void
weigh_guides (const FvPass *pass)
{
  FvPlan *plan = pass->plan;

  for (gint i = 0; i < plan->n_taps; i++)
    if (plan->taps[i].guide != NULL)
      fv_objective_weigh_content (&plan->objective, &plan->taps[i]);
}

/**
 * fv_pass_new:
 * @network: a network, which must outlive the pass
 * @target: what is to be found out; its objective was checked, for an input whose size
 * was checked
 * @manner: how to do it
 * @width: the input's width
 * @height: the input's height
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): a pass with all the memory that it needs, or %NULL
 */
FvPass *
fv_pass_new (const FvNetwork *network, const FvPassTarget *target, FvPassManner manner,
             gint width, gint height, GError **error)
{
  g_autoptr (FvPass) pass = g_new0 (FvPass, 1);

  pass->is_chain = fv_network_get_architecture (network)->is_chain;
  pass->plan = fv_plan_new (network, target, manner, width, height);
  pass->workers =
      fv_workers_new (manner.n_threads, fv_plan_get_scratch (pass->plan), error);
  if (pass->workers == NULL || !prepare (pass, network, error))
    return NULL;
  weigh_guides (pass);
  return g_steal_pointer (&pass);
}

/**
 * fv_pass_set_stop:
 * @pass: a pass
 * @stop: (nullable): asked every few rows of each layer, beside what a run is given; it
 *   must outlive the pass
 */
void
fv_pass_set_stop (FvPass *pass, GCancellable *stop)
{
  pass->stop = stop;
}

/**
 * fv_pass_set_progress:
 * @pass: a pass
 * @progress: (nullable): told of the work forward; it must outlive the pass
 */
void
fv_pass_set_progress (FvPass *pass, FvProgress *progress)
{
  pass->progress = progress;
}

static gboolean
is_cancelled (const FvPass *pass)
{
  return g_cancellable_is_cancelled (pass->cancellable) ||
         g_cancellable_is_cancelled (pass->stop);
}

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

static void
go_forward (FvPass *pass, const FvRows *rows)
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

static void
go_back (FvPass *pass, const FvRows *rows)
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

/* All rows -------------------------------------------------------------------------- */

static void
set_image (FvMap *map, const FvImage *image)
{
  map->n_rows = map->height;
  map->data = image->data;
}

static gboolean
run (FvPass *pass, const FvImage *input, gboolean backward)
{
  FvPlan *plan = pass->plan;
  FvRows rows;

  set_image (&fv_plan_get_flow (plan, 0)->values, input);
  for (guint i = 0; i < plan->steps->len; i++)
    fv_plan_get_step (plan, (gint)i)->stage.passed = FALSE;
  for (gint i = 0; i < plan->n_taps; i++)
    {
      plan->taps[i].sum = 0.0;
      plan->taps[i].passed = FALSE;
    }
  fv_schedule_begin (plan);
  while (fv_schedule_next (plan, backward, &rows))
    {
      if (is_cancelled (pass))
        return FALSE;
      if (rows.direction == FV_FORWARD)
        go_forward (pass, &rows);
      else
        go_back (pass, &rows);
      fv_schedule_note (&rows);
    }
  return TRUE;
}

static gboolean
measure_styles (FvPass *pass, const FvImage *input)
{
  FvPlan *plan = pass->plan;
  gboolean success;

  for (gint i = 0; i < plan->n_taps; i++)
    fv_objective_begin_style (&plan->taps[i]);
  pass->activation = NULL;
  pass->measures = TRUE;
  success = run (pass, input, FALSE);
  pass->measures = FALSE;
  for (gint i = 0; success && i < plan->n_taps; i++)
    fv_objective_end_style (&plan->objective, &plan->taps[i]);
  return success;
}

/* What the gradient of a style depends on at each position: that of all of them */
static gboolean
compare_styles (FvPass *pass, const FvImage *input)
{
  FvPlan *plan = pass->plan;

  if (!fv_plan_has_styles (plan))
    return TRUE;
  if (!measure_styles (pass, input))
    return FALSE;
  for (gint i = 0; i < plan->n_taps; i++)
    fv_objective_compare_style (&plan->taps[i], pass->workers);
  return TRUE;
}

static gdouble
get_loss (const FvPass *pass)
{
  gdouble loss = 0.0;

  for (gint i = 0; i < pass->plan->n_taps; i++)
    loss += fv_objective_get_loss (&pass->plan->objective, &pass->plan->taps[i]);
  return loss;
}

/**
 * fv_pass_run:
 * @pass: a pass
 * @input: the input tensor, of the pass's size
 * @redirect: what becomes of a gradient that ReLUs block
 * @gradient: (out caller-allocated): an image of the same size: d loss / d input, not
 *   normalised
 * @loss: (out): the objective's value
 * @cancellable: (nullable): asked every few rows of each layer
 * @error: %FV_ERROR_CANCELLED
 *
 * Returns: whether it was run to its end
 */
gboolean
fv_pass_run (FvPass *pass, const FvImage *input, FvRedirect redirect, FvImage *gradient,
             gdouble *loss, GCancellable *cancellable, GError **error)
{
  pass->watches = redirect != FV_REDIRECT_NONE && pass->is_chain;
  pass->activation = NULL;
  pass->cancellable = cancellable;
  set_image (&fv_plan_get_flow (pass->plan, 0)->gradient, gradient);
  pass->is_redirected = FALSE;
  fv_redirect_forget (pass->plan);
  if (!compare_styles (pass, input) || !run (pass, input, TRUE))
    return fv_cancel_set (error);
  while (fv_redirect_blocked (pass->plan, redirect, pass->is_chain, gradient))
    {
      pass->is_redirected = TRUE;
      if (!run (pass, input, TRUE))
        return fv_cancel_set (error);
    }
  *loss = get_loss (pass);
  return TRUE;
}

/**
 * fv_pass_is_redirected:
 * @pass: a pass that fv_pass_run() ran
 *
 * Returns: whether ReLUs blocked the gradient, and were redirected
 */
gboolean
fv_pass_is_redirected (const FvPass *pass)
{
  return pass->is_redirected;
}

/**
 * fv_pass_run_forward:
 * @pass: a pass whose objective is one filter
 * @input: the input tensor, of the pass's size
 * @map: (out caller-allocated): height × width of the target's map: the filter's
 *   activation before ReLU
 * @cancellable: (nullable): asked every few rows of each layer
 * @error: %FV_ERROR_CANCELLED
 *
 * Returns: whether it was run to its end
 */
gboolean
fv_pass_run_forward (FvPass *pass, const FvImage *input, gfloat *map,
                     GCancellable *cancellable, GError **error)
{
  pass->activation = map;
  pass->cancellable = cancellable;
  return run (pass, input, FALSE) || fv_cancel_set (error);
}

/**
 * fv_pass_measure:
 * @pass: a pass whose terms about styles may have no guides
 * @input: the input tensor, of the pass's size
 * @cancellable: (nullable): asked every few rows of each layer
 * @error: %FV_ERROR_CANCELLED
 *
 * Makes the Gram matrices and the statistics of the plan's taps those of @input; the
 * latter in their order.
 *
 * Returns: whether it was run to its end
 */
gboolean
fv_pass_measure (FvPass *pass, const FvImage *input, GCancellable *cancellable,
                 GError **error)
{
  pass->cancellable = cancellable;
  if (!measure_styles (pass, input))
    return fv_cancel_set (error);
  for (gint i = 0; i < pass->plan->n_taps; i++)
    if (pass->plan->taps[i].statistics != NULL)
      fv_statistics_sort (pass->plan->taps[i].statistics, pass->workers);
  return TRUE;
}

/**
 * fv_pass_remember:
 * @pass: a pass
 * @photo: the input tensor, of the pass's size, whose features terms about contents
 *   without guides compare with
 * @cancellable: (nullable): asked every few rows of each layer
 * @error: %FV_ERROR_CANCELLED
 *
 * To be called before fv_pass_run() where there are such terms.
 *
 * Returns: whether it was run to its end
 */
gboolean
fv_pass_remember (FvPass *pass, const FvImage *photo, GCancellable *cancellable,
                  GError **error)
{
  FvPlan *plan = pass->plan;
  gboolean success;

  pass->activation = NULL;
  pass->cancellable = cancellable;
  pass->remembers = TRUE;
  success = run (pass, photo, FALSE);
  pass->remembers = FALSE;
  for (gint i = 0; success && i < plan->n_taps; i++)
    if (plan->taps[i].content != NULL)
      fv_objective_weigh_content (&plan->objective, &plan->taps[i]);
  return success || fv_cancel_set (error);
}

/**
 * fv_pass_run_kept:
 * @pass: a pass whose target keeps maps
 * @input: the input tensor, of the pass's size
 * @loss: (out) (nullable): the objective's value, if there is one
 * @cancellable: (nullable): asked every few rows of each layer
 * @error: %FV_ERROR_CANCELLED
 *
 * fv_plan_find_flow() tells then where the maps are that are kept and, with an objective,
 * its gradient with respect to the first of them.
 *
 * Returns: whether it was run to its end
 */
gboolean
fv_pass_run_kept (FvPass *pass, const FvImage *input, gdouble *loss,
                  GCancellable *cancellable, GError **error)
{
  pass->watches = FALSE;
  pass->activation = NULL;
  pass->cancellable = cancellable;
  if (!run (pass, input, pass->plan->n_taps > 0))
    return fv_cancel_set (error);
  if (loss != NULL)
    *loss = get_loss (pass);
  return TRUE;
}

/**
 * fv_pass_get_plan:
 * @pass: a pass
 *
 * Returns: (transfer none): its plan, with the times of its steps so far
 */
const FvPlan *
fv_pass_get_plan (const FvPass *pass)
{
  return pass->plan;
}
