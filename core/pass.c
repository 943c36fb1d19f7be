/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One forward and backward pass, from an input tensor to a target layer and back to
 * the tensor's gradient. The rows stream through: see plan.c. */

#include "pass.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "memory.h"
#include "objective.h"

struct _FvPass
{
  FvPlan *plan;
  FvWorkers *workers;
  GCancellable *stop;
  FvProgress *progress;

  /* while it runs */
  FvMap input; /* of the strip */
  FvImage *gradient;
  FvStrip strip;
  gboolean watches; /* for masks that no gradient passes */
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
  for (gint i = 0; i < pass->plan->n_stages; i++)
    fv_stage_clear (&pass->plan->stages[i]);
  for (gint i = 0; i <= pass->plan->n_stages; i++)
    fv_memory_free (pass->plan->maps[i].data);
  fv_memory_free (pass->plan->gradient.data);
  fv_plan_free (pass->plan);
  fv_workers_free (pass->workers);
  g_free (pass);
}

static gboolean
allocate_map (FvMap *map, GError **error)
{
  map->data = fv_memory_new_floats (fv_map_get_n_values (map), error);
  return map->data != NULL;
}

static gboolean
prepare (FvPass *pass, const FvNetwork *network, GError **error)
{
  FvPlan *plan = pass->plan;

  for (gint i = 0; i <= plan->n_stages; i++)
    if (!allocate_map (&plan->maps[i], error))
      return FALSE;
  for (gint i = 0; i < plan->n_stages; i++)
    if (!fv_stage_prepare (&plan->stages[i], network, plan->stages[i].convolution,
                           pass->workers, error))
      return FALSE;
  for (gint i = 0; i < plan->n_taps; i++)
    if (!fv_tap_prepare (&plan->taps[i], network, pass->workers, error))
      return FALSE;
  return plan->gradient.n_rows == 0 || allocate_map (&plan->gradient, error);
}

/**
 * fv_pass_new:
 * @network: a network, which must outlive the pass
 * @objective: an objective that was checked, for an input whose size was checked
 * @manner: how to do it
 * @width: the input's width
 * @height: the input's height
 * @threads: number of threads, 0 for one per processor
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): a pass with all the memory that it needs, or %NULL
 */
FvPass *
fv_pass_new (const FvNetwork *network, const FvObjective *objective, FvPassManner manner,
             gint width, gint height, gint threads, GError **error)
{
  g_autoptr (FvPass) pass = g_new0 (FvPass, 1);

  pass->plan = fv_plan_new (network, objective, manner, width, height,
                            fv_workers_get_n_threads (threads));
  pass->workers = fv_workers_new (threads, fv_plan_get_scratch (pass->plan), error);
  if (pass->workers == NULL || !prepare (pass, network, error))
    return NULL;
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

/* One strip: forward ------------------------------------------------------------------
 */

/* Of map 0, the activations are those of the image. */
static const FvMap *
get_input (const FvPass *pass, gint map)
{
  return map == 0 ? &pass->input : &pass->plan->maps[map];
}

/* The rows that a stage does next, if @available rows of its input are enough for them */
static gboolean
next_rows (const FvStage *stage, gint available, gint *end)
{
  gint height = stage->mask.height;

  *end = MIN (stage->done + stage->rows, height);
  return stage->done < height && available >= MIN (*end + 1, height);
}

/* Does the rows of a stage up to @end. */
static void
run_rows (FvPass *pass, FvStage *stage, const FvMap *input, gint end, FvMap *output)
{
  fv_stage_forward (stage, input, stage->done, end, output, pass->workers);
  fv_progress_add (pass->progress,
                   fv_stage_count_multiplications (stage, end - stage->done));
  stage->done = end;
}

/* Lets a tap do what it can, @available rows of the map that it convolves being there. */
static gboolean
feed_tap (FvPass *pass, FvTap *tap, gint available)
{
  gint end;

  while (next_rows (&tap->stage, available, &end))
    {
      if (is_cancelled (pass))
        return FALSE;
      run_rows (pass, &tap->stage, get_input (pass, tap->map), end, &tap->output);
    }
  return TRUE;
}

/* Lets what is behind a map do what it can, @available rows of it being there. */
static gboolean
feed_forward (FvPass *pass, gint map, gint available)
{
  FvStage *stage = &pass->plan->stages[map];
  FvTap *tap = fv_plan_find_tap (pass->plan, map);
  gint end;

  if (tap != NULL && !feed_tap (pass, tap, available))
    return FALSE;
  while (map < pass->plan->n_stages && next_rows (stage, available, &end))
    {
      if (is_cancelled (pass))
        return FALSE;
      run_rows (pass, stage, get_input (pass, map), end, &pass->plan->maps[map + 1]);
      if (!feed_forward (pass, map + 1, end / fv_stage_get_stride (stage)))
        return FALSE;
    }
  return TRUE;
}

static void
begin_strip (FvPass *pass, const FvImage *input, gint strip)
{
  FvPlan *plan = pass->plan;

  pass->strip = fv_plan_get_strip (plan, strip);
  fv_plan_set_strip (plan, strip);
  pass->input = plan->maps[0];
  pass->input.n_rows = pass->input.height;
  pass->input.data =
      input->data + (gsize)pass->strip.top * fv_map_get_row_size (&pass->input);
}

static void
begin_direction (FvPass *pass)
{
  for (gint i = 0; i < pass->plan->n_stages; i++)
    pass->plan->stages[i].done = 0;
  for (gint i = 0; i < pass->plan->n_taps; i++)
    pass->plan->taps[i].stage.done = 0;
}

static gboolean
run_strip_forward (FvPass *pass, const FvImage *input, gint strip)
{
  begin_strip (pass, input, strip);
  begin_direction (pass);
  return feed_forward (pass, 0, pass->input.height);
}

/* One strip: backward -----------------------------------------------------------------
 */

/* What a strip's rows share with its neighbours gets its gradient from both. */
static void
add_gradient (FvPass *pass, gint first, gint end)
{
  FvMap *map = &pass->plan->maps[0];
  gsize row_size = fv_map_get_row_size (map);

  for (gint y = first; y < end; y++)
    {
      const gfloat *source = fv_map_get_row (map, y);
      gfloat *target = pass->gradient->data + (pass->strip.top + y) * row_size;

      for (gsize i = 0; i < row_size; i++)
        target[i] += source[i];
    }
}

/* Rows @first … @end - 1 of a map's gradient, which the stage behind it has given, get
 * what the tap beside that stage gives. */
static void
add_tap_gradient (FvPass *pass, FvTap *tap, gint first, gint end)
{
  FvMap *map = &pass->plan->maps[tap->map];
  FvMap gradient = pass->plan->gradient;

  gradient.width = map->width;
  gradient.height = map->height;
  gradient.channels = map->channels;
  gradient.n_rows = end - first;
  fv_stage_backward (&tap->stage, &tap->output, first, end, &gradient, pass->workers);
  for (gint y = first; y < end; y++)
    {
      const gfloat *source = fv_map_get_row (&gradient, y);
      gfloat *target = fv_map_get_row (map, y);

      for (gsize i = 0; i < fv_map_get_row_size (map); i++)
        target[i] += source[i];
    }
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

/* Lets the stages before a map do what they can, rows @new … @available - 1 of its
 * gradient being there, and those before them. */
static gboolean
feed_backward (FvPass *pass, gint map, gint new, gint available)
{
  FvMap *maps = pass->plan->maps;
  FvStage *stage = map > 0 ? &pass->plan->stages[map - 1] : NULL;
  FvTap *tap = fv_plan_find_tap (pass->plan, map - 1);
  gint height = stage != NULL ? stage->mask.height : 0;

  if (stage == NULL)
    {
      add_gradient (pass, new, available);
      return TRUE;
    }
  if (pass->watches && stage->mask.bits != NULL)
    watch (stage, &maps[map], new, available);
  while (stage->done < height)
    {
      gint first = stage->done, end = MIN (first + stage->rows, height);

      if (available < fv_mask_get_rows_needed (&stage->mask, MIN (end + 1, height)))
        return TRUE;
      if (is_cancelled (pass))
        return FALSE;
      fv_stage_backward (stage, &maps[map], first, end, &maps[map - 1], pass->workers);
      if (tap != NULL)
        add_tap_gradient (pass, tap, first, end);
      stage->done = end;
      if (!feed_backward (pass, map - 1, first, end))
        return FALSE;
    }
  return TRUE;
}

/* From the deepest layer on */
static gboolean
run_strip_backward (FvPass *pass)
{
  FvPlan *plan = pass->plan;
  FvTap *deepest = &plan->taps[plan->n_taps - 1];
  FvMap *map = &plan->maps[plan->n_stages];

  begin_direction (pass);
  for (gint first = 0; first < map->height; first += deepest->stage.rows)
    {
      gint end = MIN (first + deepest->stage.rows, map->height);

      if (is_cancelled (pass))
        return FALSE;
      fv_stage_backward (&deepest->stage, &deepest->output, first, end, map,
                         pass->workers);
      if (!feed_backward (pass, plan->n_stages, first, end))
        return FALSE;
    }
  return TRUE;
}

static gboolean
run_strip (FvPass *pass, const FvImage *input, gint strip, gdouble *loss)
{
  FvPlan *plan = pass->plan;

  if (!run_strip_forward (pass, input, strip))
    return FALSE;
  for (gint i = 0; i < plan->n_taps; i++)
    *loss += fv_objective_differentiate (&plan->objective, &plan->taps[i]);
  return run_strip_backward (pass);
}

/* All strips ------------------------------------------------------------------------ */

static gboolean
run_strips (FvPass *pass, const FvImage *input, gdouble *loss)
{
  memset (pass->gradient->data, 0, fv_image_get_n_values (input) * sizeof (gfloat));
  *loss = 0.0;
  for (gint i = 0; i < pass->plan->n_stages; i++)
    pass->plan->stages[i].passed = FALSE;
  for (gint i = 0; i < pass->plan->n_strips; i++)
    if (!run_strip (pass, input, i, loss))
      return FALSE;
  return TRUE;
}

/* The mask nearest to the target that blocks all of a gradient; those before it have
 * nothing to block. */
static FvStage *
find_blocked_stage (const FvPass *pass)
{
  for (gint i = pass->plan->n_stages - 1; i >= 0; i--)
    {
      FvStage *stage = &pass->plan->stages[i];

      if (stage->mask.bits != NULL && !stage->passed && !stage->redirects)
        return stage;
    }
  return NULL;
}

static gboolean
set_cancelled (GError **error)
{
  g_set_error (error, FV_ERROR, FV_ERROR_CANCELLED, _ ("The work was cancelled."));
  return FALSE;
}

/**
 * fv_pass_run:
 * @pass: a pass
 * @input: the input tensor, of the pass's size
 * @redirect: whether masks that would block all of the gradient are redirected: see
 *   fv_mask_redirect()
 * @gradient: (out caller-allocated): an image of the same size: d loss / d input, not
 *   normalised
 * @loss: (out): the objective's value
 * @cancellable: (nullable): asked every few rows of each layer
 * @error: %FV_ERROR_CANCELLED
 *
 * Returns: whether it was run to its end
 */
gboolean
fv_pass_run (FvPass *pass, const FvImage *input, gboolean redirect, FvImage *gradient,
             gdouble *loss, GCancellable *cancellable, GError **error)
{
  FvStage *blocked = NULL;

  pass->gradient = gradient;
  pass->watches = redirect;
  pass->cancellable = cancellable;
  for (gint i = 0; i < pass->plan->n_stages; i++)
    pass->plan->stages[i].redirects = FALSE;
  do
    {
      if (blocked != NULL)
        blocked->redirects = TRUE;
      if (!run_strips (pass, input, loss))
        return set_cancelled (error);
      blocked = redirect ? find_blocked_stage (pass) : NULL;
    }
  while (blocked != NULL);
  return TRUE;
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
  const FvTap *tap = &pass->plan->taps[0];

  pass->cancellable = cancellable;
  for (gint i = 0; i < pass->plan->n_strips; i++)
    {
      if (!run_strip_forward (pass, input, i))
        return set_cancelled (error);
      for (gint y = tap->first; y < tap->end; y++)
        memcpy (map + (gsize)(tap->top + y) * tap->output.width,
                fv_map_get_row (&tap->output, y), tap->output.width * sizeof (gfloat));
    }
  return TRUE;
}

/**
 * fv_pass_get_plan:
 * @pass: a pass
 *
 * Returns: (transfer none): its plan, with the times of its stages so far
 */
const FvPlan *
fv_pass_get_plan (const FvPass *pass)
{
  return pass->plan;
}

/**
 * fv_pass_check:
 * @network: a network
 * @objective: an objective
 * @width: the input's width
 * @height: the input's height
 * @error: %FV_ERROR_LAYER, %FV_ERROR_FILTER, %FV_ERROR_SIZE or %FV_ERROR_SETTING
 *
 * Returns: whether there can be a pass for this
 */
gboolean
fv_pass_check (const FvNetwork *network, const FvObjective *objective, gint width,
               gint height, GError **error)
{
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);

  return fv_objective_check (layers, n_layers, objective, error) &&
         fv_objective_check_size (layers, n_layers, objective, width, height, error);
}
