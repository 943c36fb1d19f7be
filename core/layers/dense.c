/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Dense layers: many positions at a time, so that the kernel, which is
 * much larger than all else, is read once for all of them. */

#include "dense.h"

#include "product.h"
#include "base/memory.h"

/* Outputs (backward: inputs) of one chunk */
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

  for (gint position = 0; position < work->n_positions; position++)
    for (gint i = first; i < end; i++)
      work->target[(gsize)position * n_outputs + i] = dense->bias[i];
  fv_product_compute (
      &(FvProduct){
          .rows = work->n_positions,
          .columns = end - first,
          .depth = dense->n_inputs,
          .a = work->source,
          .a_stride = dense->n_inputs,
          .b = dense->kernel + first,
          .b_stride = n_outputs,
          .adds = TRUE,
          .product = work->target + first,
          .product_stride = n_outputs,
      },
      scratch);
}

static void
backward_chunk (gint chunk, gfloat *scratch, gpointer data)
{
  const FvDenseWork *work = data;
  const FvDense *dense = work->dense;
  gint n_outputs = dense->n_outputs;
  gint first = chunk * N_COLUMNS, end = MIN (first + N_COLUMNS, dense->n_inputs);

  fv_product_compute (
      &(FvProduct){
          .rows = work->n_positions,
          .columns = end - first,
          .depth = n_outputs,
          .a = work->source,
          .a_stride = n_outputs,
          .b = dense->kernel + (gsize)first * n_outputs,
          .b_stride = n_outputs,
          .b_is_transposed = TRUE,
          .product = work->target + first,
          .product_stride = dense->n_inputs,
      },
      scratch);
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
 * @workers: threads with FV_PRODUCT_SCRATCH floats of scratch memory each
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
 * @workers: threads with FV_PRODUCT_SCRATCH floats of scratch memory each
 */
void
fv_dense_backward (const FvDense *dense, const gfloat *output_gradients, gint n_positions,
                   gfloat *input_gradients, FvWorkers *workers)
{
  FvDenseWork work = { dense, output_gradients, input_gradients, n_positions };

  fv_workers_run (workers, count_chunks (dense->n_inputs), backward_chunk, &work);
}
