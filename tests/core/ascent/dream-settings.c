/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whole ascents by the sample network: that each setting of an ascent does what it says.
 */

#include "dream_case.h"

#include <math.h>
#include <string.h>

#include "../helpers.h"

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
  fill_dream (&ascent, "deepdream", photo, "scales=2 steps=4");
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
  dream_case_init ();
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
  dream_case_clear ();
  return code;
}
