/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "helpers.h"

#include <glib/gstdio.h>
#include <math.h>

#include "base/random.h"

#define INPUT_SEED      1000
#define CLASSIFIER_SEED 5000

/* The random classifier of tests/golden/make_maps_golden.py and
 * make_classifier_golden.py */
FvClassifier *
make_classifier (gint n_channels, const gint n_outputs[FV_N_DENSE])
{
  GError *error = NULL;
  FvClassifier *classifier = fv_classifier_new (n_channels, n_outputs, &error);

  g_assert_no_error (error);
  for (FvDenseIndex i = 0; i < FV_N_DENSE; i++)
    {
      FvDense *layer = &classifier->layers[i];
      gint n_values = layer->n_inputs * layer->n_outputs;

      for (gint k = 0; k < n_values; k++)
        layer->kernel[k] =
            fv_random_normal (CLASSIFIER_SEED + 2 * i, k) * sqrt (2.0 / layer->n_inputs);
      for (gint k = 0; k < layer->n_outputs; k++)
        layer->bias[k] = fv_random_normal (CLASSIFIER_SEED + 2 * i + 1, k) * 0.1;
    }
  return classifier;
}

FvImage *
make_input (gint width, gint height)
{
  return fv_image_new_noise (width, height, INPUT_SEED, -128.0, 256.0, NULL);
}

FvImage *
read_golden (const gchar *format, ...)
{
  g_autofree gchar *name = NULL, *file = NULL;
  GError *error = NULL;
  FvImage *image;
  va_list arguments;

  va_start (arguments, format);
  name = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  file = g_test_build_filename (G_TEST_DIST, "golden", "values", name, NULL);
  image = fv_npy_read (file, &error);
  g_assert_no_error (error);
  return image;
}

GStrv
read_golden_lines (const gchar *name)
{
  g_autofree gchar *file =
      g_test_build_filename (G_TEST_DIST, "golden", "values", name, NULL);
  g_autofree gchar *contents = NULL;
  GError *error = NULL;

  g_file_get_contents (file, &contents, NULL, &error);
  g_assert_no_error (error);
  return g_strsplit (g_strstrip (contents), "\n", -1);
}

/* The random network of some golden values, with which none of their ReLUs and poolings
 * is near a tie (tests/golden/decisions.py). */
FvNetwork *
make_golden_network (const gchar *name, const gchar *layer, gint width_divisor)
{
  g_autofree gchar *file = g_strdup_printf ("draws-%s.csv", name);
  g_auto (GStrv) draws = read_golden_lines (file);
  gboolean is_vgg19 = g_str_equal (name, "VGG19");

  return make_drawn_network (is_vgg19 ? &fv_vgg19 : &fv_vgg16, layer, width_divisor,
                             draws);
}

/* A file of real weights: in the folder that FEATVIS_TEST_DATA names, or beside the
 * source tree. Without it the test is skipped, and %NULL is returned. */
gchar *
find_test_data (const gchar *name)
{
  const gchar *folder = g_getenv ("FEATVIS_TEST_DATA");
  g_autofree gchar *beside =
      g_test_build_filename (G_TEST_DIST, "..", "..", "shared", "data", NULL);
  gchar *file = g_build_filename (folder ? folder : beside, name, NULL);

  if (!g_file_test (file, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("the real weights are not here");
      g_clear_pointer (&file, g_free);
    }
  return file;
}

static void
skip (void)
{
  g_test_skip ("this build writes no text");
}

/* A test of what writes text, which a build without Pango (-Dlabels=disabled) does not */
void
add_labels_test (const gchar *path, GTestFunc test)
{
  gboolean has_labels = g_strcmp0 (g_getenv ("LABELS"), "no") != 0;

  g_test_add_func (path, has_labels ? test : skip);
}

/* With all that is in it */
void
remove_folder (const gchar *path)
{
  GDir *entries = g_dir_open (path, 0, NULL);
  const gchar *name;

  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    {
      g_autofree gchar *file = g_build_filename (path, name, NULL);

      remove_folder (file);
    }
  g_clear_pointer (&entries, g_dir_close);
  g_remove (path);
}

/* ‖values - expected‖ / ‖expected‖ */
gdouble
get_relative_error (const gfloat *values, const gfloat *expected, gsize n)
{
  gdouble difference = 0.0, magnitude = 0.0;

  for (gsize i = 0; i < n; i++)
    {
      difference +=
          ((gdouble)values[i] - expected[i]) * ((gdouble)values[i] - expected[i]);
      magnitude += (gdouble)expected[i] * expected[i];
    }
  return sqrt (difference / magnitude);
}

/* The sum of the products of their values */
gdouble
get_product (const FvImage *a, const FvImage *b)
{
  gdouble sum = 0.0;

  for (gsize i = 0; i < fv_image_get_n_values (a); i++)
    sum += (gdouble)a->data[i] * b->data[i];
  return sum;
}

/* The three values of a position */
gfloat *
get_pixel (const FvImage *image, gint x, gint y)
{
  return image->data + ((gsize)y * image->width + x) * 3;
}

void
assert_same_image (const FvImage *image, const FvImage *expected)
{
  gsize bytes = fv_image_get_n_values (expected) * sizeof (gfloat);

  g_assert_cmpint (image->width, ==, expected->width);
  g_assert_cmpint (image->height, ==, expected->height);
  g_assert_cmpmem (image->data, bytes, expected->data, bytes);
}

/* Of an ascent: its function of steps, to which @data is #Losses, all zero */
gboolean
record_losses (const FvStep *step, gpointer data)
{
  Losses *losses = data;

  if (step->scale == 1 && step->step == 1)
    losses->first = step->loss;
  losses->last = step->loss;
  return TRUE;
}
