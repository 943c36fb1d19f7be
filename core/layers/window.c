/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which positions of a map a window sees, and which windows see a position. */

#include "window.h"

static gint
get_extent (const FvSpan *span)
{
  return (span->size - 1) * span->dilation + 1;
}

static gint
divide_up (gint a, gint b)
{
  return a > 0 ? (a + b - 1) / b : -(-a / b);
}

static gint
divide_down (gint a, gint b)
{
  return -divide_up (-a, b);
}

static void
pad_same (FvSpan *span, gboolean is_lower)
{
  gint padding;

  span->n_outputs = divide_up (span->n_inputs, span->stride);
  padding =
      MAX ((span->n_outputs - 1) * span->stride + get_extent (span) - span->n_inputs, 0);
  span->before = is_lower ? padding - padding / 2 : padding / 2;
  span->after = padding - span->before;
}

static void
count_outputs (FvSpan *span, gboolean rounds_up)
{
  gint room = span->n_inputs + span->before + span->after - get_extent (span);

  if (room < 0)
    {
      span->n_outputs = 0;
      return;
    }
  span->n_outputs =
      (rounds_up ? divide_up (room, span->stride) : room / span->stride) + 1;
  if (rounds_up &&
      (gint64)(span->n_outputs - 1) * span->stride >= span->n_inputs + span->before)
    span->n_outputs--;
}

/**
 * fv_span_new:
 * @window: a window
 * @is_column: whether its columns are asked for, else its rows
 * @n_inputs: columns, or rows, of the map
 *
 * Returns: this axis of the window on that map, which may have no position for it
 */
FvSpan
fv_span_new (const FvWindow *window, gboolean is_column, gint n_inputs)
{
  const FvWindowAxis *axis = is_column ? &window->columns : &window->rows;
  FvSpan span = { .size = axis->size,
                  .stride = axis->stride,
                  .dilation = axis->dilation,
                  .before = axis->before,
                  .after = axis->after,
                  .n_inputs = n_inputs };

  if (window->is_global)
    return (FvSpan){ n_inputs, 1, 1, 0, 0, n_inputs, n_inputs > 0 ? 1 : 0 };
  if (window->padding == FV_PADDING_GIVEN)
    count_outputs (&span, window->rounds_up);
  else
    pad_same (&span, window->padding == FV_PADDING_SAME_LOWER);
  return span;
}

/**
 * fv_span_new_same:
 * @n: columns, or rows, of a map
 *
 * Returns: what sees one position for each of its own
 */
FvSpan
fv_span_new_same (gint n)
{
  return (FvSpan){ 1, 1, 1, 0, 0, n, n };
}

/**
 * fv_span_new_broadcast:
 * @n_outputs: columns, or rows, of the output
 *
 * Returns: what sees the only position of a map from each of its own
 */
FvSpan
fv_span_new_broadcast (gint n_outputs)
{
  return (FvSpan){ 1, 0, 1, 0, 0, 1, n_outputs };
}

/**
 * fv_span_count_needed:
 * @span: a span
 * @end: number of positions of the output, at least 1
 *
 * Returns: how many positions of the input, from the first on, these need
 */
gint
fv_span_count_needed (const FvSpan *span, gint end)
{
  return CLAMP ((end - 1) * span->stride - span->before + get_extent (span), 0,
                span->n_inputs);
}

/**
 * fv_span_get_first_needed:
 * @span: a span
 * @first: a position of the output; n_outputs for the one after the last
 *
 * Returns: the first position of the input that this or a later one needs
 */
gint
fv_span_get_first_needed (const FvSpan *span, gint first)
{
  if (first >= span->n_outputs)
    return span->n_inputs;
  return CLAMP (first * span->stride - span->before, 0, span->n_inputs);
}

/**
 * fv_span_count_outputs:
 * @span: a span
 * @available: how many positions of the input there are, from the first on
 *
 * Returns: how many positions of the output can be computed from these
 */
gint
fv_span_count_outputs (const FvSpan *span, gint available)
{
  if (available >= span->n_inputs)
    return span->n_outputs;
  if (span->stride == 0)
    return 0;
  return CLAMP (divide_down (available - get_extent (span) + span->before, span->stride) +
                    1,
                0, span->n_outputs);
}

/**
 * fv_span_count_users:
 * @span: a span
 * @end: number of positions of the input, at least 1
 *
 * Returns: up to which position of the output, not with it, these are seen
 */
gint
fv_span_count_users (const FvSpan *span, gint end)
{
  if (span->stride == 0)
    return span->n_outputs;
  return CLAMP (divide_down (end - 1 + span->before, span->stride) + 1, 0,
                span->n_outputs);
}

/**
 * fv_span_get_first_user:
 * @span: a span
 * @first: a position of the input; n_inputs for the one after the last
 *
 * Returns: the first position of the output that sees this or a later one
 */
gint
fv_span_get_first_user (const FvSpan *span, gint first)
{
  if (first >= span->n_inputs)
    return span->n_outputs;
  if (span->stride == 0)
    return 0;
  return CLAMP (divide_up (first + span->before - get_extent (span) + 1, span->stride), 0,
                span->n_outputs);
}

/**
 * fv_span_count_inputs:
 * @span: a span
 * @available: how many positions of the output there are, from the first on
 *
 * Returns: how many positions of the input, from the first on, are seen by these alone
 */
gint
fv_span_count_inputs (const FvSpan *span, gint available)
{
  if (available >= span->n_outputs)
    return span->n_inputs;
  if (span->stride == 0)
    return 0;
  return CLAMP (available * span->stride - span->before, 0, span->n_inputs);
}
