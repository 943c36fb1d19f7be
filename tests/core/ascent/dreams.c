/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whole ascents by the sample network: that each recipe raises its objective, and that
 * pictures without seams have none. */

#include "dream_case.h"

#include <math.h>

#include "../helpers.h"

/* Ratio of the differences across a seam to those inside */
#define SEAM_LEAST 0.8
#define SEAM_MOST  1.25
#define N_SEEDS    6

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

  fill_dream (&ascent, rise->recipe, image, rise->options);
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

  fill_dream (&ascent, "deepdream", photo, "scales=1");
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

  fill_dream (&ascent, "keras", NULL, options);
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

int
main (int argc, char **argv)
{
  gint code;

  g_test_init (&argc, &argv, NULL);
  dream_case_init ();
  for (guint i = 0; i < G_N_ELEMENTS (rises); i++)
    {
      g_autofree gchar *path = g_strdup_printf ("/dreams/rise/%s", rises[i].recipe);

      g_test_add_data_func (path, &rises[i], test_rise);
    }
  g_test_add_func ("/dreams/negative", test_negative);
  g_test_add_func ("/dreams/seams", test_seams);
  code = g_test_run ();
  dream_case_clear ();
  return code;
}
