/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Directions of filters: their gradient against float64 PyTorch, and how they are
 * written. */

#include <math.h>
#include <stdlib.h>

#include "../helpers.h"

#define DIVISOR        4 /* that of tests/golden/make_directions_golden.py */
#define GRADIENT_ERROR 1e-5
#define LOSS_ERROR     1e-5

static FvTerms *
parse (const FvNetwork *network, const gchar *text, GError **error)
{
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  FvTerms *terms = fv_terms_parse (text, layers, n_layers, error);

  if (terms != NULL)
    g_assert_true (fv_terms_resolve (terms, network, NULL, NULL, 0, 0, NULL));
  return terms;
}

static gdouble
differentiate (const FvNetwork *network, const gchar *text, FvRelu relu, gint threads,
               const FvImage *input, FvImage *gradient)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvTerms) terms = parse (network, text, &error);
  FvObjective objective = { .relu = relu };
  gdouble loss;

  g_assert_no_error (error);
  objective.terms = fv_terms_get (terms, &objective.n_terms);
  fv_gradient (network, &objective, input, threads, NULL, gradient, &loss, &error);
  g_assert_no_error (error);
  return loss;
}

static void
test_golden (gconstpointer data)
{
  g_auto (GStrv) fields = g_strsplit (data, ",", 6);
  g_autoptr (FvNetwork) network =
      make_golden_network ("directions", "block3_conv3", DIVISOR);
  g_autoptr (FvImage) input = make_input (atoi (fields[1]), atoi (fields[2]));
  g_autoptr (FvImage) gradient = fv_image_copy (input, NULL);
  g_autoptr (FvImage) expected = read_golden ("direction-%s.npy", fields[0]);
  FvRelu relu = g_str_equal (fields[3], "before") ? FV_RELU_BEFORE : FV_RELU_AFTER;
  gdouble expected_loss = g_ascii_strtod (fields[4], NULL), difference, loss;

  for (gint threads = 1; threads < 4; threads++)
    {
      loss = differentiate (network, fields[5], relu, threads, input, gradient);
      difference = get_relative_error (gradient->data, expected->data,
                                       fv_image_get_n_values (input));
      g_test_message ("relative error of the gradient %.1e, of the loss %.1e", difference,
                      fabs (loss / expected_loss - 1));
      g_assert_cmpfloat (difference, <, GRADIENT_ERROR);
      g_assert_cmpfloat_with_epsilon (loss, expected_loss,
                                      LOSS_ERROR * fabs (expected_loss));
    }
}

static void
assert_same (const gchar *text, const gchar *other)
{
  g_autoptr (FvNetwork) network =
      make_golden_network ("directions", "block3_conv3", DIVISOR);
  g_autoptr (FvImage) input = make_input (21, 18);
  g_autoptr (FvImage) gradient = fv_image_copy (input, NULL);
  g_autoptr (FvImage) expected = fv_image_copy (input, NULL);
  gdouble loss = differentiate (network, text, FV_RELU_AFTER, 1, input, gradient);
  gdouble expected_loss =
      differentiate (network, other, FV_RELU_AFTER, 1, input, expected);

  g_assert_true (loss == expected_loss);
  g_assert_cmpfloat (loss, >, 0.0);
  assert_same_image (gradient, expected);
}

/* Components add up, and those of a range share the weight. */
static void
test_components (void)
{
  assert_same ("block2_conv2:8@direction*2", "2 * block2_conv2:8 @ direction");
  assert_same ("block2_conv2:8@direction + block2_conv2:8@direction",
               "block2_conv2:8@direction*2");
  assert_same ("block2_conv2:8-9@direction",
               "block2_conv2:8@direction*0.5 + block2_conv2:9@direction*0.5");
}

static void
test_refused (void)
{
  const gchar *const refused[] = { "block2_conv2:8@", "block2_conv2:8@style",
                                   "block2_conv2:8@strong:3", "block2_conv2@direction",
                                   "block2_conv2:8@direction:2" };
  g_autoptr (FvNetwork) network =
      make_golden_network ("directions", "block3_conv3", DIVISOR);

  for (guint i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (parse (network, refused[i], &error));
      g_assert_error (error, FV_ERROR, FV_ERROR_SETTING);
    }
}

int
main (int argc, char **argv)
{
  g_auto (GStrv) lines = NULL;

  g_test_init (&argc, &argv, NULL);
  lines = read_golden_lines ("directions.csv");
  for (gint i = 0; lines[i] != NULL && lines[i][0] != '\0'; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], ",", 2);
      g_autofree gchar *path = g_strdup_printf ("/directions/golden/%s", fields[0]);

      g_test_add_data_func (path, lines[i], test_golden);
    }
  g_test_add_func ("/directions/components", test_components);
  g_test_add_func ("/directions/refused", test_refused);
  return g_test_run ();
}
