/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Average pooling: a sum over what a window sees of the map, divided by the positions of
 * the map in it, or those of its padding, too. What lies beyond the padding, where sizes
 * are rounded up, counts never (Caffe, PyTorch, ONNX). */

#include "pooling-window.h"

/* What each value in the window at (y, x) of the output is multiplied by */
static gfloat
get_factor (const FvOperation *operation, gint y, gint x)
{
  const FvSpan *rows = operation->rows, *columns = &operation->columns;
  FvTaps vertical = fv_span_get_taps (rows, y);
  FvTaps horizontal = fv_span_get_taps (columns, x);
  gfloat n =
      (gfloat)(vertical.end - vertical.first) * (horizontal.end - horizontal.first);

  if (operation->counts_padding)
    n = (gfloat)fv_span_count_padded (rows, y) * fv_span_count_padded (columns, x);
  return n > 0.0f ? 1.0f / n : 0.0f;
}

static void
forward (const FvOperation *operation, const FvMap *const *inputs, FvSegment segment,
         FvMap *output, gfloat *scratch)
{
  FvPoolingRow row = fv_pooling_get_row (operation, inputs[0], segment.y, scratch);
  gfloat *target = fv_map_get_position (output, segment.y, segment.left);

  fv_kernels_get ()->pool_sum (&row, segment.left, segment.right, target);
  for (gint x = segment.left; x < segment.right; x++, target += output->channels)
    {
      gfloat factor = get_factor (operation, segment.y, x);

      for (gint c = 0; c < output->channels; c++)
        target[c] *= factor;
    }
}

/* What position (y, x) of the output has for each that its window sees */
static void
add_share (const FvOperation *operation, const FvMap *output_gradient, gint y, gint x,
           gint tap, gfloat *target)
{
  gfloat factor = get_factor (operation, y, x);
  const gfloat *values = fv_map_get_position (output_gradient, y, x);

  (void)tap;
  for (gint c = 0; c < operation->n_channels; c++)
    target[c] += factor * values[c];
}

static void
backward (const FvOperation *operation, gint input, const FvMap *output_gradient,
          FvSegment segment, FvMap *input_gradient, gfloat *scratch)
{
  (void)input;
  (void)scratch;
  fv_pooling_add_windows (operation, output_gradient, segment, input_gradient, add_share);
}

const FvOperationKind fv_average_pooling_kind = { .get_scratch = fv_pooling_get_scratch,
                                                  .count_multiplications =
                                                      fv_pooling_count_multiplications,
                                                  .forward = forward,
                                                  .backward = backward };
