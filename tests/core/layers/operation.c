/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every kind of operation against its definition in double precision, and the way back
 * against differences of that. */

#include "operation_case.h"

#include <math.h>

#include "../helpers.h"

#define STEP     1e-6
#define FORWARD  2e-6
#define BACKWARD 2e-5

static void
check_forward (const OperationSetting *setting, gdouble *const *values)
{
  gsize n = fv_map_get_n_values (&setting->output), i = 0;
  g_autofree gfloat *expected = g_new (gfloat, n);

  for (gint y = 0; y < setting->output.height; y++)
    for (gint x = 0; x < setting->output.width; x++)
      for (gint c = 0; c < setting->output.channels; c++)
        expected[i++] = operation_define (setting, values, y, x, c);
  g_assert_cmpfloat (get_relative_error (setting->output.data, expected, n), <, FORWARD);
}

static void
check_backward (const OperationSetting *setting, gint input, gdouble *const *values)
{
  const FvMap *map = setting->inputs + input;
  gsize n = fv_map_get_n_values (map);
  g_autofree gfloat *expected = g_new (gfloat, n);

  for (gsize i = 0; i < n; i++)
    {
      gint x = i / map->channels % map->width, y = i / map->channels / map->width;
      gdouble value = values[input][i], above;

      values[input][i] = value + STEP;
      above = operation_define_loss (setting, values, input, y, x);
      values[input][i] = value - STEP;
      expected[i] =
          (above - operation_define_loss (setting, values, input, y, x)) / (2.0 * STEP);
      values[input][i] = value;
    }
  g_assert_cmpfloat (
      get_relative_error (setting->input_gradients[input].data, expected, n), <,
      BACKWARD);
}

static void
test_definition (gconstpointer data)
{
  OperationSetting setting;
  gdouble *values[MOST_INPUTS] = { NULL };
  g_autoptr (FvWorkers) workers = NULL;

  operation_set_up (&setting, data);
  workers = operation_new_workers (&setting, 1);
  operation_run (&setting, workers);
  for (gint i = 0; i < setting.test->n_inputs; i++)
    {
      gsize n = fv_map_get_n_values (setting.inputs + i);

      values[i] = g_new (gdouble, n);
      for (gsize k = 0; k < n; k++)
        values[i][k] = setting.inputs[i].data[k];
    }
  check_forward (&setting, values);
  for (gint i = 0; i < setting.test->n_inputs; i++)
    check_backward (&setting, i, values);
  for (gint i = 0; i < MOST_INPUTS; i++)
    g_free (values[i]);
  fv_operation_clear (&setting.operation);
  operation_tear_down (&setting);
}

/* Edges ----------------------------------------------------------------------------- */

/* Of equal values the first wins; what is not a number stays so; ReLU at 0 is closed. */
static void
test_ties (void)
{
  static const OperationCase pooling = { "",    FV_NODE_MAX_POOLING,
                                         1,     { { 2, 2, 1, 0, 0 }, { 2, 2, 1, 0, 0 } },
                                         { 0 }, FV_NODE_IDENTITY };
  OperationSetting setting;
  g_autoptr (FvWorkers) workers = NULL;

  operation_set_up (&setting, &pooling);
  workers = operation_new_workers (&setting, 1);
  for (gsize i = 0; i < fv_map_get_n_values (setting.inputs); i++)
    setting.inputs->data[i] = -1.0f;
  setting.inputs->data[CHANNELS] = NAN;
  operation_run (&setting, workers);
  g_assert_true (isnan (setting.output.data[0]));
  g_assert_cmpfloat (setting.output.data[1], ==, -1.0f);
  g_assert_cmpfloat (setting.input_gradients->data[1], ==,
                     setting.output_gradient.data[1]);
  g_assert_cmpfloat (setting.input_gradients->data[CHANNELS + 1], ==, 0.0f);
  fv_operation_clear (&setting.operation);
  operation_tear_down (&setting);
}

static void
test_rectified (void)
{
  OperationSetting setting;
  g_autoptr (FvWorkers) workers = NULL;

  operation_set_up (&setting, operation_cases);
  workers = operation_new_workers (&setting, 1);
  setting.inputs->data[0] = NAN;
  setting.inputs->data[1] = 0.0f;
  setting.inputs->data[2] = -INFINITY;
  operation_run (&setting, workers);
  g_assert_true (isnan (setting.output.data[0]));
  g_assert_cmpfloat (setting.input_gradients->data[1], ==, 0.0f);
  g_assert_cmpfloat (setting.output.data[2], ==, 0.0f);
  fv_operation_clear (&setting.operation);
  operation_tear_down (&setting);
}

static void
test_estimates (void)
{
  for (guint i = 0; i < n_operation_cases; i++)
    {
      OperationSetting setting;
      gint rows;

      operation_set_up (&setting, operation_cases + i);
      rows = fv_operation_choose_rows (&setting.operation, 2);
      g_assert_cmpint (rows, >=, 1);
      g_assert_cmpint (rows, <=, setting.output.height);
      g_assert_cmpfloat (fv_operation_count_multiplications (&setting.operation, rows), >,
                         0.0);
      operation_tear_down (&setting);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < n_operation_cases; i++)
    {
      g_autofree gchar *definition =
          g_strdup_printf ("/operation/definition/%s", operation_cases[i].name);

      g_test_add_data_func (definition, operation_cases + i, test_definition);
    }
  g_test_add_func ("/operation/ties", test_ties);
  g_test_add_func ("/operation/rectified", test_rectified);
  g_test_add_func ("/operation/estimates", test_estimates);
  return g_test_run ();
}
