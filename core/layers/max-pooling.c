/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Max pooling. For the way back, each window's winner is kept: the number of its tap,
 * counted row by row. */

#include "pooling-window.h"

static gboolean
is_wide (const FvOperation *operation)
{
  return fv_pooling_count_multiplications (operation) > 256;
}

static gsize
get_winner_size (const FvOperation *operation)
{
  return is_wide (operation) ? sizeof (guint32) : sizeof (guint8);
}

static gsize
get_record_size (const FvOperation *operation)
{
  return fv_operation_get_n_recorded (operation) * get_winner_size (operation);
}

static gpointer
get_winners (const FvOperation *operation, gint y, gint x)
{
  if (operation->state == NULL)
    return NULL;
  return (guint8 *)operation->state +
         fv_operation_get_index (operation, y, x) * get_winner_size (operation);
}

static void
forward (const FvOperation *operation, const FvMap *const *inputs, FvSegment segment,
         FvMap *output, gfloat *scratch)
{
  FvPoolingRow row = fv_pooling_get_row (operation, inputs[0], segment.y, scratch);

  fv_kernels_get ()->pool_largest (&row, segment.left, segment.right, is_wide (operation),
                                   fv_map_get_position (output, segment.y, segment.left),
                                   get_winners (operation, segment.y, segment.left));
}

/* What position (y, x) of the output has for the tap, where that won */
static void
add_won (const FvOperation *operation, const FvMap *output_gradient, gint y, gint x,
         gint tap, gfloat *target)
{
  fv_kernels_get ()->add_won (fv_map_get_position (output_gradient, y, x),
                              get_winners (operation, y, x), is_wide (operation), tap,
                              operation->n_channels, target);
}

static void
backward (const FvOperation *operation, gint input, const FvMap *output_gradient,
          FvSegment segment, FvMap *input_gradient, gfloat *scratch)
{
  (void)input;
  (void)scratch;
  fv_pooling_add_windows (operation, output_gradient, segment, input_gradient, add_won);
}

const FvOperationKind fv_max_pooling_kind = { .get_record_size = get_record_size,
                                              .get_scratch = fv_pooling_get_scratch,
                                              .count_multiplications =
                                                  fv_pooling_count_multiplications,
                                              .forward = forward,
                                              .backward = backward };
