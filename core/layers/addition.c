/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The sum of maps of the same size. */

#include <string.h>

#include "operation-kind.h"

static void
forward (const FvOperation *operation, const FvMap *const *inputs, FvSegment segment,
         FvMap *output, gfloat *scratch)
{
  gfloat *sums = fv_map_get_position (output, segment.y, segment.left);
  gsize n = fv_segment_get_size (segment, output);

  (void)scratch;
  memcpy (sums, fv_map_get_position (inputs[0], segment.y, segment.left),
          n * sizeof (gfloat));
  for (gint input = 1; input < operation->n_inputs; input++)
    fv_values_add (fv_map_get_position (inputs[input], segment.y, segment.left), n, sums);
}

static void
backward (const FvOperation *operation, gint input, const FvMap *output_gradient,
          FvSegment segment, FvMap *input_gradient, gfloat *scratch)
{
  (void)operation;
  (void)input;
  (void)scratch;
  memcpy (fv_map_get_position (input_gradient, segment.y, segment.left),
          fv_map_get_position (output_gradient, segment.y, segment.left),
          fv_segment_get_size (segment, input_gradient) * sizeof (gfloat));
}

static gdouble
count_multiplications (const FvOperation *operation)
{
  return operation->n_inputs;
}

const FvOperationKind fv_addition_kind = { .count_multiplications = count_multiplications,
                                           .forward = forward,
                                           .backward = backward };
