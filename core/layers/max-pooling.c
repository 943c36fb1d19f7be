/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Max pooling. For the way back, each window's winner is kept: the number of its tap,
 * counted row by row. */

#include <string.h>

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

/* What position (y, x) of the input won */
static void
collect (const FvOperation *operation, const FvMap *output_gradient, gint y, gint x,
         gfloat *target)
{
  const FvSpan *rows = operation->rows, *columns = &operation->columns;
  gint bottom = fv_span_count_users (rows, y + 1);
  gint right = fv_span_count_users (columns, x + 1);

  for (gint i = fv_span_get_first_user (rows, y); i < bottom; i++)
    for (gint j = fv_span_get_first_user (columns, x); j < right; j++)
      {
        gint row = fv_span_find_tap (rows, i, y);
        gint column = fv_span_find_tap (columns, j, x);

        if (row >= 0 && column >= 0)
          fv_kernels_get ()->add_won (fv_map_get_position (output_gradient, i, j),
                                      get_winners (operation, i, j), is_wide (operation),
                                      row * columns->size + column, operation->n_channels,
                                      target);
      }
}

static void
backward (const FvOperation *operation, gint input, const FvMap *output_gradient,
          FvSegment segment, FvMap *input_gradient, gfloat *scratch)
{
  (void)input;
  (void)scratch;
  memset (fv_map_get_position (input_gradient, segment.y, segment.left), 0,
          fv_segment_get_size (segment, input_gradient) * sizeof (gfloat));
  for (gint x = segment.left; x < segment.right; x++)
    collect (operation, output_gradient, segment.y, x,
             fv_map_get_position (input_gradient, segment.y, x));
}

const FvOperationKind fv_max_pooling_kind = { .get_record_size = get_record_size,
                                              .get_scratch = fv_pooling_get_scratch,
                                              .count_multiplications =
                                                  fv_pooling_count_multiplications,
                                              .forward = forward,
                                              .backward = backward };
