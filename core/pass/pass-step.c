/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "pass-step.h"

/**
 * fv_pass_step_new:
 *
 * Returns: (transfer full): a step of which nothing is known, without inputs
 */
FvPassStep *
fv_pass_step_new (void)
{
  FvPassStep *step = g_new0 (FvPassStep, 1);

  step->convolution_node = step->scale_node = step->output = -1;
  step->operation.activation = FV_NODE_IDENTITY;
  return step;
}

/**
 * fv_pass_step_add_input:
 * @step: (inout): a step that is not planned yet
 * @input: number of a map
 * @channels: its channels
 * @span: which of its rows each of the step's rows sees
 */
void
fv_pass_step_add_input (FvPassStep *step, gint input, gint channels, FvSpan span)
{
  gint last = step->n_inputs++;

  step->inputs = g_renew (gint, step->inputs, step->n_inputs);
  step->channels = g_renew (gint, step->channels, step->n_inputs);
  step->spans = g_renew (FvSpan, step->spans, step->n_inputs);
  step->done_back = g_renew (gint, step->done_back, step->n_inputs);
  step->inputs[last] = input;
  step->channels[last] = channels;
  step->spans[last] = span;
  step->done_back[last] = 0;
}

/**
 * fv_pass_step_free:
 * @step: (nullable): a step
 */
void
fv_pass_step_free (FvPassStep *step)
{
  if (step == NULL)
    return;
  if (step->is_stage)
    fv_stage_clear (&step->stage);
  else
    fv_operation_clear (&step->operation);
  g_free (step->inputs);
  g_free (step->channels);
  g_free (step->spans);
  g_free (step->done_back);
  g_free (step);
}

static void
plan_stage (FvPassStep *step, FvPassKind kind, gint width, gint height, gint threads)
{
  FvStage *stage = &step->stage;

  fv_stage_plan (stage, kind, width, height, threads);
  step->unit = FV_ROWS_UNIT;
  step->ratio = fv_stage_get_stride (stage);
  step->height = height;
  step->rows = stage->rows;
}

static void
plan_operation (FvPassStep *step, gboolean lean, gint height, gint threads)
{
  FvOperation *operation = &step->operation;

  operation->n_inputs = step->n_inputs;
  operation->channels = step->channels;
  operation->rows = step->spans;
  operation->lean = lean;
  operation->n_rows = height;
  step->unit = 1;
  step->ratio = 1;
  step->height = height;
  step->rows = CLAMP (fv_operation_choose_rows (operation, threads), 1, height);
}

/**
 * fv_pass_step_plan:
 * @step: (inout): a step that is all known but for how it is done
 * @kind: where kernels in another order are; those of operations are kept but for LEAN
 * @width: columns of the stage's input
 * @height: rows that it does: of the stage's input, or of the operation's output
 * @threads: number of threads, at least 1
 *
 * Decides how to do it. Nothing is allocated.
 */
void
fv_pass_step_plan (FvPassStep *step, FvPassKind kind, gint width, gint height,
                   gint threads)
{
  if (step->is_stage)
    plan_stage (step, kind, width, height, threads);
  else
    plan_operation (step, kind == FV_PASS_LEAN, height, threads);
}

/**
 * fv_pass_step_get_back_rows:
 * @step: a step that was planned
 * @input: number of an input
 *
 * Returns: of how many of its rows the gradient is made at once
 */
gint
fv_pass_step_get_back_rows (const FvPassStep *step, gint input)
{
  const FvSpan *span = &step->spans[input];

  if (span->n_outputs <= 1)
    return span->n_inputs;
  return MIN (step->rows * MAX (span->stride, 1),
              (span->n_inputs + step->unit - 1) / step->unit * step->unit);
}

/**
 * fv_pass_step_set_n_rows:
 * @step: a step that was planned
 * @n_rows: of how many of its rows what the way back needs gets a place
 */
void
fv_pass_step_set_n_rows (FvPassStep *step, gint n_rows)
{
  if (step->is_stage)
    step->stage.mask.n_rows = n_rows;
  else
    step->operation.n_rows = n_rows;
}

/**
 * fv_pass_step_get_n_rows:
 * @step: a step that was planned
 *
 * Returns: of how many of its rows what the way back needs has a place
 */
gint
fv_pass_step_get_n_rows (const FvPassStep *step)
{
  return step->is_stage ? step->stage.mask.n_rows : step->operation.n_rows;
}

/**
 * fv_pass_step_get_scratch:
 * @step: a step that was planned
 *
 * Returns: how many floats of scratch memory each worker needs
 */
gsize
fv_pass_step_get_scratch (const FvPassStep *step)
{
  return step->is_stage ? fv_stage_get_scratch (&step->stage)
                        : fv_operation_get_scratch (&step->operation);
}

/**
 * fv_pass_step_get_shared:
 * @step: a step that was planned
 *
 * Returns: how many floats it needs on the way back that all steps may share
 */
gsize
fv_pass_step_get_shared (const FvPassStep *step)
{
  return step->is_stage ? 0 : fv_operation_get_shared (&step->operation);
}

/**
 * fv_pass_step_set_shared:
 * @step: a step that was planned
 * @shared: (nullable): these floats, which must outlive its use
 */
void
fv_pass_step_set_shared (FvPassStep *step, gfloat *shared)
{
  step->operation.shared = shared;
}

/**
 * fv_pass_step_get_kernel_size:
 * @step: a step that was planned
 *
 * Returns: how many floats it needs of a kernel that all steps share
 */
gsize
fv_pass_step_get_kernel_size (const FvPassStep *step)
{
  return step->is_stage ? fv_stage_get_kernel_size (&step->stage) : 0;
}

/**
 * fv_pass_step_get_memory:
 * @step: a step that was planned
 *
 * Returns: size of what the step itself will allocate, in bytes
 */
guint64
fv_pass_step_get_memory (const FvPassStep *step)
{
  return step->is_stage ? fv_stage_get_memory (&step->stage)
                        : fv_operation_get_memory (&step->operation);
}

static guint64
get_folded_size (const FvPassStep *step, const FvNetwork *network)
{
  const FvConvolution *convolution;

  if (step->scale_node < 0)
    return 0;
  convolution = fv_network_get_convolution (network, step->convolution_node);
  return (fv_convolution_get_n_weights (convolution) + (guint64)convolution->n_filters) *
         sizeof (gfloat);
}

/**
 * fv_pass_step_get_kept_memory:
 * @step: a step that was planned
 * @network: its network
 *
 * Returns: size of what the network will allocate and keep for the step, in bytes
 */
guint64
fv_pass_step_get_kept_memory (const FvPassStep *step, const FvNetwork *network)
{
  guint64 bytes = get_folded_size (step, network);

  if (step->is_stage)
    bytes += fv_stage_get_kept_memory (&step->stage, network);
  return bytes;
}

/**
 * fv_pass_step_count_multiplications:
 * @step: a step that was planned
 * @rows: some of its rows
 *
 * Returns: the multiplications in these rows, one way, if convolutions are direct
 */
gdouble
fv_pass_step_count_multiplications (const FvPassStep *step, gint rows)
{
  return step->is_stage ? fv_stage_count_multiplications (&step->stage, rows)
                        : fv_operation_count_multiplications (&step->operation, rows);
}

/* What the step convolves by: NULL with @error set where there is no memory */
static const FvConvolution *
get_convolution (const FvPassStep *step, const FvNetwork *network, GError **error)
{
  if (step->tap != NULL)
    return fv_tap_get_convolution (step->tap, network, error);
  if (step->scale_node >= 0)
    return fv_network_fold (network, step->convolution_node, step->scale_node, error);
  return fv_network_get_convolution (network, step->convolution_node);
}

/**
 * fv_pass_step_prepare:
 * @step: (inout): a step that was planned
 * @network: its network
 * @shared: (nullable): the kernel that all steps share, if they do
 * @workers: threads
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: whether it has what it needs
 */
gboolean
fv_pass_step_prepare (FvPassStep *step, const FvNetwork *network, FvSharedKernel *shared,
                      FvWorkers *workers, GError **error)
{
  const FvConvolution *convolution = NULL;

  if (step->convolution_node >= 0)
    {
      convolution = get_convolution (step, network, error);
      if (convolution == NULL)
        return FALSE;
    }
  if (step->is_stage)
    return fv_stage_prepare (&step->stage, network, convolution, shared, workers, error);
  step->operation.convolution = convolution;
  return fv_operation_prepare (&step->operation, error);
}

/**
 * fv_pass_step_forward:
 * @step: a step that was prepared
 * @inputs: (array length=n_inputs): its inputs, of which the rows that are needed have a
 *   place
 * @first: the first of its rows to do, a multiple of its unit
 * @end: the one after the last, a multiple of its unit or its height
 * @output: what these give is written here
 * @workers: threads
 */
void
fv_pass_step_forward (FvPassStep *step, const FvMap *const *inputs, gint first, gint end,
                      FvMap *output, FvWorkers *workers)
{
  if (step->is_stage)
    {
      fv_stage_forward (&step->stage, inputs[0], first, end, output, workers);
      return;
    }
  fv_workers_set_times (workers, &step->stage.times[FV_FORWARD]);
  fv_operation_forward (&step->operation, inputs, first, end, output, workers);
}

/**
 * fv_pass_step_backward:
 * @step: a step that was prepared
 * @input: number of an input
 * @output_gradient: d loss / d output
 * @first: the first row of the input to do, a multiple of the step's unit
 * @end: the one after the last, a multiple of the unit or the input's height
 * @adds: whether d loss / d input is added to what is there: not by a stage
 * @input_gradient: these rows of d loss / d input are written here
 * @workers: threads
 */
void
fv_pass_step_backward (FvPassStep *step, gint input, const FvMap *output_gradient,
                       gint first, gint end, gboolean adds, FvMap *input_gradient,
                       FvWorkers *workers)
{
  if (step->is_stage)
    {
      fv_stage_backward (&step->stage, output_gradient, first, end, input_gradient,
                         workers);
      return;
    }
  fv_workers_set_times (workers, &step->stage.times[FV_BACKWARD]);
  fv_operation_backward (&step->operation, input, output_gradient, first, end, adds,
                         input_gradient, workers);
}
