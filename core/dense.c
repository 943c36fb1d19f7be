/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Dense layers through OpenBLAS: many positions at a time, so that the kernel, which is
 * much larger than all else, is read once for all of them. */

#include "dense.h"

#include <cblas.h>

#include "memory.h"

/* Outputs (backward: inputs) of one chunk. Where a product is cut can change its last
 * bits, so this does not depend on the number of threads. */
#define N_COLUMNS 256

typedef struct
{
  const FvDense *dense;
  const gfloat *source;
  gfloat *target;
  gint n_positions;
} FvDenseWork;

/**
 * fv_dense_init:
 * @dense: (out caller-allocates): a layer whose kernel and bias are to be filled; free
 *   them with fv_dense_clear(), also after a failure
 * @n_inputs: its number of inputs
 * @n_outputs: its number of outputs
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: whether there is memory for it
 */
gboolean
fv_dense_init (FvDense *dense, gint n_inputs, gint n_outputs, GError **error)
{
  *dense = (FvDense){ n_inputs, n_outputs, NULL, NULL };
  dense->kernel = fv_memory_new_floats ((gsize)n_inputs * n_outputs, error);
  if (dense->kernel == NULL)
    return FALSE;
  dense->bias = fv_memory_new_floats (n_outputs, error);
  return dense->bias != NULL;
}

/**
 * fv_dense_clear:
 * @dense: a layer, or zeros
 */
void
fv_dense_clear (FvDense *dense)
{
  fv_memory_free (dense->kernel);
  fv_memory_free (dense->bias);
  *dense = (FvDense){ 0 };
}

/**
 * fv_dense_get_n_values:
 * @n_inputs: number of inputs
 * @n_outputs: number of outputs
 *
 * Returns: how many values the kernel and the bias have together
 */
guint64
fv_dense_get_n_values (gint n_inputs, gint n_outputs)
{
  return ((guint64)n_inputs + 1) * (guint64)n_outputs;
}

static void
forward_chunk (gint chunk, gfloat *scratch, gpointer data)
{
  const FvDenseWork *work = data;
  const FvDense *dense = work->dense;
  gint n_outputs = dense->n_outputs;
  gint first = chunk * N_COLUMNS, end = MIN (first + N_COLUMNS, n_outputs);

  (void)scratch;
  for (gint position = 0; position < work->n_positions; position++)
    for (gint i = first; i < end; i++)
      work->target[(gsize)position * n_outputs + i] = dense->bias[i];
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, work->n_positions, end - first,
               dense->n_inputs, 1.0f, work->source, dense->n_inputs,
               dense->kernel + first, n_outputs, 1.0f, work->target + first, n_outputs);
}

static void
backward_chunk (gint chunk, gfloat *scratch, gpointer data)
{
  const FvDenseWork *work = data;
  const FvDense *dense = work->dense;
  gint n_outputs = dense->n_outputs;
  gint first = chunk * N_COLUMNS, end = MIN (first + N_COLUMNS, dense->n_inputs);

  (void)scratch;
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, work->n_positions, end - first,
               n_outputs, 1.0f, work->source, n_outputs,
               dense->kernel + (gsize)first * n_outputs, n_outputs, 0.0f,
               work->target + first, dense->n_inputs);
}

static gint
count_chunks (gint n_columns)
{
  return (n_columns + N_COLUMNS - 1) / N_COLUMNS;
}

/**
 * fv_dense_forward:
 * @dense: a layer
 * @inputs: n_positions × n_inputs
 * @n_positions: number of positions
 * @outputs: (out caller-allocates): n_positions × n_outputs, without ReLU
 * @workers: threads
 */
void
fv_dense_forward (const FvDense *dense, const gfloat *inputs, gint n_positions,
                  gfloat *outputs, FvWorkers *workers)
{
  FvDenseWork work = { dense, inputs, outputs, n_positions };

  fv_workers_run (workers, count_chunks (dense->n_outputs), forward_chunk, &work);
}

/**
 * fv_dense_backward:
 * @dense: a layer
 * @output_gradients: n_positions × n_outputs: d loss / d output, before ReLU
 * @n_positions: number of positions
 * @input_gradients: (out caller-allocates): n_positions × n_inputs: d loss / d input
 * @workers: threads
 */
void
fv_dense_backward (const FvDense *dense, const gfloat *output_gradients, gint n_positions,
                   gfloat *input_gradients, FvWorkers *workers)
{
  FvDenseWork work = { dense, output_gradients, input_gradients, n_positions };

  fv_workers_run (workers, count_chunks (dense->n_inputs), backward_chunk, &work);
}
