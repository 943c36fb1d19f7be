/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which positions of the map a pooling's windows see. */

#include "pooling-window.h"

#include <string.h>

/* The number of steps of @stride from @begin that do not reach @end */
static gint
count_steps (gint begin, gint end, gint stride)
{
  return end <= begin ? 0 : (end - begin - 1) / stride + 1;
}

/**
 * fv_span_get_taps:
 * @span: a pooling's
 * @output: a position of the output
 *
 * Returns: the taps of its window that lie on the map; they may be none
 */
FvTaps
fv_span_get_taps (const FvSpan *span, gint output)
{
  gint begin = output * span->stride - span->before;
  gint first = MIN (count_steps (begin, 0, span->dilation), span->size);

  return (FvTaps){ first, CLAMP (count_steps (begin, span->n_inputs, span->dilation),
                                 first, span->size) };
}

/**
 * fv_span_find_tap:
 * @span: a pooling's
 * @output: a position of the output
 * @input: one of the input
 *
 * Returns: by which tap of its window the first sees the second, or -1 if by none
 */
gint
fv_span_find_tap (const FvSpan *span, gint output, gint input)
{
  gint distance = input - (output * span->stride - span->before);

  if (distance < 0 || distance % span->dilation != 0 ||
      distance / span->dilation >= span->size)
    return -1;
  return distance / span->dilation;
}

/**
 * fv_span_count_padded:
 * @span: a pooling's
 * @output: a position of the output
 *
 * Returns: how many taps of its window lie on the map or its padding
 */
gint
fv_span_count_padded (const FvSpan *span, gint output)
{
  gint begin = output * span->stride - span->before;

  return MIN (count_steps (begin, span->n_inputs + span->after, span->dilation),
              span->size);
}

/**
 * fv_pooling_get_scratch:
 * @operation: a pooling
 *
 * Returns: floats of scratch memory for fv_pooling_get_row()
 */
gsize
fv_pooling_get_scratch (const FvOperation *operation)
{
  return operation->rows->size * sizeof (gpointer) / sizeof (gfloat);
}

/**
 * fv_pooling_get_row:
 * @operation: a pooling
 * @map: its input
 * @y: a row of the output
 * @scratch: is used
 *
 * Returns: what the windows of this row see
 */
FvPoolingRow
fv_pooling_get_row (const FvOperation *operation, const FvMap *map, gint y,
                    gfloat *scratch)
{
  const FvSpan *span = operation->rows, *columns = &operation->columns;
  FvTaps taps = fv_span_get_taps (span, y);
  const gfloat **rows = (gpointer)scratch;

  for (gint tap = taps.first; tap < taps.end; tap++)
    rows[tap - taps.first] =
        fv_map_get_row (map, y * span->stride - span->before + tap * span->dilation);
  return (FvPoolingRow){ rows,
                         taps.end - taps.first,
                         taps.first,
                         columns->size,
                         columns->stride,
                         columns->dilation,
                         columns->before,
                         map->width,
                         map->channels };
}

/**
 * fv_pooling_count_multiplications:
 * @operation: a pooling
 *
 * Returns: the values that its window sees
 */
gdouble
fv_pooling_count_multiplications (const FvOperation *operation)
{
  return (gdouble)operation->rows->size * operation->columns.size;
}

/* Adds to position (y, x) of the input what all windows that see it have for it. */
static void
add_to_position (const FvOperation *operation, const FvMap *output_gradient, gint y,
                 gint x, FvPoolingAddFunc add, gfloat *target)
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
          add (operation, output_gradient, i, j, row * columns->size + column, target);
      }
}

/**
 * fv_pooling_add_windows:
 * @operation: a pooling
 * @output_gradient: d loss / d output
 * @segment: positions of the input
 * @input_gradient: d loss / d input is written there
 * @add: adds what one window has for a position
 *
 * The way back of all poolings: windows are added up in the order of rows.
 */
void
fv_pooling_add_windows (const FvOperation *operation, const FvMap *output_gradient,
                        FvSegment segment, FvMap *input_gradient, FvPoolingAddFunc add)
{
  memset (fv_map_get_position (input_gradient, segment.y, segment.left), 0,
          fv_segment_get_size (segment, input_gradient) * sizeof (gfloat));
  for (gint x = segment.left; x < segment.right; x++)
    add_to_position (operation, output_gradient, segment.y, x, add,
                     fv_map_get_position (input_gradient, segment.y, x));
}
