/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The largest rectangle within a selection, against all rectangles that there are. */

#include "gimp/largest-rectangle.h"

#define SIDE     9
#define N_TRIALS 300

static gboolean
is_full (const gfloat *factors, gint width, gint x, gint y, gint end_x, gint end_y)
{
  for (gint row = y; row < end_y; row++)
    for (gint column = x; column < end_x; column++)
      if (factors[row * width + column] < 0.5f)
        return FALSE;
  return TRUE;
}

static gint
find_largest_area (const gfloat *factors, gint width, gint height)
{
  gint largest = 0;

  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      for (gint end_y = y + 1; end_y <= height; end_y++)
        for (gint end_x = x + 1; end_x <= width; end_x++)
          if (is_full (factors, width, x, y, end_x, end_y))
            largest = MAX (largest, (end_x - x) * (end_y - y));
  return largest;
}

static void
test_random (void)
{
  for (gint trial = 0; trial < N_TRIALS; trial++)
    {
      gfloat factors[SIDE * SIDE];
      gint width = g_test_rand_int_range (1, SIDE + 1);
      gint height = g_test_rand_int_range (1, SIDE + 1);
      PixelRectangle found;

      for (gint i = 0; i < width * height; i++)
        factors[i] = g_test_rand_double () < 0.8 ? 1.0f : 0.4f;
      factors[0] = 1.0f;
      found = largest_rectangle_find (factors, width, height);
      g_assert_cmpint (found.width * found.height, ==,
                       find_largest_area (factors, width, height));
      g_assert_true (is_full (factors, width, found.x, found.y, found.x + found.width,
                              found.y + found.height));
    }
}

static void
test_soft (void)
{
  const gfloat factors[] = { 0.1f, 0.2f, 0.1f, 0.3f, 0.4f, 0.2f, 0.0f, 0.1f, 0.2f };
  PixelRectangle found = largest_rectangle_find (factors, 3, 3);

  g_assert_cmpint (found.x, ==, 0);
  g_assert_cmpint (found.y, ==, 1);
  g_assert_cmpint (found.width, ==, 3);
  g_assert_cmpint (found.height, ==, 1);
}

static void
test_empty (void)
{
  const gfloat factors[4] = { 0 };

  g_assert_cmpint (largest_rectangle_find (factors, 2, 2).width, ==, 0);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/largest-rectangle/random", test_random);
  g_test_add_func ("/largest-rectangle/soft", test_soft);
  g_test_add_func ("/largest-rectangle/empty", test_empty);
  return g_test_run ();
}
