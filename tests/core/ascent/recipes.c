/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The recipes against the published scripts in NumPy, PyTorch and Pillow. */

#include "ascent_case.h"

#include <math.h>

#include "../helpers.h"

/* The ascent magnifies rounding, and an 8-bit value between scales may fall on the
 * other side of a step: losses agree well, pixels almost all. */
#define LOSS_ERROR 1e-3

static void
assert_like_golden (const gchar *name, const Recorder *recorder, const FvResult *result)
{
  g_autofree gchar *file = g_strdup_printf ("recipe-%s-losses.csv", name);
  g_auto (GStrv) losses = read_golden_lines (file);
  g_autoptr (FvImage) first = read_golden ("recipe-%s-first.npy", name);
  g_autoptr (FvImage) image = read_golden ("recipe-%s-image.npy", name);
  gsize n_values = fv_image_get_n_values (image), n_close = 0;

  g_assert_cmpuint (recorder->losses->len, ==, g_strv_length (losses));
  for (guint i = 0; i < recorder->losses->len; i++)
    {
      gdouble expected = g_ascii_strtod (losses[i], NULL);

      g_assert_cmpfloat (
          fabs (g_array_index (recorder->losses, gdouble, i) / expected - 1), <,
          LOSS_ERROR);
    }
  g_assert_cmpfloat (get_relative_error (recorder->first->data, first->data,
                                         fv_image_get_n_values (first)),
                     <, 1e-6);
  g_assert_cmpint (result->picture->width, ==, image->width);
  g_assert_cmpint (result->picture->height, ==, image->height);
  for (gsize i = 0; i < n_values; i++)
    n_close += fabs (result->bytes[i] - image->data[i]) <= 1.0;
  g_test_message ("%.2f %% of the bytes within 1", 100.0 * n_close / n_values);
  g_assert_cmpfloat (n_close, >, 0.99 * n_values);
}

static void
assert_ascends_like_golden (const FvNetwork *network, const FvAscent *ascent,
                            const gchar *name)
{
  FvResult result;
  Recorder recorder;

  recorder_init (&recorder);
  g_assert_true (
      fv_ascend (network, ascent, record_step, &recorder, NULL, &result, NULL));
  assert_like_golden (name, &recorder, &result);
  g_assert_cmpfloat (recorder.fraction, ==, 1.0);
  fv_result_clear (&result);
  recorder_clear (&recorder);
}

static void
test_book (void)
{
  g_autoptr (FvNetwork) network = make_golden_network ("VGG16", "block2_conv2", 1);
  FvAscent ascent;

  fill_ascent (&ascent, "book", "block2_conv2", 5, FV_START_NOISE,
               "colors=faithful steps=4");
  ascent.width = 41;
  ascent.height = 38;
  assert_ascends_like_golden (network, &ascent, "book");
}

/* The noise of the golden values of a recipe */
static guint64
get_seed (const gchar *recipe)
{
  g_autofree gchar *file = g_strdup_printf ("recipe-%s-seed.csv", recipe);
  g_auto (GStrv) lines = NULL;

  if (g_str_equal (recipe, "book"))
    return SEED;
  lines = read_golden_lines (file);
  return g_ascii_strtoull (lines[0], NULL, 10);
}

/* As the script runs, and as its docstring has it */
static void
test_keras (gconstpointer data)
{
  const gchar *colors = data;
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv2", 4);
  g_autofree gchar *name = g_strdup_printf ("keras-%s", colors);
  g_autofree gchar *options = g_strdup_printf ("colors=%s steps=4 scales=3", colors);
  FvAscent ascent;

  fill_ascent (&ascent, "keras", "block2_conv2", 5, FV_START_NOISE, options);
  ascent.seed = get_seed ("keras");
  ascent.width = 60;
  ascent.height = 50;
  assert_ascends_like_golden (network, &ascent, name);
}

/* The script has the true colors itself. */
static void
test_resnet (gconstpointer data)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv2", 4);
  g_autofree gchar *options =
      g_strdup_printf ("colors=%s steps=6 crop=7", (const gchar *)data);
  FvAscent ascent;

  fill_ascent (&ascent, "resnet", "block2_conv2", 5, FV_START_NOISE, options);
  ascent.seed = get_seed ("resnet");
  ascent.width = 60;
  ascent.height = 50;
  assert_ascends_like_golden (network, &ascent, "resnet");
}

/* What each scale begins at, behind the first */
static gboolean
record_range (const FvStep *step, gpointer data)
{
  gfloat *highest = data;

  for (gsize i = 0; step->scale > 1 && i < fv_image_get_n_values (step->tensor); i++)
    *highest = MAX (*highest, step->tensor->data[i]);
  return TRUE;
}

/* What the script has no words for: seamless pictures are not decoded to 8 bits, but they
 * too begin at about 0…1; with another contrast, and other scales, all do; photos and
 * values that are kept as they are stay where they are. */
static void
test_keras_ranges (void)
{
  const struct
  {
    const gchar *options;
    FvStart start;
    gboolean is_small;
  } cases[] = {
    { "", FV_START_NOISE, FALSE },
    { "colors=faithful", FV_START_NOISE, TRUE },
    { "colors=faithful contrast=0.1 scales=5 border=1", FV_START_NOISE, TRUE },
    { "colors=faithful seamless=xy", FV_START_NOISE, TRUE },
    { "colors=faithful contrast=0", FV_START_NOISE, FALSE },
    { "colors=faithful", FV_START_IMAGE, FALSE },
  };
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block1_conv2", 8);
  g_autoptr (FvImage) picture = fv_image_new_noise (60, 50, SEED, 0, 256, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      gfloat highest = -G_MAXFLOAT;
      FvAscent ascent;
      FvResult result;

      fill_ascent (&ascent, "keras", "block1_conv2", 5, cases[i].start,
                   "steps=1 scales=3 relu=before");
      g_assert_true (fv_settings_parse (&ascent.settings, cases[i].options, NULL));
      ascent.image = picture;
      ascent.width = 60;
      ascent.height = 50;
      g_assert_true (
          fv_ascend (network, &ascent, record_range, &highest, NULL, &result, NULL));
      g_test_message ("%s: at most %g", cases[i].options, highest);
      g_assert_true ((highest < 16.0f) == cases[i].is_small);
      fv_result_clear (&result);
    }
}

static void
test_noise (gconstpointer data)
{
  const FvRecipe *recipe = fv_recipe_find (data, NULL);
  g_autoptr (FvImage) expected = read_golden ("recipe-%s-start.npy", (const gchar *)data);
  g_autoptr (FvImage) noise =
      fv_image_new_noise (expected->width, expected->height, get_seed (data),
                          recipe->noise_low, recipe->noise_range, NULL);

  g_assert_cmpmem (noise->data, fv_image_get_n_values (noise) * 4, expected->data,
                   fv_image_get_n_values (expected) * 4);
}

/* The seeds' values, to the letter: 79 … 343, then 412 without ascent. */
static void
test_keras_sizes (void)
{
  const gint expected[] = { 79, 95, 114, 137, 165, 198, 238, 286, 343 };
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block1_conv1", 64);
  FvAscent ascent;
  FvResult result;
  Recorder recorder;

  recorder_init (&recorder);
  fill_ascent (&ascent, "keras", "block1_conv1", 0, FV_START_NOISE, "");
  g_assert_true (
      fv_ascend (network, &ascent, record_step, &recorder, NULL, &result, NULL));
  g_assert_cmpuint (recorder.losses->len, ==, 9 * 15);
  for (gint i = 0; i < 9 * 15; i++)
    g_assert_cmpint (g_array_index (recorder.sizes, gint, 2 * i), ==, expected[i / 15]);
  g_assert_cmpint (result.picture->width, ==, 412);
  g_assert_cmpint (result.picture->height, ==, 412);
  fv_result_clear (&result);
  recorder_clear (&recorder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/ascent/keras/faithful", "faithful", test_keras);
  g_test_add_data_func ("/ascent/keras/true", "true", test_keras);
  g_test_add_func ("/ascent/keras/ranges", test_keras_ranges);
  g_test_add_func ("/ascent/book", test_book);
  g_test_add_data_func ("/ascent/resnet/true", "true", test_resnet);
  g_test_add_data_func ("/ascent/resnet/faithful", "faithful", test_resnet);
  g_test_add_data_func ("/ascent/noise/keras", "keras", test_noise);
  g_test_add_data_func ("/ascent/noise/book", "book", test_noise);
  g_test_add_data_func ("/ascent/noise/resnet", "resnet", test_noise);
  g_test_add_func ("/ascent/keras-sizes", test_keras_sizes);
  return g_test_run ();
}
