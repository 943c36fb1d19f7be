/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ascents in networks of any shape, from the same files as graph-gradient.c: at each of
 * their layers, whose maps have more or fewer positions than strides fit into the
 * picture, with every padding, and the same whatever the number of threads. */

#include <math.h>
#include <string.h>

#include "../core/helpers.h"
#include "common.h"

/* No multiple of any stride */
#define WIDTH  61
#define HEIGHT 53

static const gchar *const files[] = {
  "graph-caffe-inception.caffemodel",
  "graph-caffe-kinds.caffemodel",
  "graph-keras-excite.h5",
  "graph-keras-gray.h5",
  "graph-keras-mobile.h5",
  "graph-keras-residual.h5",
  "graph-keras-windows.h5",
  "graph-onnx-kinds.onnx",
};

static FvAscent
make_ascent (const gchar *layer, FvPadding padding, gint threads)
{
  FvAscent ascent = { .layer = layer, .width = WIDTH, .height = HEIGHT, .seed = 5 };

  fv_settings_init (&ascent.settings, FV_TASK_ASCENT, fv_recipe_get (0), FV_START_NOISE);
  ascent.settings.scales = 1;
  ascent.settings.steps = 2;
  ascent.settings.padding = padding;
  ascent.settings.threads = threads;
  ascent.settings.relu = FV_RELU_BEFORE;
  return ascent;
}

/* A filter that gives no gradient is stuck, and says so. */
static gboolean
ascend (const FvNetwork *network, const FvAscent *ascent, FvResult *result)
{
  g_autoptr (GError) error = NULL;

  memset (result, 0, sizeof *result);
  if (fv_ascend (network, ascent, NULL, NULL, NULL, result, &error))
    {
      g_assert_true (isfinite (result->loss));
      return TRUE;
    }
  g_assert_error (error, FV_ERROR, FV_ERROR_STUCK);
  return FALSE;
}

static void
check_threads (const FvNetwork *network, const gchar *layer, FvPadding padding)
{
  const FvAscent one = make_ascent (layer, padding, 1);
  const FvAscent three = make_ascent (layer, padding, 3);
  g_auto (FvResult) expected = { 0 };
  g_auto (FvResult) result = { 0 };
  gboolean is_moved = ascend (network, &one, &expected);

  g_assert_true (ascend (network, &three, &result) == is_moved);
  if (is_moved)
    g_assert_cmpmem (result.bytes, WIDTH * HEIGHT * 3, expected.bytes,
                     WIDTH * HEIGHT * 3);
}

static void
test_layers (gconstpointer file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvWeights) weights = fv_weights_open (test_file (file), &error);
  gint n_layers;
  const FvLayer *layers;

  g_assert_no_error (error);
  layers = fv_weights_get_layers (weights, &n_layers);
  for (gint i = 0; i < n_layers; i++)
    {
      g_autoptr (FvNetwork) network = fv_weights_load (weights, layers[i].name, &error);

      g_assert_no_error (error);
      if (layers[i].smallest_width > WIDTH || layers[i].smallest_height > HEIGHT)
        continue;
      check_threads (network, layers[i].name, FV_PADDING_ZERO);
      if (layers[i].receptive_field > 0 && layers[i].receptive_field < WIDTH)
        check_threads (network, layers[i].name, FV_PADDING_REFLECT);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree gchar *path = g_strdup_printf ("/weights/graph-ascent/%s", files[i]);

      g_test_add_data_func (path, files[i], test_layers);
    }
  return g_test_run ();
}
