/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whole ascents by the sample network: that each recipe raises its objective, and that
 * each setting of an ascent does what it says. */

#include <math.h>
#include <string.h>

#include "../helpers.h"

#define LAYER  "block3_conv2"
#define WIDTH  72
#define HEIGHT 56
#define SEED   3

/* Ratio of the differences across a seam to those inside */
#define SEAM_LEAST 0.8
#define SEAM_MOST  1.25
#define N_SEEDS    6

static FvWeights *weights;
static FvNetwork *network;
static FvImage *photo;

/* Hills of light, a bright disc and a little noise; of whole numbers, as photos are. Its
 * left and right edge differ, and so do the upper and lower one. */
static FvImage *
make_photo (gint width, gint height)
{
  FvImage *image = fv_image_new_noise (width, height, 11, 0.0, 12.0, NULL);

  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      {
        gfloat *pixel = get_pixel (image, x, y);
        gdouble distance = hypot (x - 0.6 * width, y - 0.4 * height);
        gdouble disc = distance < height / 5.0 ? 45.0 : 0.0;
        gdouble slope = 60.0 * x / width + 30.0 * y / height;

        pixel[0] = floor (pixel[0] + 50.0 + disc + slope);
        pixel[1] = floor (pixel[1] + 70.0 + 0.5 * slope + 15.0 * sin (0.3 * x));
        pixel[2] = floor (pixel[2] + 130.0 - 0.7 * slope + 10.0 * cos (0.4 * y));
      }
  return image;
}

typedef struct
{
  gdouble first;
  gdouble last;
} Losses;

static gboolean
record (const FvStep *step, gpointer data)
{
  Losses *losses = data;

  if (step->scale == 1 && step->step == 1)
    losses->first = step->loss;
  losses->last = step->loss;
  return TRUE;
}

static void
fill_ascent (FvAscent *ascent, const gchar *recipe, const FvImage *image,
             const gchar *options)
{
  FvTask task = image != NULL ? FV_TASK_DREAM : FV_TASK_ASCENT;
  GError *error = NULL;

  *ascent = (FvAscent){ .layer = LAYER, .filter = 4, .seed = SEED, .image = image };
  ascent->start = image != NULL ? FV_START_IMAGE : FV_START_NOISE;
  ascent->width = image != NULL ? 0 : WIDTH;
  ascent->height = image != NULL ? 0 : HEIGHT;
  fv_settings_init (&ascent->settings, task, fv_recipe_find (recipe, NULL),
                    ascent->start);
  fv_settings_parse (&ascent->settings, options, &error);
  g_assert_no_error (error);
}

static Losses
ascend (const FvAscent *ascent, FvResult *result)
{
  GError *error = NULL;
  Losses losses = { 0 };

  fv_ascend (network, ascent, record, &losses, NULL, result, &error);
  g_assert_no_error (error);
  return losses;
}

/* The result of a dream of the photo, with few steps */
static FvResult
dream (const gchar *options)
{
  g_autofree gchar *all = g_strconcat ("scales=2 steps=4 ", options, NULL);
  FvAscent ascent;
  FvResult result;

  fill_ascent (&ascent, "deepdream", photo, all);
  ascend (&ascent, &result);
  return result;
}

/* An objective's terms in an ascent; free what is returned after it */
static FvTerms *
set_objective (FvAscent *ascent, const gchar *text)
{
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  GError *error = NULL;
  FvTerms *terms = fv_terms_parse (text, layers, n_layers, &error);

  g_assert_no_error (error);
  fv_terms_resolve (terms, network, ascent->image, NULL, 0, 0, &error);
  g_assert_no_error (error);
  ascent->layer = fv_terms_get_deepest_layer (terms);
  ascent->terms = fv_terms_get (terms, &ascent->n_terms);
  return terms;
}

/* Recipes -------------------------------------------------------------------------------
 */

/* What is raised; NULL is the one filter */
static const gchar *const objectives[] = { NULL, "block4_conv1",
                                           "block3_conv1@strong:3 + block4_conv1*0.1" };

typedef struct
{
  const gchar *recipe;
  const gchar *options;
  gdouble from_noise; /* least factor by which the filter is raised from noise */
  gdouble from_photo[G_N_ELEMENTS (objectives)];
} Rise;

static const Rise rises[] = {
  { "keras", "scales=2", 1.5, { 1.8, 3.0, 1.3 } },
  { "book", "", 1.4, { 1.5, 1.8, 1.2 } },
  { "deepdream", "scales=2", 1.25, { 1.4, 3.0, 1.4 } },
};

static void
assert_rise (const Rise *rise, const FvImage *image, const gchar *objective,
             gdouble factor)
{
  FvAscent ascent;
  FvResult result;
  Losses losses;
  g_autoptr (FvTerms) terms = NULL;

  fill_ascent (&ascent, rise->recipe, image, rise->options);
  if (objective != NULL)
    terms = set_objective (&ascent, objective);
  losses = ascend (&ascent, &result);
  g_test_message ("%s: %g → %g, × %.2f", objective ? objective : LAYER ":4", losses.first,
                  losses.last, losses.last / losses.first);
  g_assert_cmpfloat (losses.first, >, 0.0);
  g_assert_cmpfloat (losses.last, >, factor * losses.first);
  fv_result_clear (&result);
}

static void
test_rise (gconstpointer data)
{
  const Rise *rise = data;

  assert_rise (rise, NULL, NULL, rise->from_noise);
  for (guint i = 0; i < G_N_ELEMENTS (objectives); i++)
    assert_rise (rise, photo, objectives[i], rise->from_photo[i]);
}

/* What has a negative weight is minimised. */
static void
test_negative (void)
{
  g_autoptr (FvTerms) terms = NULL;
  FvAscent ascent;
  FvResult result;
  Losses losses;

  fill_ascent (&ascent, "deepdream", photo, "scales=1");
  terms = set_objective (&ascent, "-block3_conv1");
  losses = ascend (&ascent, &result);
  g_test_message ("%g → %g", losses.first, losses.last);
  g_assert_cmpfloat (losses.last, >, losses.first);
  g_assert_cmpfloat (losses.last, <, 0.0);
  g_assert_cmpfloat (losses.last, >, 0.8 * losses.first);
  fv_result_clear (&result);
}

/* Seams ---------------------------------------------------------------------------------
 */

/* The mean absolute difference between two columns side by side, or two rows, the second
 * of which is column or row @at; at 0 it is across the seam */
static gdouble
get_difference (const FvImage *picture, gboolean along_x, gint at)
{
  gint size = along_x ? picture->width : picture->height;
  gint other = along_x ? picture->height : picture->width;
  gint before = (at + size - 1) % size;
  gdouble sum = 0.0;

  for (gint i = 0; i < other; i++)
    for (gint c = 0; c < 3; c++)
      sum +=
          along_x
              ? fabsf (get_pixel (picture, at, i)[c] - get_pixel (picture, before, i)[c])
              : fabsf (get_pixel (picture, i, at)[c] - get_pixel (picture, i, before)[c]);
  return sum / (3 * other);
}

/* Of the difference across the seam to the mean of those inside */
static gdouble
get_seam (const FvImage *picture, gboolean along_x)
{
  gint size = along_x ? picture->width : picture->height;
  gdouble inside = 0.0;

  for (gint at = 1; at < size; at++)
    inside += get_difference (picture, along_x, at) / (size - 1);
  return get_difference (picture, along_x, 0) / inside;
}

static gboolean
is_seamless (gdouble seam)
{
  return seam > SEAM_LEAST && seam < SEAM_MOST;
}

/* On average over a few seeds, as one column alone says little */
static void
assert_seams (const gchar *options, gint width, gboolean seamless_x, gboolean seamless_y)
{
  gdouble x = 0.0, y = 0.0;
  FvAscent ascent;
  FvResult result;

  fill_ascent (&ascent, "keras", NULL, options);
  ascent.width = width;
  ascent.height = 96;
  for (ascent.seed = 0; ascent.seed < N_SEEDS; ascent.seed++)
    {
      ascend (&ascent, &result);
      x += get_seam (result.picture, TRUE) / N_SEEDS;
      y += get_seam (result.picture, FALSE) / N_SEEDS;
      fv_result_clear (&result);
    }
  g_test_message ("%s, %d×96: %.2f along x, %.2f along y", options, width, x, y);
  g_assert_cmpint (is_seamless (x), ==, seamless_x);
  g_assert_cmpint (is_seamless (y), ==, seamless_y);
}

/* Through several scales, of sizes that are no multiples of the stride, too */
static void
test_seams (void)
{
  for (gint width = 128; width > 100; width -= 25)
    {
      assert_seams ("scales=3 seamless=xy", width, TRUE, TRUE);
      assert_seams ("scales=3 seamless=x", width, TRUE, FALSE);
      assert_seams ("scales=3 seamless=y", width, FALSE, TRUE);
      assert_seams ("scales=3", width, FALSE, FALSE);
    }
  assert_seams ("scales=3 seamless=xy smooth=1 pyramid=yes variation=0.1", 128, TRUE,
                TRUE);
}

/* What is kept of a photo ---------------------------------------------------------------
 */

static gboolean
is_kept (const FvResult *result, gsize i)
{
  return result->bytes[i] == (gint)photo->data[i];
}

static void
test_strength (void)
{
  FvResult whole = dream (""), half = dream ("strength=0.5"), none = dream ("strength=0");

  for (gsize i = 0; i < fv_image_get_n_values (photo); i++)
    {
      g_assert_true (is_kept (&none, i));
      g_assert_cmpfloat_with_epsilon (
          half.picture->data[i], (photo->data[i] + whole.picture->data[i]) / 2, 1e-3);
    }
  fv_result_clear (&whole);
  fv_result_clear (&half);
  fv_result_clear (&none);
}

/* White on the left, black on the right, gray in a column between */
static void
test_mask (void)
{
  gfloat mask[WIDTH * HEIGHT];
  FvResult whole = dream ("scales=2"), masked;
  FvAscent ascent;
  gint n_changed = 0;

  for (gint i = 0; i < WIDTH * HEIGHT; i++)
    mask[i] = i % WIDTH < 40 ? 1.0f : i % WIDTH == 40 ? 0.25f : 0.0f;
  fill_ascent (&ascent, "deepdream", photo, "scales=2 steps=4");
  ascent.mask = mask;
  ascend (&ascent, &masked);
  for (gsize i = 0; i < fv_image_get_n_values (photo); i++)
    {
      if (mask[i / 3] == 0.0f)
        g_assert_true (is_kept (&masked, i));
      else if (mask[i / 3] == 1.0f)
        g_assert_cmpint (masked.bytes[i], ==, whole.bytes[i]);
      else
        g_assert_cmpfloat_with_epsilon (
            masked.picture->data[i],
            0.75 * photo->data[i] + 0.25 * whole.picture->data[i], 1e-3);
      n_changed += !is_kept (&masked, i);
    }
  g_assert_cmpint (n_changed, >, WIDTH * HEIGHT);
  fv_result_clear (&whole);
  fv_result_clear (&masked);
}

/* Colours stay where nothing is clipped: then red, green and blue change alike. */
static void
test_keep_colors (void)
{
  FvResult result = dream ("keep-colors=yes"), colored = dream ("");
  gint n_whole = 0, n_changed = 0;

  for (gsize i = 0; i < fv_image_get_n_values (photo); i += 3)
    {
      const guint8 *bytes = result.bytes + i;
      const gfloat *before = photo->data + i;
      gdouble red = bytes[0] - before[0];

      n_changed += red != 0.0;
      if (MIN (MIN (bytes[0], bytes[1]), bytes[2]) == 0 ||
          MAX (MAX (bytes[0], bytes[1]), bytes[2]) == 255)
        continue;
      n_whole++;
      g_assert_cmpfloat_with_epsilon (bytes[1] - before[1], red, 1.0);
      g_assert_cmpfloat_with_epsilon (bytes[2] - before[2], red, 1.0);
    }
  g_assert_cmpint (n_whole, >, WIDTH * HEIGHT / 2);
  g_assert_cmpint (n_changed, >, WIDTH * HEIGHT / 2);
  g_assert_true (memcmp (result.bytes, colored.bytes, WIDTH * HEIGHT * 3) != 0);
  fv_result_clear (&result);
  fv_result_clear (&colored);
}

/* What holds a picture down -------------------------------------------------------------
 */

static gdouble
get_variation (const FvImage *picture)
{
  gdouble sum = 0.0;

  for (gint y = 0; y + 1 < picture->height; y++)
    for (gint x = 0; x + 1 < picture->width; x++)
      for (gint c = 0; c < 3; c++)
        sum += hypotf (get_pixel (picture, x + 1, y)[c] - get_pixel (picture, x, y)[c],
                       get_pixel (picture, x, y + 1)[c] - get_pixel (picture, x, y)[c]);
  return sum;
}

static gdouble
get_distance (const FvImage *a, const FvImage *b)
{
  gdouble sum = 0.0;

  for (gsize i = 0; i < fv_image_get_n_values (a); i++)
    sum += (a->data[i] - b->data[i]) * (a->data[i] - b->data[i]);
  return sqrt (sum);
}

static void
test_variation (void)
{
  FvResult without = dream (""), little = dream ("variation=0.05"),
           much = dream ("variation=0.3");
  gdouble before = get_variation (without.picture), between, after;

  between = get_variation (little.picture);
  after = get_variation (much.picture);
  g_test_message ("variation %g, %g, %g", before, between, after);
  g_assert_cmpfloat (between, <, 0.95 * before);
  g_assert_cmpfloat (after, <, 0.9 * between);
  fv_result_clear (&without);
  fv_result_clear (&little);
  fv_result_clear (&much);
}

static void
test_l2 (void)
{
  FvResult without = dream (""), little = dream ("l2=0.02"), much = dream ("l2=0.2");
  gdouble before = get_distance (without.picture, photo), between, after;

  between = get_distance (little.picture, photo);
  after = get_distance (much.picture, photo);
  g_test_message ("distance %g, %g, %g", before, between, after);
  g_assert_cmpfloat (between, <, 0.98 * before);
  g_assert_cmpfloat (after, <, 0.9 * between);
  fv_result_clear (&without);
  fv_result_clear (&little);
  fv_result_clear (&much);
}

/* Every setting -------------------------------------------------------------------------
 */

static const gchar *const changes[] = {
  "smooth=1",
  "pyramid=yes",
  "norm=rms",
  "norm=l2 step-size=150",
  "pooling=average",
  "jitter=0",
  "padding=zero",
  "padding=circular",
  "seamless=x",
  "seamless=y",
  "seamless=xy",
  "variation=0.1",
  "l2=0.1",
  "relu=before",
  "colors=faithful",
  "keep-colors=yes",
  "strength=0.7",
  "border=1",
  "scale-factor=2",
  ("smooth=0.5 pyramid=yes seamless=xy variation=0.1 l2=0.1 pooling=average norm=l2 "
   "step-size=150 keep-colors=yes strength=0.9"),
};

/* It changes the picture, and the number of threads does not. */
static void
test_change (gconstpointer data)
{
  g_autofree gchar *alone = g_strconcat (data, " threads=1", NULL);
  g_autofree gchar *together = g_strconcat (data, " threads=3", NULL);
  FvResult usual = dream (""), one = dream (alone), three = dream (together);
  gsize n = fv_image_get_n_values (photo);

  for (gsize i = 0; i < n; i++)
    g_assert_true (isfinite (one.picture->data[i]));
  g_assert_true (memcmp (usual.bytes, one.bytes, n) != 0);
  assert_same_image (three.picture, one.picture);
  g_assert_true (one.loss == three.loss);
  fv_result_clear (&usual);
  fv_result_clear (&one);
  fv_result_clear (&three);
}

int
main (int argc, char **argv)
{
  gint code;

  g_test_init (&argc, &argv, NULL);
  weights = fv_weights_open ("sample", NULL);
  network = fv_weights_load (weights, "block4_conv1", NULL);
  photo = make_photo (WIDTH, HEIGHT);
  for (guint i = 0; i < G_N_ELEMENTS (rises); i++)
    {
      g_autofree gchar *path = g_strdup_printf ("/dreams/rise/%s", rises[i].recipe);

      g_test_add_data_func (path, &rises[i], test_rise);
    }
  g_test_add_func ("/dreams/negative", test_negative);
  g_test_add_func ("/dreams/seams", test_seams);
  g_test_add_func ("/dreams/strength", test_strength);
  g_test_add_func ("/dreams/mask", test_mask);
  g_test_add_func ("/dreams/keep-colors", test_keep_colors);
  g_test_add_func ("/dreams/variation", test_variation);
  g_test_add_func ("/dreams/l2", test_l2);
  for (guint i = 0; i < G_N_ELEMENTS (changes); i++)
    {
      g_autofree gchar *path = g_strdup_printf ("/dreams/change/%s", changes[i]);

      g_test_add_data_func (path, changes[i], test_change);
    }
  code = g_test_run ();
  fv_image_free (photo);
  fv_network_free (network);
  fv_weights_free (weights);
  return code;
}
