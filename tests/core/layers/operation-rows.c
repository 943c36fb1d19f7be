/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every kind of operation in rows that stream through rings: the same bytes as in whole
 * maps. */

#include "operation_case.h"

#include <math.h>

#include "ring.h"

static void
check_rows (const FvMap *ring, gint first, gint end, const FvMap *expected)
{
  for (gint y = first; y < end; y++)
    g_assert_cmpmem (
        fv_map_get_row (ring, y), fv_map_get_row_size (ring) * sizeof (gfloat),
        fv_map_get_row (expected, y), fv_map_get_row_size (expected) * sizeof (gfloat));
}

/* What is added to itself is twice as much: to the last bit but where a convolution adds
 * its products one by one. */
static void
check_doubled (const FvMap *ring, gint first, gint end, const FvMap *once)
{
  for (gint y = first; y < end; y++)
    for (gsize i = 0; i < fv_map_get_row_size (ring); i++)
      {
        gfloat value = fv_map_get_row (once, y)[i];

        g_assert_cmpfloat_with_epsilon (fv_map_get_row (ring, y)[i], 2.0f * value,
                                        1e-5f * (1.0f + fabsf (value)));
      }
}

static void
forward_rows (const OperationSetting *setting, const FvOperation *operation, gint first,
              gint end, FvWorkers *workers)
{
  FvMap rings[MOST_INPUTS], output = new_ring (&setting->output, end - first, 0, 0);
  const FvMap *inputs[MOST_INPUTS];

  for (gint i = 0; i < operation->n_inputs; i++)
    {
      const FvSpan *span = operation->rows + i;
      gint begin = fv_span_get_first_needed (span, first);
      gint needed = fv_span_count_needed (span, end);

      rings[i] = new_ring (setting->inputs + i, needed - begin, begin, needed);
      inputs[i] = rings + i;
    }
  fv_operation_forward (operation, inputs, first, end, &output, workers);
  check_rows (&output, first, end, &setting->output);
  for (gint i = 0; i < operation->n_inputs; i++)
    fv_map_clear (rings + i);
  fv_map_clear (&output);
}

static void
backward_rows (const OperationSetting *setting, const FvOperation *operation, gint input,
               gint first, gint end, FvWorkers *workers)
{
  const FvSpan *span = operation->rows + input;
  gint begin = fv_span_get_first_user (span, first);
  gint users = MAX (fv_span_count_users (span, end), begin);
  FvMap gradient = new_ring (&setting->output_gradient, users - begin, begin, users);
  FvMap target = new_ring (setting->input_gradients + input, end - first, 0, 0);

  if (users > begin)
    forward_rows (setting, operation, begin, users, workers);
  fv_operation_backward (operation, input, &gradient, first, end, FALSE, &target,
                         workers);
  check_rows (&target, first, end, setting->input_gradients + input);
  fv_operation_backward (operation, input, &gradient, first, end, TRUE, &target, workers);
  check_doubled (&target, first, end, setting->input_gradients + input);
  fv_map_clear (&gradient);
  fv_map_clear (&target);
}

/* The same bytes, @rows rows at a time, with records for as few rows as possible */
static void
check_in_rows (const OperationSetting *setting, gint rows, FvWorkers *workers)
{
  FvOperation operation = setting->operation;

  operation.state = NULL;
  operation.record = NULL;
  operation.n_rows = 1;
  for (gint input = 0; input < operation.n_inputs; input++)
    for (gint y = 0; y < setting->inputs[input].height; y++)
      operation.n_rows =
          MAX (operation.n_rows,
               fv_span_count_users (operation.rows + input,
                                    MIN (y + rows, setting->inputs[input].height)) -
                   fv_span_get_first_user (operation.rows + input, y));
  g_assert_true (fv_operation_prepare (&operation, NULL));
  forward_rows (setting, &operation, 0, MIN (operation.n_rows, setting->output.height),
                workers);
  for (gint input = 0; input < operation.n_inputs; input++)
    for (gint y = 0; y < setting->inputs[input].height; y += rows)
      backward_rows (setting, &operation, input, y,
                     MIN (y + rows, setting->inputs[input].height), workers);
  fv_operation_clear (&operation);
  operation.records = FALSE;
  g_assert_true (fv_operation_prepare (&operation, NULL));
  g_assert_null (operation.record);
  for (gint y = 0; y < setting->output.height; y += rows)
    forward_rows (setting, &operation, y, MIN (y + rows, setting->output.height),
                  workers);
  fv_operation_clear (&operation);
}

static void
test_rows (gconstpointer data)
{
  OperationSetting setting;
  g_autoptr (FvWorkers) one = NULL;
  g_autoptr (FvWorkers) three = NULL;

  operation_set_up (&setting, data);
  one = operation_new_workers (&setting, 1);
  three = operation_new_workers (&setting, 3);
  operation_run (&setting, one);
  check_in_rows (&setting, 1, three);
  check_in_rows (&setting, 2, one);
  check_in_rows (&setting, 4, three);
  fv_operation_clear (&setting.operation);
  operation_tear_down (&setting);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < n_operation_cases; i++)
    {
      g_autofree gchar *path =
          g_strdup_printf ("/operation/rows/%s", operation_cases[i].name);

      g_test_add_data_func (path, operation_cases + i, test_rows);
    }
  return g_test_run ();
}
