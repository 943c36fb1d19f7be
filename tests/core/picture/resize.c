/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Resizing around the edges, for seamless images. */

#include <string.h>

#include "../helpers.h"
#include "picture/resize.h"
#include "picture/shift.h"

static const gint resized[][2] = { { 36, 20 }, { 18, 10 }, { 25, 9 }, { 6, 31 },
                                   { 12, 20 }, { 1, 1 },   { 5, 2 },  { 12, 10 } };

static void
test_resize_without_wrapping (void)
{
  g_autoptr (FvImage) image = make_input (12, 10);

  for (guint i = 0; i < G_N_ELEMENTS (resized); i++)
    {
      gint width = resized[i][0], height = resized[i][1];
      g_autoptr (FvImage) expected = fv_image_resize (image, width, height, NULL);
      g_autoptr (FvImage) new =
          fv_image_resize_wrapped (image, width, height, FALSE, FALSE, NULL);

      assert_same_image (new, expected);
    }
}

/* An axis that wraps is as if the image went on: copies side by side, of which the middle
 * one is what is seen. The other axis does not notice. */
static void
assert_resize_of_copies (gint width, gint height, gboolean wraps_x, gboolean wraps_y)
{
  g_autoptr (FvImage) image = make_input (12, 10), tiled = NULL;
  gint n_x = wraps_x ? 5 : 1, n_y = wraps_y ? 5 : 1;
  g_autoptr (FvImage) copies = fv_image_new (12 * n_x, 10 * n_y, NULL);
  g_autoptr (FvImage) new =
      fv_image_resize_wrapped (image, width, height, wraps_x, wraps_y, NULL);

  for (gint y = 0; y < copies->height; y++)
    for (gint x = 0; x < copies->width; x++)
      memcpy (get_pixel (copies, x, y), get_pixel (image, x % 12, y % 10),
              3 * sizeof (gfloat));
  tiled = fv_image_resize (copies, width * n_x, height * n_y, NULL);
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      for (gint c = 0; c < 3; c++)
        g_assert_cmpfloat_with_epsilon (
            get_pixel (new, x, y)[c],
            get_pixel (tiled, x + n_x / 2 * width, y + n_y / 2 * height)[c], 1e-3);
}

static void
test_resize_wrapped (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (resized); i++)
    for (gint wraps = 0; wraps < 4; wraps++)
      assert_resize_of_copies (resized[i][0], resized[i][1], wraps / 2, wraps % 2);
}

/* What is shifted and then resized is what is resized and then shifted. */
static void
test_resize_shifted (void)
{
  const gint ratios[][2] = { { 2, 1 }, { 3, 1 }, { 1, 2 }, { 3, 2 } };

  for (guint i = 0; i < G_N_ELEMENTS (ratios); i++)
    {
      gint new = ratios[i][0], old = ratios[i][1];
      g_autoptr (FvImage) image = make_input (12, 8);
      g_autoptr (FvImage) after = fv_image_resize_wrapped (
          image, 12 * new / old, 8 * new / old, TRUE, TRUE, NULL);
      g_autoptr (FvImage) before = NULL;

      g_assert_true (fv_image_shift (image, 5 * old, -3 * old, NULL));
      g_assert_true (fv_image_shift (after, 5 * new, -3 * new, NULL));
      before = fv_image_resize_wrapped (image, 12 * new / old, 8 * new / old, TRUE, TRUE,
                                        NULL);
      g_assert_cmpfloat (
          get_relative_error (before->data, after->data, fv_image_get_n_values (after)),
          <, 1e-6);
    }
}

static void
test_resize_constant (void)
{
  g_autoptr (FvImage) image = fv_image_new (12, 10, NULL);

  for (gsize i = 0; i < fv_image_get_n_values (image); i++)
    image->data[i] = 100.0f;
  for (guint i = 0; i < G_N_ELEMENTS (resized); i++)
    {
      g_autoptr (FvImage) new =
          fv_image_resize_wrapped (image, resized[i][0], resized[i][1], TRUE, TRUE, NULL);

      for (gsize k = 0; k < fv_image_get_n_values (new); k++)
        g_assert_cmpfloat_with_epsilon (new->data[k], 100.0, 1e-4);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/resize/without-wrapping", test_resize_without_wrapping);
  g_test_add_func ("/resize/wrapped", test_resize_wrapped);
  g_test_add_func ("/resize/shifted", test_resize_shifted);
  g_test_add_func ("/resize/constant", test_resize_constant);
  return g_test_run ();
}
