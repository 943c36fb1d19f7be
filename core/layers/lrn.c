/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Local response normalisation across channels: y = x / s ^ beta with
 * s = bias + alpha / size × the sum of the squares of the channels around. The way back
 * computes s again from x, which is kept. */

#include <string.h>

#include "operation-kind.h"
#include "base/mathematics.h"
#include "layers/kernels/kernels.h"

/* Channels before and after one that it is normalised with: the odd one of an even size
 * comes after, as in ONNX. */
static gint
get_before (const FvOperation *operation)
{
  return (operation->parameters.size - 1) / 2;
}

/* A row of channels with zeros around */
static gsize
get_padded_size (const FvOperation *operation)
{
  return operation->n_channels + (gsize)operation->parameters.size;
}

static gsize
get_record_size (const FvOperation *operation)
{
  return fv_operation_get_n_recorded (operation) * sizeof (gfloat);
}

/* The padded row, and two rows of results */
static gsize
get_scratch (const FvOperation *operation)
{
  return get_padded_size (operation) + 2 * (gsize)operation->n_channels;
}

/* For each channel, the sum of @padded over @size of its channels */
static void
sum_around (const gfloat *padded, gint size, gint channels, gfloat *sums)
{
  memcpy (sums, padded, channels * sizeof (gfloat));
  for (gint i = 1; i < size; i++)
    for (gint c = 0; c < channels; c++)
      sums[c] += padded[c + i];
}

/* s, of all channels of a position */
static void
get_sizes (const FvOperation *operation, const gfloat *values, gfloat *padded,
           gfloat *sizes)
{
  const FvNodeParameters *parameters = &operation->parameters;
  gint channels = operation->n_channels, before = get_before (operation);
  gfloat alpha = parameters->alpha / parameters->size;

  memset (padded, 0, get_padded_size (operation) * sizeof (gfloat));
  for (gint c = 0; c < channels; c++)
    padded[before + c] = values[c] * values[c];
  sum_around (padded, parameters->size, channels, sizes);
  for (gint c = 0; c < channels; c++)
    sizes[c] = parameters->bias + alpha * sizes[c];
}

/* s ^ -beta, whose beta is nearly always 0.75 */
static void
get_powers (const FvOperation *operation, const gfloat *sizes, gfloat *powers)
{
  gfloat beta = operation->parameters.beta;

  if (beta == 0.75f)
    fv_kernels_get ()->get_powers (sizes, operation->n_channels, powers);
  else
    for (gint c = 0; c < operation->n_channels; c++)
      powers[c] = fv_power (sizes[c], -beta);
}

static void
forward (const FvOperation *operation, const FvMap *const *inputs, FvSegment segment,
         FvMap *output, gfloat *scratch)
{
  gint channels = operation->n_channels;
  gfloat *sizes = scratch, *powers = scratch + channels, *padded = powers + channels;
  gfloat *record = operation->state;

  for (gint x = segment.left; x < segment.right; x++)
    {
      const gfloat *values = fv_map_get_position (inputs[0], segment.y, x);
      gfloat *target = fv_map_get_position (output, segment.y, x);

      get_sizes (operation, values, padded, sizes);
      get_powers (operation, sizes, powers);
      for (gint c = 0; c < channels; c++)
        target[c] = values[c] * powers[c];
      if (record != NULL)
        memcpy (record + fv_operation_get_index (operation, segment.y, x), values,
                channels * sizeof (gfloat));
    }
}

/* With p = s ^ -beta: d loss / d x = p × gradient
 *   - 2 × alpha / size × beta × x × the sum of gradient × x × p / s over those that this
 *     channel is seen by */
static void
backward_position (const FvOperation *operation, const gfloat *values,
                   const gfloat *gradient, gfloat *target, gfloat *scratch)
{
  const FvNodeParameters *parameters = &operation->parameters;
  gint channels = operation->n_channels;
  gint before = parameters->size - 1 - get_before (operation);
  gfloat factor = 2.0f * parameters->alpha / parameters->size * parameters->beta;
  gfloat *sizes = scratch, *powers = scratch + channels, *padded = powers + channels;

  get_sizes (operation, values, padded, sizes);
  memset (padded, 0, get_padded_size (operation) * sizeof (gfloat));
  get_powers (operation, sizes, powers);
  for (gint c = 0; c < channels; c++)
    padded[before + c] = gradient[c] * values[c] * powers[c] / sizes[c];
  sum_around (padded, parameters->size, channels, sizes);
  for (gint c = 0; c < channels; c++)
    target[c] = powers[c] * gradient[c] - factor * values[c] * sizes[c];
}

static void
backward (const FvOperation *operation, gint input, const FvMap *output_gradient,
          FvSegment segment, FvMap *input_gradient, gfloat *scratch)
{
  const gfloat *record = operation->state;

  (void)input;
  for (gint x = segment.left; x < segment.right; x++)
    backward_position (operation,
                       record + fv_operation_get_index (operation, segment.y, x),
                       fv_map_get_position (output_gradient, segment.y, x),
                       fv_map_get_position (input_gradient, segment.y, x), scratch);
}

static gdouble
count_multiplications (const FvOperation *operation)
{
  return operation->parameters.size + 10;
}

const FvOperationKind fv_lrn_kind = { .get_record_size = get_record_size,
                                      .get_scratch = get_scratch,
                                      .count_multiplications = count_multiplications,
                                      .forward = forward,
                                      .backward = backward };
