/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures whose edges are cut off. */

#include <string.h>

#include "../helpers.h"

#define WIDTH  37
#define HEIGHT 30
#define CROP   4
#define DRAWN  20

static void
fill_ascent (FvAscent *ascent, FvTask task, const gchar *options)
{
  *ascent = (FvAscent){
    .layer = "block2_conv1", .filter = 1, .width = WIDTH, .height = HEIGHT, .seed = 3
  };
  fv_settings_init (&ascent->settings, task, fv_recipe_find ("book", NULL),
                    FV_START_NOISE);
  g_assert_true (fv_settings_parse (&ascent->settings, options, NULL));
}

/* The last step's picture, in full and drawn small */
typedef struct
{
  FvImage *decoded;
  gint width;
  gint height;
} Seen;

static gboolean
look (const FvStep *step, gpointer data)
{
  Seen *seen = data;
  fv_autofree guint8 *drawn =
      fv_step_draw (step, DRAWN, &seen->width, &seen->height, NULL);

  g_assert_nonnull (drawn);
  fv_image_free (seen->decoded);
  seen->decoded = fv_step_decode (step, NULL);
  return TRUE;
}

static void
ascend (const FvNetwork *network, const gchar *options, Seen *seen, FvResult *result)
{
  FvAscent ascent;

  fill_ascent (&ascent, FV_TASK_ASCENT, options);
  g_assert_true (fv_ascend (network, &ascent, look, seen, NULL, result, NULL));
}

/* What is left is what it would be without, to the byte. */
static void
test_result (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv1", 8);
  const gint width = WIDTH - 2 * CROP, height = HEIGHT - 2 * CROP;
  Seen seen = { NULL }, whole_seen = { NULL };
  FvResult whole, result;

  ascend (network, "steps=3 scales=2", &whole_seen, &whole);
  ascend (network, "steps=3 scales=2 crop=4", &seen, &result);
  g_assert_cmpfloat (result.loss, ==, whole.loss);
  g_assert_cmpint (result.picture->width, ==, width);
  g_assert_cmpint (result.picture->height, ==, height);
  for (gint y = 0; y < height; y++)
    {
      gsize from = ((gsize)(y + CROP) * WIDTH + CROP) * 3, to = (gsize)y * width * 3;

      g_assert_cmpmem (result.bytes + to, width * 3, whole.bytes + from, width * 3);
      g_assert_cmpmem (result.picture->data + to, width * 3 * sizeof (gfloat),
                       whole.picture->data + from, width * 3 * sizeof (gfloat));
    }
  g_assert_cmpint (seen.decoded->width, ==, width);
  g_assert_cmpint (seen.decoded->height, ==, height);
  g_assert_cmpint (seen.width, ==, DRAWN);
  g_assert_cmpint (seen.height, ==, (DRAWN * height + width / 2) / width);
  g_assert_cmpint (whole_seen.height, ==, (DRAWN * HEIGHT + WIDTH / 2) / WIDTH);
  fv_image_free (seen.decoded);
  fv_image_free (whole_seen.decoded);
  fv_result_clear (&result);
  fv_result_clear (&whole);
}

/* The seed's: 180 less 25 at each edge */
static void
test_sizes (void)
{
  gint n_layers, width, height;
  g_autofree FvLayer *layers = fv_layers_list ("VGG16", &n_layers);
  FvAscent ascent;

  fill_ascent (&ascent, FV_TASK_SHEET, "");
  fv_settings_init (&ascent.settings, FV_TASK_SHEET, fv_recipe_find ("resnet", NULL),
                    FV_START_NOISE);
  ascent.width = ascent.height = 0;
  fv_ascent_get_size (&ascent, &width, &height);
  g_assert_cmpint (width, ==, 130);
  g_assert_cmpint (height, ==, 130);
  g_assert_true (
      fv_ascent_get_smallest_size (layers, n_layers, &ascent, &width, &height, NULL));
  g_assert_cmpint (width, ==, 51);
  fv_settings_init (&ascent.settings, FV_TASK_ASCENT, ascent.settings.recipe,
                    FV_START_IMAGE);
  g_assert_cmpint (ascent.settings.crop, ==, 0);
}

static void
assert_refused (const FvAscent *ascent, FvError code, const gchar *words)
{
  gint n_layers;
  g_autofree FvLayer *layers = fv_layers_list ("VGG16", &n_layers);
  g_autoptr (GError) error = NULL;

  g_assert_false (fv_ascent_check (layers, n_layers, ascent, &error));
  g_assert_error (error, FV_ERROR, (gint)code);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_refused (void)
{
  g_autoptr (FvImage) image = make_input (WIDTH, HEIGHT);
  FvAscent ascent;

  fill_ascent (&ascent, FV_TASK_ASCENT, "crop=15");
  assert_refused (&ascent, FV_ERROR_SIZE, "37×30");
  fill_ascent (&ascent, FV_TASK_ASCENT, "crop=4");
  ascent.start = FV_START_IMAGE;
  ascent.image = image;
  assert_refused (&ascent, FV_ERROR_SETTING, "crop");
  ascent.settings.task = FV_TASK_DREAM;
  g_assert_false (fv_settings_set (&ascent.settings, "crop", "4", NULL));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/crop/result", test_result);
  g_test_add_func ("/crop/sizes", test_sizes);
  g_test_add_func ("/crop/refused", test_refused);
  return g_test_run ();
}
