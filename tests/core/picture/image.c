/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Resize and decode against Pillow and NumPy; images and settings. */

#include <math.h>
#include <string.h>

#include "../helpers.h"
#include "base/memory.h"
#include "base/random.h"
#include "picture/decode.h"
#include "picture/resize.h"

#define RESIZE_WIDTH  37
#define RESIZE_HEIGHT 29

static guint8 *
make_bytes (void)
{
  gsize n = RESIZE_WIDTH * RESIZE_HEIGHT * 3;
  guint8 *bytes = g_malloc (n);

  for (gsize i = 0; i < n; i++)
    bytes[i] = fv_random_uniform (1000, i) * 256;
  return bytes;
}

static void
assert_bytes (const guint8 *bytes, const FvImage *expected)
{
  for (gsize i = 0; i < fv_image_get_n_values (expected); i++)
    g_assert_cmpint (bytes[i], ==, (gint)expected->data[i]);
}

static void
test_resize_like_pillow (void)
{
  const gint sizes[][2] = { { 44, 35 }, { 20, 11 }, { 37, 50 }, { 9, 29 },
                            { 1, 1 },   { 100, 3 }, { 37, 29 } };
  g_autofree guint8 *bytes = make_bytes ();

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      gint width = sizes[i][0], height = sizes[i][1];
      g_autoptr (FvImage) expected = read_golden ("resized-%dx%d.npy", width, height);
      guint8 *resized =
          fv_bytes_resize (bytes, RESIZE_WIDTH, RESIZE_HEIGHT, width, height, NULL);

      assert_bytes (resized, expected);
      fv_memory_free (resized);
    }
}

/* The float resize is the same filter without rounding and clipping between columns
 * and rows, which overshoots make differ here and there. */
static void
test_resize_floats (void)
{
  g_autofree guint8 *bytes = make_bytes ();
  g_autoptr (FvImage) image =
      fv_image_new_from_bytes (bytes, RESIZE_WIDTH, RESIZE_HEIGHT, NULL);
  g_autoptr (FvImage) expected = read_golden ("resized-44x35.npy");
  g_autoptr (FvImage) resized = fv_image_resize (image, 44, 35, NULL);
  gsize n_values = fv_image_get_n_values (expected), n_close = 0;

  for (gsize i = 0; i < n_values; i++)
    n_close += fabs (CLAMP (resized->data[i], 0.0, 255.0) - expected->data[i]) <= 1.0;
  g_assert_cmpfloat (n_close, >, 0.9 * n_values);
}

static void
test_decode_like_numpy (void)
{
  const gchar *const recipes[] = { "keras", "book" };

  for (guint i = 0; i < G_N_ELEMENTS (recipes); i++)
    {
      const FvRecipe *recipe = fv_recipe_find (recipes[i], NULL);
      g_autoptr (FvImage) image = make_input (23, 19);
      g_autoptr (FvImage) expected = read_golden ("decoded-%s.npy", recipe->name);
      guint8 *bytes;

      for (gsize k = 0; k < fv_image_get_n_values (image); k++)
        image->data[k] = (gdouble)image->data[k] * 1.7 + 40;
      bytes = fv_picture_decode_to_bytes (image, recipe->contrast,
                                          recipe->contrast_epsilon, NULL);
      assert_bytes (bytes, expected);
      fv_memory_free (bytes);
    }
}

/* A picture that is only clipped comes back as it was, through the network's channel
 * order and mean. */
static void
test_picture_to_tensor_and_back (void)
{
  g_autofree guint8 *bytes = make_bytes ();
  g_autoptr (FvImage) image =
      fv_image_new_from_bytes (bytes, RESIZE_WIDTH, RESIZE_HEIGHT, NULL);
  guint8 *back;

  fv_picture_to_tensor (image, fv_imagenet_mean, FV_COLORS_TRUE);
  g_assert_cmpfloat (image->data[0], ==, bytes[2] - fv_imagenet_mean[0]);
  g_assert_cmpfloat (image->data[2], ==, bytes[0] - fv_imagenet_mean[2]);
  fv_tensor_to_picture (image, fv_imagenet_mean, FV_COLORS_TRUE);
  back = fv_picture_decode_to_bytes (image, 0.0, 0.0, NULL);
  g_assert_cmpmem (bytes, RESIZE_WIDTH * RESIZE_HEIGHT * 3, back,
                   RESIZE_WIDTH * RESIZE_HEIGHT * 3);
  fv_memory_free (back);
}

static void
test_impossible_sizes (void)
{
  const gint sizes[][2] = { { 0, 5 }, { 5, 0 }, { -1, 5 }, { G_MAXINT, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (fv_image_new (sizes[i][0], sizes[i][1], &error));
      g_assert_error (error, FV_ERROR, FV_ERROR_SIZE);
    }
}

static void
test_impossible_memory (void)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (fv_memory_new (G_MAXSIZE / 2, 4, &error));
  g_assert_error (error, FV_ERROR, FV_ERROR_MEMORY);
  g_clear_error (&error);
  g_assert_false (fv_memory_check (3 << 20, 2, &error));
  g_assert_error (error, FV_ERROR, FV_ERROR_MEMORY);
  g_clear_error (&error);
  g_assert_true (fv_memory_check (2 << 20, 2, &error));
  g_assert_false (fv_memory_check ((guint64)1 << 60, 0, &error));
  g_assert_error (error, FV_ERROR, FV_ERROR_MEMORY);
}

static void
test_settings (void)
{
  FvSettings settings, parsed;
  g_autofree gchar *again = NULL;
  g_autofree gchar *text = NULL;
  GError *error = NULL;

  fv_settings_init (&settings, FV_TASK_ASCENT, fv_recipe_find ("book", NULL),
                    FV_START_NOISE);
  g_assert_true (fv_settings_parse (&settings,
                                    " steps=7 step-size=0.5  scales=3 scale-factor=1.5\t"
                                    "contrast=0.3 border=2 colors=faithful relu=before "
                                    "threads=3 memory=100 ",
                                    &error));
  g_assert_no_error (error);
  g_assert_cmpint (settings.steps, ==, 7);
  g_assert_cmpfloat (settings.step_size, ==, 0.5);
  g_assert_cmpint (settings.colors, ==, FV_COLORS_FAITHFUL);
  g_assert_cmpint (settings.relu, ==, FV_RELU_BEFORE);
  g_assert_cmpint (settings.memory, ==, 100);
  text = fv_settings_to_string (&settings);
  g_assert_cmpstr (
      text, ==,
      "steps=7 step-size=0.5 scales=3 scale-factor=1.5 contrast=0.3 border=2 crop=0 "
      "colors=faithful relu=before pooling=max norm=rms jitter=0 "
      "padding=zero seamless=no alpha=no smooth=0 pyramid=no variation=0 l2=0");
  fv_settings_init (&parsed, FV_TASK_ASCENT, settings.recipe, FV_START_NOISE);
  g_assert_true (fv_settings_parse (&parsed, text, NULL));
  again = fv_settings_to_string (&parsed);
  g_assert_cmpstr (again, ==, text);
}

static void
test_settings_refused (void)
{
  const gchar *options[] = {
    "stepz=1",    "steps",         "steps=",      "steps=0",          "steps=1.5",
    "steps=1e99", "steps=nan",     "steps=-1",    "step-size=-1",     "contrast=11",
    "colors=",    "colors=truest", "relu=during", "steps=1,5",        "=1",
    "steps=3 x",  "memory=-1",     "scales=0",    "scale-factor=0.5",
  };
  FvSettings settings, before;

  fv_settings_init (&settings, FV_TASK_ASCENT, fv_recipe_get (0), FV_START_NOISE);
  before = settings;
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_false (fv_settings_parse (&settings, options[i], &error));
      g_assert_error (error, FV_ERROR, FV_ERROR_SETTING);
      g_assert_cmpmem (&settings, sizeof settings, &before, sizeof before);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image/resize/pillow", test_resize_like_pillow);
  g_test_add_func ("/image/resize/floats", test_resize_floats);
  g_test_add_func ("/image/decode/numpy", test_decode_like_numpy);
  g_test_add_func ("/image/tensor", test_picture_to_tensor_and_back);
  g_test_add_func ("/image/impossible-sizes", test_impossible_sizes);
  g_test_add_func ("/image/impossible-memory", test_impossible_memory);
  g_test_add_func ("/settings/parse", test_settings);
  g_test_add_func ("/settings/refused", test_settings_refused);
  return g_test_run ();
}
