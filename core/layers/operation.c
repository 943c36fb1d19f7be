/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What all operations have in common: a table of kinds, the sharing out of the work, and
 * the activation that follows.
 *
 * On the way back, the gradient is led through the activation first, once for all windows
 * that see it, into memory that all operations share; rows are done in such parts that
 * this memory suffices. */

#include "operation.h"

#include "nonlinearity.h"
#include "window-convolution.h"
#include "base/memory.h"

/* Values of the output, for each thread, that are done at once, so that they are still in
 * a cache when the next operation takes them */
#define ROWS_VALUES 32768

/* Of a chunk, at least */
#define CHUNK_VALUES 4096

/* Values of the gradient that are led through an activation at once: about those that a
 * second-level cache holds */
#define SHARED_VALUES 262144

typedef struct
{
  const FvOperation *operation;
  const FvMap *const *inputs;
  gint input;
  const FvMap *source;
  FvMap *target;
  gboolean adds; /* to what is in the target */
  gint first;    /* row of the target */
  gint n_across;
} Work;

static const FvOperationKind convolution_kind = {
  .get_scratch = fv_window_convolution_get_scratch,
  .get_memory = fv_window_convolution_get_memory,
  .choose_rows = fv_window_convolution_choose_rows,
  .prepare = fv_window_convolution_prepare,
  .clear = fv_window_convolution_clear,
  .forward_rows = fv_window_convolution_forward,
  .backward_rows = fv_window_convolution_backward,
};

static const FvOperationKind *const kinds[] = {
  [FV_NODE_CONVOLUTION] = &convolution_kind,
  [FV_NODE_RELU] = &fv_nonlinearity_kind,
  [FV_NODE_MAX_POOLING] = &fv_max_pooling_kind,
  [FV_NODE_AVERAGE_POOLING] = &fv_average_pooling_kind,
  [FV_NODE_SCALE] = &fv_scale_kind,
  [FV_NODE_RELU6] = &fv_nonlinearity_kind,
  [FV_NODE_LEAKY_RELU] = &fv_nonlinearity_kind,
  [FV_NODE_ELU] = &fv_nonlinearity_kind,
  [FV_NODE_SIGMOID] = &fv_nonlinearity_kind,
  [FV_NODE_TANH] = &fv_nonlinearity_kind,
  [FV_NODE_SWISH] = &fv_nonlinearity_kind,
  [FV_NODE_ADD] = &fv_addition_kind,
  [FV_NODE_MULTIPLY] = &fv_multiplication_kind,
  [FV_NODE_CONCATENATE] = &fv_concatenation_kind,
  [FV_NODE_ZERO_PADDING] = &fv_zero_padding_kind,
  [FV_NODE_LRN] = &fv_lrn_kind,
  [FV_NODE_IDENTITY] = &fv_nonlinearity_kind,
};

static gsize
get_row_size (const FvOperation *operation)
{
  return (gsize)operation->columns.n_outputs * operation->n_channels;
}

/* The one that follows */
static FvNonlinearity
get_activation (const FvOperation *operation)
{
  return (FvNonlinearity){ operation->activation, operation->activation_parameters,
                           operation->n_rows,     operation->columns.n_outputs,
                           operation->n_channels, operation->record };
}

/* Rows of the output that see one row of the input, at most */
static gint
count_users (const FvSpan *span)
{
  gint extent = (span->size - 1) * span->dilation + 1;

  if (span->stride == 0)
    return span->n_outputs;
  return MIN ((extent - 1) / span->stride + 1, span->n_outputs);
}

/* Rows of the output whose gradient is led through the activation at once */
static gint
count_shared_rows (const FvOperation *operation)
{
  gsize rows = SHARED_VALUES / MAX (get_row_size (operation), 1);
  gint least = 1;

  for (gint input = 0; input < operation->n_inputs; input++)
    least = MAX (least, count_users (operation->rows + input));
  return (gint)CLAMP (rows, (gsize)least, (gsize)MAX (operation->rows->n_outputs, least));
}

/**
 * fv_operation_choose_rows:
 * @operation: an operation
 * @threads: number of threads, at least 1
 *
 * Returns: how many rows of the output should be done at once
 */
gint
fv_operation_choose_rows (const FvOperation *operation, gint threads)
{
  const FvOperationKind *kind = kinds[operation->kind];
  gsize rows = (gsize)threads * ROWS_VALUES / MAX (get_row_size (operation), 1);

  if (kind->choose_rows != NULL)
    return kind->choose_rows (operation, threads);
  return (gint)CLAMP (rows, 1, (gsize)MAX (operation->rows->n_outputs, 1));
}

/* Values of a row of the widest input: what is added to a gradient is first made aside,
 * but by convolutions. */
static gsize
get_added_size (const FvOperation *operation)
{
  gsize most = 0;

  for (gint input = operation->kind == FV_NODE_CONVOLUTION ? 1 : 0;
       input < operation->n_inputs; input++)
    most = MAX (most, (gsize)operation->channels[input] *
                          (input == 0 ? operation->columns.n_inputs
                                      : operation->columns.n_outputs));
  return most;
}

/**
 * fv_operation_get_scratch:
 * @operation: an operation
 *
 * Returns: how many floats of scratch memory each worker needs
 */
gsize
fv_operation_get_scratch (const FvOperation *operation)
{
  const FvOperationKind *kind = kinds[operation->kind];
  gsize added = operation->records ? get_added_size (operation) : 0;

  return kind->get_scratch != NULL ? kind->get_scratch (operation) + added : added;
}

static gsize
get_state_size (const FvOperation *operation)
{
  const FvOperationKind *kind = kinds[operation->kind];

  return operation->records && kind->get_record_size != NULL
             ? kind->get_record_size (operation)
             : 0;
}

static gsize
get_record_size (const FvOperation *operation)
{
  FvNonlinearity activation = get_activation (operation);

  return operation->records ? fv_nonlinearity_get_record_size (&activation) : 0;
}

/**
 * fv_operation_get_memory:
 * @operation: an operation whose n_rows are set
 *
 * Returns: size of what fv_operation_prepare() will allocate, in bytes
 */
guint64
fv_operation_get_memory (const FvOperation *operation)
{
  const FvOperationKind *kind = kinds[operation->kind];
  guint64 bytes = get_state_size (operation) + get_record_size (operation);

  return kind->get_memory != NULL ? bytes + kind->get_memory (operation) : bytes;
}

/**
 * fv_operation_get_shared:
 * @operation: an operation
 *
 * Returns: how many floats the way back needs as @shared
 */
gsize
fv_operation_get_shared (const FvOperation *operation)
{
  if (!operation->records || operation->activation == FV_NODE_IDENTITY)
    return 0;
  return count_shared_rows (operation) * get_row_size (operation);
}

/**
 * fv_operation_count_multiplications:
 * @operation: an operation
 * @rows: some rows of the output
 *
 * Returns: the multiplications in these rows, one way, or what takes about as long
 */
gdouble
fv_operation_count_multiplications (const FvOperation *operation, gint rows)
{
  const FvOperationKind *kind = kinds[operation->kind];
  const FvConvolution *convolution = operation->convolution;
  gdouble each = 1.0;

  if (operation->kind == FV_NODE_CONVOLUTION)
    each = (gdouble)convolution->height * convolution->width * convolution->n_inputs /
           convolution->groups;
  else if (kind->count_multiplications != NULL)
    each = kind->count_multiplications (operation);
  return each * get_row_size (operation) * rows;
}

static gboolean
allocate (gpointer *memory, gsize size, GError **error)
{
  if (size > 0)
    *memory = fv_memory_new (size, 1, error);
  return size == 0 || *memory != NULL;
}

/**
 * fv_operation_prepare:
 * @operation: an operation without state, whose n_rows are set
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: whether it has what it needs; either way fv_operation_clear() is needed
 */
gboolean
fv_operation_prepare (FvOperation *operation, GError **error)
{
  const FvOperationKind *kind = kinds[operation->kind];

  if (!allocate (&operation->record, get_record_size (operation), error))
    return FALSE;
  return kind->prepare != NULL
             ? kind->prepare (operation, error)
             : allocate (&operation->state, get_state_size (operation), error);
}

/**
 * fv_operation_clear:
 * @operation: an operation
 *
 * Frees what fv_operation_prepare() allocated.
 */
void
fv_operation_clear (FvOperation *operation)
{
  const FvOperationKind *kind = kinds[operation->kind];

  if (kind->clear != NULL)
    kind->clear (operation);
  else
    g_clear_pointer (&operation->state, fv_memory_free);
  g_clear_pointer (&operation->record, fv_memory_free);
}

/* Sharing out -------------------------------------------------------------------------
 */

static FvSegment
get_segment (const Work *work, gint chunk)
{
  gint64 part = chunk % work->n_across;

  return (FvSegment){ work->first + chunk / work->n_across,
                      (gint)(part * work->target->width / work->n_across),
                      (gint)((part + 1) * work->target->width / work->n_across) };
}

static void
run (Work *work, gint first, gint end, FvChunkFunc func, FvWorkers *workers)
{
  gsize parts = fv_map_get_row_size (work->target) / CHUNK_VALUES;

  work->first = first;
  work->n_across = (gint)CLAMP (parts, 1, (gsize)MAX (work->target->width, 1));
  fv_workers_run (workers, (end - first) * work->n_across, func, work);
}

static void
activate_chunk (gint chunk, gfloat *scratch, gpointer data)
{
  const Work *work = data;
  FvNonlinearity activation = get_activation (work->operation);

  (void)scratch;
  fv_nonlinearity_apply (&activation, get_segment (work, chunk), work->target);
}

static void
forward_chunk (gint chunk, gfloat *scratch, gpointer data)
{
  const Work *work = data;
  const FvOperation *operation = work->operation;

  kinds[operation->kind]->forward (operation, work->inputs, get_segment (work, chunk),
                                   work->target, scratch);
  activate_chunk (chunk, scratch, data);
}

/**
 * fv_operation_forward:
 * @operation: an operation
 * @inputs: the inputs, of which the rows that are seen have a place
 * @first: the first row to do
 * @end: the one after the last
 * @output: these rows are written here
 * @workers: threads with enough scratch memory
 *
 * What the way back needs for these rows is kept, if it records.
 */
void
fv_operation_forward (const FvOperation *operation, const FvMap *const *inputs,
                      gint first, gint end, FvMap *output, FvWorkers *workers)
{
  const FvOperationKind *kind = kinds[operation->kind];
  Work work = { .operation = operation, .inputs = inputs, .target = output };

  if (kind->forward != NULL)
    {
      run (&work, first, end, forward_chunk, workers);
      return;
    }
  kind->forward_rows (operation, inputs, first, end, output, workers);
  if (operation->activation != FV_NODE_IDENTITY)
    run (&work, first, end, activate_chunk, workers);
}

/* What leads back to an input: what is added to a convolution's output is as one of a
 * sum's. */
static const FvOperationKind *
get_kind_back (const FvOperation *operation, gint input)
{
  return operation->kind == FV_NODE_CONVOLUTION && input > 0 ? &fv_addition_kind
                                                             : kinds[operation->kind];
}

static void
backward_chunk (gint chunk, gfloat *scratch, gpointer data)
{
  const Work *work = data;
  const FvOperation *operation = work->operation;
  const FvOperationKind *kind = get_kind_back (operation, work->input);
  FvSegment segment = get_segment (work, chunk);
  FvMap added = *work->target;
  const gfloat *values;
  gfloat *sums;
  gsize n;

  if (!work->adds)
    {
      kind->backward (operation, work->input, work->source, segment, work->target,
                      scratch);
      return;
    }
  added.n_rows = 1;
  added.data = scratch;
  kind->backward (operation, work->input, work->source, segment, &added,
                  scratch + fv_map_get_row_size (&added));
  values = fv_map_get_position (&added, segment.y, segment.left);
  sums = fv_map_get_position (work->target, segment.y, segment.left);
  n = fv_segment_get_size (segment, work->target);
  for (gsize i = 0; i < n; i++)
    sums[i] += values[i];
}

/* @gradient: that of what the kind itself gives */
static void
backward_kind (const FvOperation *operation, gint input, const FvMap *gradient,
               gint first, gint end, gboolean adds, FvMap *input_gradient,
               FvWorkers *workers)
{
  const FvOperationKind *kind = get_kind_back (operation, input);
  Work work = { .operation = operation,
                .input = input,
                .source = gradient,
                .target = input_gradient,
                .adds = adds };

  if (kind->backward != NULL)
    run (&work, first, end, backward_chunk, workers);
  else
    kind->backward_rows (operation, gradient, first, end, adds, input_gradient, workers);
}

static void
gate_chunk (gint chunk, gfloat *scratch, gpointer data)
{
  const Work *work = data;
  FvNonlinearity activation = get_activation (work->operation);

  (void)scratch;
  fv_nonlinearity_gate (&activation, work->source, get_segment (work, chunk),
                        work->target);
}

/**
 * fv_operation_backward:
 * @operation: an operation that records
 * @input: which of its inputs
 * @output_gradient: d loss / d output, of which the rows that see rows @first … @end - 1
 *   of the input have a place
 * @first: the first row to do
 * @end: the one after the last
 * @adds: whether d loss / d input is added to what is there
 * @input_gradient: these rows of d loss / d input are written here
 * @workers: threads with enough scratch memory
 */
void
fv_operation_backward (const FvOperation *operation, gint input,
                       const FvMap *output_gradient, gint first, gint end, gboolean adds,
                       FvMap *input_gradient, FvWorkers *workers)
{
  const FvSpan *span = operation->rows + input;
  FvMap gated = *output_gradient;
  Work work = { .operation = operation, .source = output_gradient, .target = &gated };

  if (operation->activation == FV_NODE_IDENTITY)
    {
      backward_kind (operation, input, output_gradient, first, end, adds, input_gradient,
                     workers);
      return;
    }
  gated.n_rows = count_shared_rows (operation);
  gated.data = operation->shared;
  for (gint part; first < end; first = part)
    {
      gint begin = fv_span_get_first_user (span, first);

      part = MIN (end, fv_span_count_inputs (span, begin + gated.n_rows));
      run (&work, begin, MAX (begin, fv_span_count_users (span, part)), gate_chunk,
           workers);
      backward_kind (operation, input, &gated, first, part, adds, input_gradient,
                     workers);
    }
}
