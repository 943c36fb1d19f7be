/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Windows as they lie on maps of all small sizes, against what their definition says of
 * each single position. */

#include <glib.h>

#include "layers/window.h"

#define LARGEST_SIZE 3 /* of a window */
#define LARGEST_STEP 3 /* strides and dilations */
#define MOST_PADDING 2 /* and as much to be cropped */
#define LARGEST_MAP  7

/* Whether a position of the output sees a position of the input, from the definition */
static gboolean
sees (const FvSpan *span, gint output, gint input)
{
  for (gint k = 0; k < span->size; k++)
    if (output * span->stride - span->before + k * span->dilation == input)
      return TRUE;
  return FALSE;
}

/* One after the last position that counts, of those before @end of the output */
static gint
find_needed (const FvSpan *span, gint end)
{
  gint needed = 0;

  for (gint output = 0; output < end; output++)
    for (gint input = 0; input < span->n_inputs; input++)
      if (sees (span, output, input))
        needed = MAX (needed, input + 1);
  return needed;
}

/* The first position of the input that @first of the output, or a later one, sees */
static gint
find_first_needed (const FvSpan *span, gint first)
{
  for (gint input = 0; input < span->n_inputs; input++)
    for (gint output = first; output < span->n_outputs; output++)
      if (sees (span, output, input))
        return input;
  return span->n_inputs;
}

static gint
find_users (const FvSpan *span, gint end)
{
  gint users = 0;

  for (gint output = 0; output < span->n_outputs; output++)
    for (gint input = 0; input < end; input++)
      if (sees (span, output, input))
        users = output + 1;
  return users;
}

static gint
find_first_user (const FvSpan *span, gint first)
{
  for (gint output = 0; output < span->n_outputs; output++)
    for (gint input = first; input < span->n_inputs; input++)
      if (sees (span, output, input))
        return output;
  return span->n_outputs;
}

/* Rows stream: what is told to be needed is all that is seen, what is told to be done can
 * be done, and there is an end. It may be told too much where windows have gaps. */
static void
assert_outputs (const FvSpan *span)
{
  for (gint end = 1; end <= span->n_outputs; end++)
    {
      gint needed = fv_span_count_needed (span, end);

      g_assert_cmpint (needed, >=, find_needed (span, end));
      g_assert_cmpint (needed, <=, span->n_inputs);
      g_assert_cmpint (fv_span_count_outputs (span, needed), >=, end);
      g_assert_cmpint (fv_span_get_first_needed (span, end - 1), <=,
                       find_first_needed (span, end - 1));
    }
  g_assert_cmpint (fv_span_get_first_needed (span, span->n_outputs), ==, span->n_inputs);
}

static void
assert_inputs (const FvSpan *span)
{
  for (gint end = 1; end <= span->n_inputs; end++)
    {
      g_assert_cmpint (fv_span_count_users (span, end), >=, find_users (span, end));
      g_assert_cmpint (fv_span_count_users (span, end), <=, span->n_outputs);
      g_assert_cmpint (fv_span_get_first_user (span, end - 1), <=,
                       find_first_user (span, end - 1));
    }
  g_assert_cmpint (fv_span_get_first_user (span, span->n_inputs), ==, span->n_outputs);
}

/* What some of the input, or of the output, allows */
static void
assert_available (const FvSpan *span)
{
  for (gint available = 0; available <= span->n_inputs; available++)
    {
      gint outputs = fv_span_count_outputs (span, available);

      g_assert_cmpint (find_needed (span, outputs), <=, available);
    }
  for (gint available = 0; available <= span->n_outputs; available++)
    {
      gint inputs = fv_span_count_inputs (span, available);

      g_assert_cmpint (find_users (span, inputs), <=, available);
    }
  g_assert_cmpint (fv_span_count_outputs (span, span->n_inputs), ==, span->n_outputs);
  g_assert_cmpint (fv_span_count_inputs (span, span->n_outputs), ==, span->n_inputs);
}

static void
assert_span (const FvSpan *span)
{
  assert_outputs (span);
  assert_inputs (span);
  assert_available (span);
}

/* How many windows there are, from the definitions of Caffe and PyTorch */
static gint
count_outputs (const FvWindow *window, gint n)
{
  const FvWindowAxis *axis = &window->columns;
  gint extent = (axis->size - 1) * axis->dilation + 1, count = 0;
  gint padded = n + axis->before + axis->after;

  if (padded < extent)
    return 0;
  while (count * axis->stride + extent <= padded)
    count++;
  if (!window->rounds_up)
    return count;
  if ((count - 1) * axis->stride + extent < padded)
    count++;
  if ((count - 1) * axis->stride >= n + axis->before)
    count--;
  return count;
}

static void
test_window (const FvWindow *window)
{
  for (gint n = 1; n <= LARGEST_MAP; n++)
    {
      FvSpan span = fv_span_new (window, TRUE, n);

      if (window->padding == FV_PADDING_GIVEN)
        g_assert_cmpint (span.n_outputs, ==, count_outputs (window, n));
      else
        g_assert_cmpint (span.n_outputs, ==, (n + span.stride - 1) / span.stride);
      if (span.n_outputs > 0)
        assert_span (&span);
    }
}

static void
test_paddings (const FvWindowAxis *without)
{
  FvWindow window = { .rows = { 1, 1, 1, 0, 0 }, .columns = *without };

  for (gint before = -MOST_PADDING; before <= MOST_PADDING; before++)
    for (gint after = -MOST_PADDING; after <= MOST_PADDING; after++)
      for (gint rounds_up = 0; rounds_up < 2; rounds_up++)
        {
          window.columns.before = before;
          window.columns.after = after;
          window.rounds_up = rounds_up;
          test_window (&window);
        }
  window = (FvWindow){ .columns = *without, .padding = FV_PADDING_SAME };
  test_window (&window);
  window.padding = FV_PADDING_SAME_LOWER;
  test_window (&window);
}

static void
test_given (void)
{
  for (gint size = 1; size <= LARGEST_SIZE; size++)
    for (gint stride = 1; stride <= LARGEST_STEP; stride++)
      for (gint dilation = 1; dilation <= LARGEST_STEP; dilation++)
        {
          FvWindowAxis axis = { size, stride, dilation, 0, 0 };

          test_paddings (&axis);
        }
}

/* The odd one of the zeros is behind, or before. */
static void
test_same (void)
{
  FvWindow window = { .columns = { 3, 2, 1, 0, 0 }, .padding = FV_PADDING_SAME };
  FvSpan span = fv_span_new (&window, TRUE, 6);

  g_assert_cmpint (span.before, ==, 0);
  g_assert_cmpint (span.after, ==, 1);
  window.padding = FV_PADDING_SAME_LOWER;
  span = fv_span_new (&window, TRUE, 6);
  g_assert_cmpint (span.before, ==, 1);
  g_assert_cmpint (span.after, ==, 0);
}

static void
test_global (void)
{
  const FvWindow window = { .is_global = TRUE };

  for (gint n = 1; n <= LARGEST_MAP; n++)
    {
      FvSpan span = fv_span_new (&window, FALSE, n);

      g_assert_cmpint (span.size, ==, n);
      g_assert_cmpint (span.n_outputs, ==, 1);
      assert_span (&span);
    }
  g_assert_cmpint (fv_span_new (&window, FALSE, 0).n_outputs, ==, 0);
}

static void
test_whole (void)
{
  for (gint n = 1; n <= LARGEST_MAP; n++)
    {
      FvSpan same = fv_span_new_same (n), broadcast = fv_span_new_broadcast (n);

      assert_span (&same);
      assert_span (&broadcast);
      for (gint i = 0; i < n; i++)
        {
          g_assert_true (sees (&same, i, i));
          g_assert_true (sees (&broadcast, i, 0));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/window/given", test_given);
  g_test_add_func ("/window/same", test_same);
  g_test_add_func ("/window/global", test_global);
  g_test_add_func ("/window/whole", test_whole);
  return g_test_run ();
}
