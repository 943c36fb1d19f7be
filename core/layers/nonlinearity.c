/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is applied to each value by itself: those of straight pieces keep a bit for the
 * way back, the others the derivative. */

#include "nonlinearity.h"

#include <math.h>
#include <string.h>

#include "base/mathematics.h"
#include "layers/kernels/kernels.h"

#define BLOCK 256 /* values */

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

/* Values after an activation that is not straight, and its derivatives: as many as are
 * worked on at a time, those of a cache. Each is a loop that vectors can make. */
typedef void (*CurveFunc) (gfloat *values, gfloat *derivatives, gsize n, gfloat slope);

static void
apply_elu (gfloat *values, gfloat *derivatives, gsize n, gfloat slope)
{
  for (gsize i = 0; i < n; i++)
    {
      gfloat rest = values[i] > 0.0f ? 0.0f : (gfloat)fv_exp_minus_1 (values[i]);

      derivatives[i] = values[i] > 0.0f ? 1.0f : slope * (1.0f + rest);
      values[i] = values[i] > 0.0f ? values[i] : slope * rest;
    }
}

static void
apply_sigmoid (gfloat *values, gfloat *derivatives, gsize n, gfloat slope)
{
  (void)slope;
  for (gsize i = 0; i < n; i++)
    {
      gfloat sigmoid = 1.0 / (1.0 + fv_exp (-values[i]));

      derivatives[i] = sigmoid * (1.0f - sigmoid);
      values[i] = sigmoid;
    }
}

static void
apply_tanh (gfloat *values, gfloat *derivatives, gsize n, gfloat slope)
{
  (void)slope;
  for (gsize i = 0; i < n; i++)
    {
      values[i] = fv_tanh (values[i]);
      derivatives[i] = 1.0f - values[i] * values[i];
    }
}

static void
apply_swish (gfloat *values, gfloat *derivatives, gsize n, gfloat slope)
{
  (void)slope;
  for (gsize i = 0; i < n; i++)
    {
      gfloat value = values[i], sigmoid = 1.0 / (1.0 + fv_exp (-value));

      derivatives[i] = sigmoid * (1.0f + value * (1.0f - sigmoid));
      values[i] = value * sigmoid;
    }
}

static CurveFunc
get_curve (FvNodeKind kind)
{
  switch (kind)
    {
    case FV_NODE_ELU:
      return apply_elu;
    case FV_NODE_SIGMOID:
      return apply_sigmoid;
    case FV_NODE_TANH:
      return apply_tanh;
    case FV_NODE_SWISH:
      return apply_swish;
    default:
      g_return_val_if_reached (NULL);
    }
}

/* @derivatives: (nullable): where to keep them */
static void
apply_curve (const FvNonlinearity *activation, gfloat *values, gfloat *derivatives,
             gsize n)
{
  CurveFunc apply = get_curve (activation->kind);
  gfloat unused[BLOCK];

  for (gsize first = 0; first < n; first += BLOCK)
    apply (values + first, derivatives != NULL ? derivatives + first : unused,
           MIN (n - first, BLOCK), activation->parameters.slope);
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
  apply_curve (activation, values,
               get_record (activation, segment, map->channels * sizeof (gfloat)),
               fv_segment_get_size (segment, map));
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
