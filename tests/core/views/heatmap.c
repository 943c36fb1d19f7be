/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Heat maps: a filter's against the maps of all channels, a class's against float64
 * PyTorch, how they are drawn, and what is refused. */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../helpers.h"
#include "network/classifier.h"

/* Those of tests/golden/make_maps_golden.py */
#define DIVISOR      4
#define PICTURE_SEED 3000
#define CLASS        3

#define MAP_ERROR         1e-5
#define GRADCAM_ERROR     1e-5
#define PROBABILITY_ERROR 1e-4

static const gint n_outputs[FV_N_DENSE] = { 24, 20, 12 };

static FvSettings
make_settings (void)
{
  FvSettings settings;

  fv_settings_init (&settings, FV_TASK_HEATMAP, fv_recipe_get (0), FV_START_IMAGE);
  return settings;
}

static FvImage *
make_picture (gint width, gint height)
{
  return fv_image_new_noise (width, height, PICTURE_SEED, 0.0, 255.0, NULL);
}

/* A filter -------------------------------------------------------------------------- */

typedef struct
{
  gint channel;
  GArray *values;
} Channel;

static gboolean
take_channel (const FvActivation *activation, gpointer data, G_GNUC_UNUSED GError **error)
{
  Channel *channel = data;

  for (gint i = 0; i < activation->width * activation->height; i++)
    g_array_append_val (
        channel->values,
        activation->values[i * activation->n_channels + channel->channel]);
  return TRUE;
}

/* @memory: little, so that kernels are transformed each time; 0 for enough */
static void
assert_filter (const gchar *layer, gint width, gint height, gint memory)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, layer, DIVISOR);
  g_autoptr (FvImage) picture = make_picture (width, height);
  g_autoptr (FvHeatmap) heatmap = NULL;
  const gchar *const layers[] = { layer, NULL };
  Channel channel = { 3, g_array_new (FALSE, FALSE, sizeof (gfloat)) };
  FvSettings settings = make_settings ();
  GError *error = NULL;

  fv_activations_compute (network, picture, layers, &settings, take_channel, NULL,
                          &channel, NULL, &error);
  g_assert_no_error (error);
  settings.memory = memory;
  heatmap = fv_heatmap_new_filter (network, layer, 3, picture, &settings, NULL, NULL,
                                   NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (heatmap->width * heatmap->height, ==, channel.values->len);
  g_assert_cmpfloat (get_relative_error (heatmap->data, (gfloat *)channel.values->data,
                                         channel.values->len),
                     <, MAP_ERROR);
  g_array_unref (channel.values);
}

static void
test_filter (void)
{
  assert_filter ("block1_conv1", 31, 22, 0);
  assert_filter ("block2_conv2", 50, 37, 0);
  assert_filter ("block4_conv1", 64, 49, 0);
  assert_filter ("block3_conv2", 300, 1400, 48);
}

/* Classes --------------------------------------------------------------------------- */

static void
test_class (gconstpointer data)
{
  gint width, height, n_read = sscanf (data, "%dx%d", &width, &height);
  const gchar *layers[] = { "block5_conv3", "block4_conv2", "block3_conv3",
                            "block5_pool",  "block4_pool",  "block3_pool" };
  g_autoptr (FvNetwork) network = make_golden_network ("maps", "block5_conv3", DIVISOR);
  g_autoptr (FvClassifier) classifier = make_classifier (512 / DIVISOR, n_outputs);
  g_autoptr (FvImage) picture = make_picture (width, height);
  FvSettings settings = make_settings ();

  g_assert_cmpint (n_read, ==, 2);
  for (guint i = 0; i < G_N_ELEMENTS (layers); i++)
    {
      g_autoptr (FvImage) golden =
          read_golden ("gradcam-%s-%s.npy", (const gchar *)data, layers[i]);
      FvClassScore best[FV_N_BEST_CLASSES];
      GError *error = NULL;
      g_autoptr (FvHeatmap) heatmap =
          fv_heatmap_new_class (network, classifier, layers[i], CLASS, picture, &settings,
                                best, NULL, NULL, NULL, NULL, &error);
      gdouble difference;

      g_assert_no_error (error);
      difference = get_relative_error (heatmap->data, golden->data,
                                       heatmap->width * heatmap->height);
      g_test_message ("%s: relative error %.1e", layers[i], difference);
      g_assert_cmpfloat (difference, <, GRADCAM_ERROR);
    }
}

/* The probabilities of the golden logits */
static void
get_probabilities (const gchar *size, gdouble *probabilities)
{
  g_autoptr (FvImage) logits = read_golden ("gradcam-%s-logits.npy", size);

  for (gint i = 0; i < n_outputs[FV_DENSE_PREDICTIONS]; i++)
    {
      gdouble sum = 0.0;

      for (gint j = 0; j < n_outputs[FV_DENSE_PREDICTIONS]; j++)
        sum += exp (logits->data[j] - logits->data[i]);
      probabilities[i] = 1.0 / sum;
    }
}

static void
test_best (void)
{
  g_autoptr (FvNetwork) network = make_golden_network ("maps", "block5_conv3", DIVISOR);
  g_autoptr (FvClassifier) classifier = make_classifier (512 / DIVISOR, n_outputs);
  g_autoptr (FvImage) picture = make_picture (224, 224);
  g_autoptr (FvHeatmap) of_best = NULL, of_first = NULL, of_other = NULL;
  FvSettings settings = make_settings ();
  FvClassScore best[FV_N_BEST_CLASSES];
  gdouble probabilities[12];
  gdouble probability;

  of_best = fv_heatmap_new_class (network, classifier, NULL, -1, picture, &settings, best,
                                  &probability, NULL, NULL, NULL, NULL);
  g_assert_cmpfloat (probability, ==, best[0].probability);
  get_probabilities ("224x224", probabilities);
  for (gint i = 0; i < FV_N_BEST_CLASSES; i++)
    {
      g_assert_cmpfloat_with_epsilon (
          best[i].probability, probabilities[best[i].class_index], PROBABILITY_ERROR);
      g_assert_true (i == 0 || best[i].probability <= best[i - 1].probability);
    }
  of_first =
      fv_heatmap_new_class (network, classifier, "block5_conv3", best[0].class_index,
                            picture, &settings, best, NULL, NULL, NULL, NULL, NULL);
  of_other = fv_heatmap_new_class (network, classifier, NULL, CLASS, picture, &settings,
                                   best, &probability, NULL, NULL, NULL, NULL);
  g_assert_nonnull (of_other);
  g_assert_cmpfloat_with_epsilon (probability, probabilities[CLASS], PROBABILITY_ERROR);
  g_assert_cmpmem (of_best->data, 14 * 14 * 4, of_first->data, 14 * 14 * 4);
}

static void
assert_class_refused (const gchar *last, const gchar *layer, gint class_index,
                      gint longest_side, FvError code)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, last, 16);
  g_autoptr (FvClassifier) classifier = make_classifier (512 / 16, n_outputs);
  g_autoptr (FvImage) picture = make_picture (40, 30);
  FvSettings settings = make_settings ();
  FvClassScore best[FV_N_BEST_CLASSES];
  g_autoptr (GError) error = NULL;

  settings.longest_side = longest_side;
  g_assert_null (fv_heatmap_new_class (network, classifier, layer, class_index, picture,
                                       &settings, best, NULL, NULL, NULL, NULL, &error));
  g_assert_error (error, FV_ERROR, (gint)code);
}

static void
test_refused (void)
{
  assert_class_refused ("block4_conv3", NULL, -1, 0, FV_ERROR_LAYER);
  assert_class_refused ("block5_conv3", "fc1", -1, 0, FV_ERROR_LAYER);
  assert_class_refused ("block5_conv3", NULL, 12, 0, FV_ERROR_FILTER);
  assert_class_refused ("block5_conv3", NULL, -2, 0, FV_ERROR_FILTER);
  assert_class_refused ("block5_conv3", NULL, -1, 250, FV_ERROR_SIZE);
}

/* Drawing --------------------------------------------------------------------------- */

static void
test_resize (void)
{
  gfloat values[] = { 0.0f, 1.0f, 2.0f, 4.0f, 8.0f, 0.5f };
  gfloat zeros[] = { 0.0f, 0.0f, 0.0f, 0.0f, 0.0f, 0.0f };
  FvHeatmap heatmap = { 3, 2, values }, empty = { 3, 2, zeros };
  g_autoptr (FvHeatmap) large = fv_heatmap_resize (&heatmap, 30, 20, NULL);
  g_autoptr (FvHeatmap) nothing = fv_heatmap_resize (&empty, 30, 20, NULL);
  gfloat largest = 0.0f;

  for (gint i = 0; i < 30 * 20; i++)
    {
      g_assert_true (large->data[i] >= 0.0f);
      g_assert_true (nothing->data[i] == 0.0f);
      largest = MAX (largest, large->data[i]);
    }
  g_assert_true (largest == 1.0f);
  /* each old value is near the middle of where it now is */
  g_assert_cmpfloat_with_epsilon (large->data[15 * 30 + 15] / large->data[15 * 30 + 5],
                                  8.0f / 4.0f, 0.2);
}

static void
test_draw (void)
{
  gfloat values[] = { 0.0f, 1.0f }, colors[] = { 10, 20, 30, 200.4f, 100, 300 };
  FvHeatmap heatmap = { 2, 1, values };
  FvImage picture = { 2, 1, colors };
  FvSettings settings = make_settings ();
  const guint8 alone[] = { 68, 1, 84, 253, 231, 36 };
  const guint8 photo[] = { 10, 20, 30, 200, 100, 255 };
  const guint8 blended[] = { 24, 15, 43, 214, 133, 200 };
  guint8 *bytes;

  bytes = fv_heatmap_draw (&heatmap, &settings, NULL, NULL);
  g_assert_cmpmem (bytes, 6, alone, 6);
  fv_memory_free (bytes);
  settings.opacity = 0.0;
  bytes = fv_heatmap_draw (&heatmap, &settings, &picture, NULL);
  g_assert_cmpmem (bytes, 6, photo, 6);
  fv_memory_free (bytes);
  settings.opacity = 0.25;
  bytes = fv_heatmap_draw (&heatmap, &settings, &picture, NULL);
  for (gint i = 0; i < 6; i++)
    g_assert_cmpint (abs (bytes[i] - blended[i]), <=, 1);
  fv_memory_free (bytes);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/heatmap/filter", test_filter);
  g_test_add_data_func ("/heatmap/class/224x224", "224x224", test_class);
  g_test_add_data_func ("/heatmap/class/256x240", "256x240", test_class);
  g_test_add_func ("/heatmap/best", test_best);
  g_test_add_func ("/heatmap/refused", test_refused);
  g_test_add_func ("/heatmap/resize", test_resize);
  g_test_add_func ("/heatmap/draw", test_draw);
  return g_test_run ();
}
