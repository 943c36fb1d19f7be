/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The channels of maps of the same size, one after another. */

#include <string.h>

#include "operation-kind.h"

static void
forward (const FvOperation *operation, const FvMap *const *inputs, FvSegment segment,
         FvMap *output, gfloat *scratch)
{
  gfloat *target = fv_map_get_position (output, segment.y, segment.left);

  (void)scratch;
  for (gint input = 0; input < operation->n_inputs; input++)
    {
      gint channels = operation->channels[input];
      const gfloat *values = fv_map_get_position (inputs[input], segment.y, segment.left);

      for (gint i = 0; i < segment.right - segment.left; i++)
        memcpy (target + (gsize)i * output->channels, values + (gsize)i * channels,
                channels * sizeof (gfloat));
      target += channels;
    }
}

static void
backward (const FvOperation *operation, gint input, const FvMap *output_gradient,
          FvSegment segment, FvMap *input_gradient, gfloat *scratch)
{
  const gfloat *values = fv_map_get_position (output_gradient, segment.y, segment.left);
  gfloat *target = fv_map_get_position (input_gradient, segment.y, segment.left);
  gint channels = operation->channels[input];

  (void)scratch;
  for (gint i = 0; i < input; i++)
    values += operation->channels[i];
  for (gint i = 0; i < segment.right - segment.left; i++)
    memcpy (target + (gsize)i * channels, values + (gsize)i * output_gradient->channels,
            channels * sizeof (gfloat));
}

const FvOperationKind fv_concatenation_kind = { .forward = forward,
                                                .backward = backward };
