/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The untrained network against values that make_files.py computed with NumPy. */

#include "common.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "weights.h"

static gdouble
sum_squares (const FvConvolution *convolution)
{
  gsize n_values = (gsize)9 * convolution->n_inputs * convolution->n_filters;
  gdouble sum = 0;

  for (gsize k = 0; k < n_values; k++)
    sum += (gdouble)convolution->kernel[k] * convolution->kernel[k];
  return sum;
}

static void
check_line (const FvNetwork *network, const gchar *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);
  gint node = fv_architecture_find (&fv_vgg16, words[0]);
  const FvConvolution *convolution = fv_network_get_convolution (network, node);
  gint64 k = g_ascii_strtoll (words[1], NULL, 10);
  gdouble expected = g_ascii_strtod (words[2], NULL);
  gdouble value = k < 0 ? sum_squares (convolution) : convolution->kernel[k];

  g_assert_cmpfloat_with_epsilon (value, expected, 1e-6 * fabs (expected));
}

static void
test_values (void)
{
  g_autoptr (FvWeights) weights = fv_weights_new_untrained ();
  g_autoptr (FvNetwork) network = fv_weights_load (weights, "block5_conv3", NULL);
  g_autofree gchar *text = NULL;
  g_auto (GStrv) lines = NULL;

  g_assert_nonnull (network);
  g_assert_true (g_file_get_contents (test_file ("untrained.txt"), &text, NULL, NULL));
  lines = g_strsplit (g_strchomp (text), "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 13 * 6);
  for (gint i = 0; lines[i] != NULL; i++)
    check_line (network, lines[i]);
  for (gint i = 0; i < 512; i++)
    g_assert_cmpfloat (fv_network_get_convolution (network, 28)->bias[i], ==, 0);
}

static void
test_weights (void)
{
  g_autoptr (FvWeights) weights = fv_weights_new_untrained ();
  g_autoptr (FvNetwork) network = fv_weights_load (weights, "block2_conv1", NULL);
  g_autofree gchar *line = fv_weights_describe (weights);
  g_autoptr (GError) error = NULL;
  gint n_layers;

  g_assert_null (fv_weights_get_file (weights));
  g_assert_null (fv_weights_get_format (weights));
  g_assert_cmpstr (fv_weights_get_network (weights), ==, "VGG16");
  g_assert_cmpstr (fv_weights_get_title (weights), ==, "untrained network");
  g_assert_nonnull (strstr (line, "untrained network"));
  g_assert_cmpstr (fv_network_get_origin (network), ==, "untrained network");
  g_assert_cmpint (fv_weights_get_layers (weights, &n_layers)[12].n_filters, ==, 512);
  g_assert_cmpint (n_layers, ==, 13);
  fv_network_get_layers (network, &n_layers);
  g_assert_cmpint (n_layers, ==, 3);

  g_assert_null (fv_weights_load (weights, "block3_conv4", &error));
  g_assert_error (error, FV_ERROR, FV_ERROR_LAYER);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/weights/untrained/values", test_values);
  g_test_add_func ("/weights/untrained/weights", test_weights);
  return g_test_run ();
}
