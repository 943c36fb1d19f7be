/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Colours as frequent as in an example. */

#include <math.h>
#include <stdlib.h>

#include "../helpers.h"
#include "picture/match-colors.h"

#define SIDE     64
#define N_PIXELS (SIDE * SIDE)

/* Colours along a line, of uneven density */
static FvImage *
make_example (void)
{
  FvImage *example = fv_image_new_noise (SIDE, SIDE, 3, 0.0, 1.0, NULL);

  for (gsize i = 0; i < fv_image_get_n_values (example); i += 3)
    {
      gfloat at = example->data[i] * example->data[i];

      example->data[i] = 60.0f + 150.0f * at;
      example->data[i + 1] = 90.0f + 70.0f * at;
      example->data[i + 2] = 120.0f - 80.0f * at;
    }
  return example;
}

static gint
compare (gconstpointer a, gconstpointer b)
{
  gfloat one = *(const gfloat *)a, other = *(const gfloat *)b;

  return (one > other) - (one < other);
}

/* The values of one channel, sorted */
static gfloat *
sort (const FvImage *image, gint channel)
{
  gfloat *values = g_new (gfloat, N_PIXELS);

  for (gint i = 0; i < N_PIXELS; i++)
    values[i] = image->data[3 * i + channel];
  qsort (values, N_PIXELS, sizeof (gfloat), compare);
  return values;
}

static void
test_match (void)
{
  g_autoptr (FvImage) example = make_example ();
  g_autoptr (FvImage) picture = fv_image_new_noise (SIDE, SIDE, 9, -50.0, 400.0, NULL);

  fv_picture_match_colors (picture, example);
  for (gint channel = 0; channel < 3; channel++)
    {
      g_autofree gfloat *found = sort (picture, channel);
      g_autofree gfloat *expected = sort (example, channel);

      for (gint i = 0; i < N_PIXELS; i++)
        g_assert_cmpfloat_with_epsilon (found[i], expected[i], 0.5);
    }
}

/* What is as it should be stays. */
static void
test_same (void)
{
  g_autoptr (FvImage) example = make_example ();
  g_autoptr (FvImage) picture = fv_image_copy (example, NULL);

  fv_picture_match_colors (picture, example);
  for (gsize i = 0; i < fv_image_get_n_values (picture); i++)
    g_assert_cmpfloat_with_epsilon (picture->data[i], example->data[i], 0.5);
}

/* A gray example leaves no colour, one color no difference. */
static void
test_flat (void)
{
  g_autoptr (FvImage) gray = fv_image_new_noise (SIDE, SIDE, 3, 0.0, 255.0, NULL);
  g_autoptr (FvImage) flat = fv_image_new (2, 2, NULL);
  g_autoptr (FvImage) picture = fv_image_new_noise (SIDE, SIDE, 9, 0.0, 255.0, NULL);

  for (gsize i = 0; i < fv_image_get_n_values (gray); i++)
    gray->data[i] = gray->data[i - i % 3];
  fv_picture_match_colors (picture, gray);
  for (gsize i = 0; i < fv_image_get_n_values (picture); i++)
    g_assert_cmpfloat_with_epsilon (picture->data[i], picture->data[i - i % 3], 1e-3);
  for (gsize i = 0; i < fv_image_get_n_values (flat); i++)
    flat->data[i] = 10.0f * (i % 3);
  fv_picture_match_colors (picture, flat);
  for (gsize i = 0; i < fv_image_get_n_values (picture); i++)
    g_assert_cmpfloat_with_epsilon (picture->data[i], 10.0f * (i % 3), 1e-3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/match-colors/match", test_match);
  g_test_add_func ("/match-colors/same", test_same);
  g_test_add_func ("/match-colors/flat", test_flat);
  return g_test_run ();
}
