/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Each channel times a factor, plus an offset: a batch normalisation. */

#include "operation-kind.h"

static void
forward (const FvOperation *operation, const FvMap *const *inputs, FvSegment segment,
         FvMap *output, gfloat *scratch)
{
  const FvChannelScale *scale = operation->scale;

  (void)scratch;
  for (gint x = segment.left; x < segment.right; x++)
    {
      const gfloat *values = fv_map_get_position (inputs[0], segment.y, x);
      gfloat *target = fv_map_get_position (output, segment.y, x);

      for (gint c = 0; c < scale->n_channels; c++)
        target[c] = values[c] * scale->factor[c] + scale->offset[c];
    }
}

static void
backward (const FvOperation *operation, gint input, const FvMap *output_gradient,
          FvSegment segment, FvMap *input_gradient, gfloat *scratch)
{
  const FvChannelScale *scale = operation->scale;

  (void)input;
  (void)scratch;
  for (gint x = segment.left; x < segment.right; x++)
    {
      const gfloat *values = fv_map_get_position (output_gradient, segment.y, x);
      gfloat *target = fv_map_get_position (input_gradient, segment.y, x);

      for (gint c = 0; c < scale->n_channels; c++)
        target[c] = values[c] * scale->factor[c];
    }
}

const FvOperationKind fv_scale_kind = { .forward = forward, .backward = backward };
