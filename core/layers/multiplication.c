/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The product of maps, value by value. All but the first may have a single row or column,
 * which all of the others are multiplied with: squeeze and excite. */

#include <string.h>

#include "operation-kind.h"

/* The inputs themselves are kept for the way back, one after another, as wide as the
 * output; of one with a single row, this row. */
static gint
get_n_kept (const FvOperation *operation, gint input)
{
  return operation->rows[input].stride == 0 ? 1 : operation->n_rows;
}

static gsize
get_row_size (const FvOperation *operation)
{
  return (gsize)operation->columns.n_outputs * operation->n_channels;
}

static gsize
get_record_size (const FvOperation *operation)
{
  gsize n_rows = 0;

  for (gint input = 0; input < operation->n_inputs; input++)
    n_rows += get_n_kept (operation, input);
  return n_rows * get_row_size (operation) * sizeof (gfloat);
}

static gfloat *
get_kept (const FvOperation *operation, gint input, gint y, gint x)
{
  gsize n_rows = y % get_n_kept (operation, input);

  for (gint i = 0; i < input; i++)
    n_rows += get_n_kept (operation, i);
  return (gfloat *)operation->state + n_rows * get_row_size (operation) +
         (gsize)x * operation->n_channels;
}

static const gfloat *
get_values (const FvMap *map, gint y, gint x)
{
  return fv_map_get_position (map, map->height == 1 ? 0 : y, map->width == 1 ? 0 : x);
}

static void
keep (const FvOperation *operation, const FvMap *const *inputs, FvSegment segment)
{
  for (gint input = 0; input < operation->n_inputs; input++)
    if (segment.y == 0 || operation->rows[input].stride != 0)
      for (gint x = segment.left; x < segment.right; x++)
        memcpy (get_kept (operation, input, segment.y, x),
                get_values (inputs[input], segment.y, x),
                operation->n_channels * sizeof (gfloat));
}

static void
forward (const FvOperation *operation, const FvMap *const *inputs, FvSegment segment,
         FvMap *output, gfloat *scratch)
{
  gint channels = operation->n_channels;

  (void)scratch;
  for (gint x = segment.left; x < segment.right; x++)
    {
      gfloat *products = fv_map_get_position (output, segment.y, x);

      memcpy (products, get_values (inputs[0], segment.y, x), channels * sizeof (gfloat));
      for (gint input = 1; input < operation->n_inputs; input++)
        {
          const gfloat *values = get_values (inputs[input], segment.y, x);

          for (gint c = 0; c < channels; c++)
            products[c] *= values[c];
        }
    }
  if (operation->state != NULL)
    keep (operation, inputs, segment);
}

/* The gradient at (y, x) of the output, times all inputs but one there */
static void
multiply_others (const FvOperation *operation, gint input, const FvMap *output_gradient,
                 gint y, gint x, gfloat *products)
{
  gint channels = operation->n_channels;

  memcpy (products, fv_map_get_position (output_gradient, y, x),
          channels * sizeof (gfloat));
  for (gint i = 0; i < operation->n_inputs; i++)
    if (i != input)
      {
        const gfloat *values = get_kept (operation, i, y, x);

        for (gint c = 0; c < channels; c++)
          products[c] *= values[c];
      }
}

/* The sums over all rows and columns of the output that see a position of an input. They
 * are long: each row's is made by itself. */
static void
sum_up (const FvOperation *operation, gint input, const FvMap *output_gradient, gint y,
        gint x, gboolean is_one_column, gfloat *target, gfloat *scratch)
{
  const FvSpan *rows = operation->rows + input;
  gint channels = operation->n_channels;
  gint left = is_one_column ? 0 : x;
  gint right = is_one_column ? output_gradient->width : x + 1;
  gfloat *products = scratch, *sums = scratch + channels;

  memset (target, 0, channels * sizeof (gfloat));
  for (gint from = fv_span_get_first_user (rows, y);
       from < fv_span_count_users (rows, y + 1); from++)
    {
      memset (sums, 0, channels * sizeof (gfloat));
      for (gint i = left; i < right; i++)
        {
          multiply_others (operation, input, output_gradient, from, i, products);
          for (gint c = 0; c < channels; c++)
            sums[c] += products[c];
        }
      for (gint c = 0; c < channels; c++)
        target[c] += sums[c];
    }
}

static void
backward (const FvOperation *operation, gint input, const FvMap *output_gradient,
          FvSegment segment, FvMap *input_gradient, gfloat *scratch)
{
  gboolean is_one_column = input_gradient->width < output_gradient->width;
  gboolean is_one_row = operation->rows[input].stride == 0;

  for (gint x = segment.left; x < segment.right; x++)
    {
      gfloat *target = fv_map_get_position (input_gradient, segment.y, x);

      if (is_one_row || is_one_column)
        sum_up (operation, input, output_gradient, segment.y, x, is_one_column, target,
                scratch);
      else
        multiply_others (operation, input, output_gradient, segment.y, x, target);
    }
}

static gsize
get_scratch (const FvOperation *operation)
{
  return 2 * (gsize)operation->n_channels;
}

static gdouble
count_multiplications (const FvOperation *operation)
{
  return operation->n_inputs;
}

const FvOperationKind fv_multiplication_kind = { .get_record_size = get_record_size,
                                                 .get_scratch = get_scratch,
                                                 .count_multiplications =
                                                     count_multiplications,
                                                 .forward = forward,
                                                 .backward = backward };
