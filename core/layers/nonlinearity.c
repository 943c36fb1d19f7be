/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is applied to each value by itself: those of straight pieces keep a bit for the
 * way back, the others the derivative. */

#include "nonlinearity.h"

#include <math.h>
#include <string.h>

#include "layers/kernels/kernels.h"

static gboolean
is_straight (FvNodeKind kind)
{
  return kind == FV_NODE_RELU || kind == FV_NODE_RELU6 || kind == FV_NODE_LEAKY_RELU;
}

/* That of a map with these bits */
static gsize
get_position_size (const FvNonlinearity *activation)
{
  FvMask mask = { .channels = activation->channels };

  return fv_mask_get_position_size (&mask);
}

/**
 * fv_nonlinearity_get_record_size:
 * @activation: an activation, or %FV_NODE_IDENTITY
 *
 * Returns: bytes of what the way back needs
 */
gsize
fv_nonlinearity_get_record_size (const FvNonlinearity *activation)
{
  gsize positions = (gsize)activation->n_rows * activation->width;

  if (activation->kind == FV_NODE_IDENTITY)
    return 0;
  if (is_straight (activation->kind))
    return positions * get_position_size (activation);
  return positions * activation->channels * sizeof (gfloat);
}

/* Of the position (y, x), that position having @size bytes */
static gpointer
get_record (const FvNonlinearity *activation, FvSegment segment, gsize size)
{
  gsize position = (gsize)(segment.y % activation->n_rows) * activation->width;

  if (activation->record == NULL)
    return NULL;
  return (guint8 *)activation->record + (position + segment.left) * size;
}

static gfloat
get_slope (const FvNonlinearity *activation)
{
  return activation->kind == FV_NODE_LEAKY_RELU ? activation->parameters.slope : 0.0f;
}

static gfloat
get_sigmoid (gfloat value)
{
  return 1.0f / (1.0f + expf (-value));
}

/* The value after an activation that is not straight; its derivative is written. */
static gfloat
apply_curve (const FvNonlinearity *activation, gfloat value, gfloat *derivative)
{
  gfloat slope = activation->parameters.slope, sigmoid, result;

  switch (activation->kind)
    {
    case FV_NODE_ELU:
      *derivative = value > 0.0f ? 1.0f : slope * expf (value);
      return value > 0.0f ? value : slope * expm1f (value);
    case FV_NODE_SIGMOID:
      sigmoid = get_sigmoid (value);
      *derivative = sigmoid * (1.0f - sigmoid);
      return sigmoid;
    case FV_NODE_TANH:
      result = tanhf (value);
      *derivative = 1.0f - result * result;
      return result;
    case FV_NODE_SWISH:
      sigmoid = get_sigmoid (value);
      *derivative = sigmoid * (1.0f + value * (1.0f - sigmoid));
      return value * sigmoid;
    default:
      *derivative = 1.0f;
      return value;
    }
}

/**
 * fv_nonlinearity_apply:
 * @activation: an activation, or %FV_NODE_IDENTITY
 * @segment: which values
 * @map: (inout): where they are
 *
 * With a record, what the way back needs is written.
 */
void
fv_nonlinearity_apply (const FvNonlinearity *activation, FvSegment segment, FvMap *map)
{
  gfloat *values = fv_map_get_position (map, segment.y, segment.left);
  gsize n = fv_segment_get_size (segment, map);
  gfloat *derivatives, unused;

  if (activation->kind == FV_NODE_IDENTITY)
    return;
  if (is_straight (activation->kind))
    {
      fv_kernels_get ()->rectify (
          values, segment.right - segment.left, map->channels, get_slope (activation),
          activation->kind == FV_NODE_RELU6 ? 6.0f : INFINITY,
          get_record (activation, segment, get_position_size (activation)));
      return;
    }
  derivatives = get_record (activation, segment, map->channels * sizeof (gfloat));
  for (gsize i = 0; i < n; i++)
    values[i] = apply_curve (activation, values[i],
                             derivatives != NULL ? derivatives + i : &unused);
}

/**
 * fv_nonlinearity_gate:
 * @activation: an activation with a record, or %FV_NODE_IDENTITY
 * @gradient: d loss / d value after it
 * @segment: which values
 * @target: d loss / d value before it is written here
 */
void
fv_nonlinearity_gate (const FvNonlinearity *activation, const FvMap *gradient,
                      FvSegment segment, FvMap *target)
{
  const gfloat *from = fv_map_get_position (gradient, segment.y, segment.left);
  gfloat *to = fv_map_get_position (target, segment.y, segment.left);
  gsize n = fv_segment_get_size (segment, gradient);
  const gfloat *derivatives;

  if (activation->kind == FV_NODE_IDENTITY)
    memcpy (to, from, n * sizeof (gfloat));
  else if (is_straight (activation->kind))
    fv_kernels_get ()->unrectify (
        from, segment.right - segment.left, gradient->channels, get_slope (activation),
        get_record (activation, segment, get_position_size (activation)), to);
  else
    {
      derivatives =
          get_record (activation, segment, gradient->channels * sizeof (gfloat));
      for (gsize i = 0; i < n; i++)
        to[i] = from[i] * derivatives[i];
    }
}

/* As an operation ---------------------------------------------------------------------
 */

static FvNonlinearity
get_own (const FvOperation *operation)
{
  return (FvNonlinearity){ operation->kind,       operation->parameters,
                           operation->n_rows,     operation->columns.n_outputs,
                           operation->n_channels, operation->state };
}

static gsize
get_record_size (const FvOperation *operation)
{
  FvNonlinearity activation = get_own (operation);

  return fv_nonlinearity_get_record_size (&activation);
}

static void
forward (const FvOperation *operation, const FvMap *const *inputs, FvSegment segment,
         FvMap *output, gfloat *scratch)
{
  FvNonlinearity activation = get_own (operation);

  (void)scratch;
  memcpy (fv_map_get_position (output, segment.y, segment.left),
          fv_map_get_position (inputs[0], segment.y, segment.left),
          fv_segment_get_size (segment, output) * sizeof (gfloat));
  fv_nonlinearity_apply (&activation, segment, output);
}

static void
backward (const FvOperation *operation, gint input, const FvMap *output_gradient,
          FvSegment segment, FvMap *input_gradient, gfloat *scratch)
{
  FvNonlinearity activation = get_own (operation);

  (void)input;
  (void)scratch;
  fv_nonlinearity_gate (&activation, output_gradient, segment, input_gradient);
}

const FvOperationKind fv_nonlinearity_kind = { .get_record_size = get_record_size,
                                               .forward = forward,
                                               .backward = backward };
