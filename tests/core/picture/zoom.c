/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Images enlarged and turned: cases whose result is known exactly. */

#include <math.h>

#include "../helpers.h"

static FvImage *
zoom (const FvImage *image, gdouble factor, gdouble degrees)
{
  GError *error = NULL;
  FvImage *result = fv_image_zoom (image, factor, degrees, &error);

  g_assert_no_error (error);
  g_assert_cmpint (result->width, ==, image->width);
  g_assert_cmpint (result->height, ==, image->height);
  return result;
}

static void
assert_close (const FvImage *image, gint x, gint y, const gfloat *expected)
{
  for (gint c = 0; c < 3; c++)
    g_assert_cmpfloat_with_epsilon (get_pixel (image, x, y)[c], expected[c], 1e-3);
}

static void
test_identity (void)
{
  const gint sizes[][2] = { { 12, 9 }, { 1, 1 }, { 2, 7 }, { 1, 8 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (FvImage) image = make_input (sizes[i][0], sizes[i][1]);
      g_autoptr (FvImage) same = zoom (image, 1.0, 0.0);

      assert_same_image (same, image);
    }
}

/* Half a turn: what was first is last. */
static void
test_half_turn (void)
{
  g_autoptr (FvImage) image = make_input (12, 9);
  g_autoptr (FvImage) turned = zoom (image, 1.0, 180.0);
  g_autoptr (FvImage) back = zoom (turned, 1.0, -180.0);

  for (gint y = 0; y < 9; y++)
    for (gint x = 0; x < 12; x++)
      {
        assert_close (turned, 11 - x, 8 - y, get_pixel (image, x, y));
        assert_close (back, x, y, get_pixel (image, x, y));
      }
}

/* A quarter to the left: the upper edge becomes the left one. */
static void
test_quarter_turn (void)
{
  g_autoptr (FvImage) image = make_input (9, 9);
  g_autoptr (FvImage) turned = zoom (image, 1.0, 90.0);

  for (gint y = 0; y < 9; y++)
    for (gint x = 0; x < 9; x++)
      assert_close (turned, y, 8 - x, get_pixel (image, x, y));
}

/* A slope as it is after zooming and turning, where nothing from beyond the edges comes
 * in: the bicubic filter keeps slopes. */
static void
assert_slope (gdouble factor, gdouble degrees)
{
  const gint size = 41, middle = 20;
  const gdouble angle = degrees * G_PI / 180.0, a = 3.0, b = -2.0;
  g_autoptr (FvImage) image = fv_image_new (size, size, NULL), result = NULL;

  for (gint y = 0; y < size; y++)
    for (gint x = 0; x < size; x++)
      for (gint c = 0; c < 3; c++)
        get_pixel (image, x, y)[c] = a * x + b * y + 10.0 * c;
  result = zoom (image, factor, degrees);
  for (gint y = 0; y < size; y++)
    for (gint x = 0; x < size; x++)
      {
        gdouble dx = (x - middle) / factor, dy = (y - middle) / factor;
        gdouble from_x = middle + cos (angle) * dx - sin (angle) * dy;
        gdouble from_y = middle + sin (angle) * dx + cos (angle) * dy;

        if (MIN (from_x, from_y) < 2.0 || MAX (from_x, from_y) > size - 3.0)
          continue;
        for (gint c = 0; c < 3; c++)
          g_assert_cmpfloat_with_epsilon (get_pixel (result, x, y)[c],
                                          a * from_x + b * from_y + 10.0 * c, 1e-3);
      }
}

static void
test_slope (void)
{
  assert_slope (2.0, 0.0);
  assert_slope (1.05, 0.0);
  assert_slope (0.5, 0.0);
  assert_slope (1.0, 30.0);
  assert_slope (1.3, -75.0);
}

/* Nothing but values of the picture comes from beyond its edges. */
static void
test_constant (void)
{
  g_autoptr (FvImage) image = fv_image_new (7, 3, NULL), result = NULL;

  for (gsize i = 0; i < fv_image_get_n_values (image); i++)
    image->data[i] = 100.0f;
  result = zoom (image, 0.5, 33.0);
  for (gsize i = 0; i < fv_image_get_n_values (image); i++)
    g_assert_cmpfloat_with_epsilon (result->data[i], 100.0, 1e-3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/zoom/identity", test_identity);
  g_test_add_func ("/zoom/half-turn", test_half_turn);
  g_test_add_func ("/zoom/quarter-turn", test_quarter_turn);
  g_test_add_func ("/zoom/slope", test_slope);
  g_test_add_func ("/zoom/constant", test_constant);
  return g_test_run ();
}
