/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Views of a picture: what does not move it, whole pixels, gray outside, wrapping, and
 * the way back. */

#include <math.h>
#include <string.h>

#include "../helpers.h"
#include "base/random.h"
#include "picture/warp.h"

#define WIDTH  13
#define HEIGHT 10
#define GRAY   127.5f

#define ADJOINT_ERROR 1e-5

static FvImage *
make_picture (guint64 seed)
{
  return fv_image_new_noise (WIDTH, HEIGHT, seed, 0.0, 255.0, NULL);
}

/* The picture, shifted by whole pixels */
static FvWarp
make_shift (gint x, gint y)
{
  return (FvWarp){ (WIDTH - 1) / 2.0 + x, (HEIGHT - 1) / 2.0 + y, 1.0, 0.0 };
}

static void
test_identity (void)
{
  g_autoptr (FvImage) picture = make_picture (1);
  g_autoptr (FvImage) view = fv_image_new (WIDTH, HEIGHT, NULL);
  FvWarp warp = make_shift (0, 0);

  fv_warp_forward (&warp, picture, view);
  g_assert_cmpmem (view->data, fv_image_get_n_values (view) * sizeof (gfloat),
                   picture->data, fv_image_get_n_values (picture) * sizeof (gfloat));
}

/* Shifted: each pixel is the one at its place in the repeated picture, or gray */
static void
assert_shifted (const FvImage *view, const FvImage *picture, const FvWarp *warp,
                gint shift_x, gint shift_y)
{
  for (gint y = 0; y < HEIGHT; y++)
    for (gint x = 0; x < WIDTH; x++)
      {
        gint column = x + shift_x, row = y + shift_y;
        gboolean is_outside = (!warp->wraps_x && (column < 0 || column >= WIDTH)) ||
                              (!warp->wraps_y && (row < 0 || row >= HEIGHT));
        gint pixel = (row + 5 * HEIGHT) % HEIGHT * WIDTH + (column + 5 * WIDTH) % WIDTH;

        for (gint c = 0; c < 3; c++)
          g_assert_cmpfloat (view->data[(y * WIDTH + x) * 3 + c], ==,
                             is_outside ? GRAY : picture->data[pixel * 3 + c]);
      }
}

static void
test_shifts (void)
{
  const gint shifts[][2] = { { 3, 0 }, { -4, 2 }, { 0, -9 }, { 30, -25 } };
  g_autoptr (FvImage) picture = make_picture (1);
  g_autoptr (FvImage) view = fv_image_new (WIDTH, HEIGHT, NULL);

  for (guint i = 0; i < 4 * G_N_ELEMENTS (shifts); i++)
    {
      gint x = shifts[i / 4][0], y = shifts[i / 4][1];
      FvWarp warp = make_shift (x, y);

      warp.wraps_x = i & 1;
      warp.wraps_y = i & 2;
      fv_warp_forward (&warp, picture, view);
      assert_shifted (view, picture, &warp, x, y);
    }
}

/* A quarter turn has no pixel between others: column x, row y of the view is column
 * HEIGHT - 1 - y, row x of the picture. */
static void
test_quarter_turn (void)
{
  g_autoptr (FvImage) picture = make_picture (1);
  g_autoptr (FvImage) view = fv_image_new (HEIGHT, WIDTH, NULL);
  FvWarp warp = make_shift (0, 0);

  warp.cosine = 0.0;
  warp.sine = 1.0;
  fv_warp_forward (&warp, picture, view);
  for (gint y = 0; y < WIDTH; y++)
    for (gint x = 0; x < HEIGHT; x++)
      for (gint c = 0; c < 3; c++)
        g_assert_cmpfloat (view->data[(y * HEIGHT + x) * 3 + c], ==,
                           picture->data[(x * WIDTH + WIDTH - 1 - y) * 3 + c]);
}

/* Where a picture is a plane, so is its view: bilinear values are exact. */
static void
test_bilinear (void)
{
  g_autoptr (FvImage) picture = fv_image_new (WIDTH, HEIGHT, NULL);
  g_autoptr (FvImage) view = fv_image_new (3, 3, NULL);
  FvWarp warp = { 5.3, 4.1, 1.1, 0.4, FALSE, FALSE };

  for (gint i = 0; i < WIDTH * HEIGHT * 3; i++)
    picture->data[i] = 2.0 * (i / 3 % WIDTH) + 3.0 * (i / 3 / WIDTH) + i % 3;
  fv_warp_forward (&warp, picture, view);
  for (gint i = 0; i < 27; i++)
    {
      gint u = i / 3 % 3 - 1, v = i / 9 - 1;
      gdouble x = 5.3 + 1.1 * u - 0.4 * v, y = 4.1 + 0.4 * u + 1.1 * v;

      g_assert_cmpfloat_with_epsilon (view->data[i], 2.0 * x + 3.0 * y + i % 3, 1e-4);
    }
}

/* ⟨W x, y⟩ = ⟨x, Wᵀ y⟩, for W without its gray */
static void
test_adjoint (void)
{
  g_autoptr (FvImage) x = make_picture (1);
  g_autoptr (FvImage) nothing = fv_image_new_noise (WIDTH, HEIGHT, 0, 0.0, 0.0, NULL);
  g_autoptr (FvImage) y = fv_image_new_noise (11, 12, 2, -1.0, 2.0, NULL);
  g_autoptr (FvImage) view = fv_image_new (11, 12, NULL);
  g_autoptr (FvImage) gray = fv_image_new (11, 12, NULL);

  for (gint i = 0; i < 40; i++)
    {
      g_autoptr (FvImage) back = fv_image_copy (nothing, NULL);
      gdouble forward;
      FvWarp warp;

      fv_warp_init_random (&warp, WIDTH, HEIGHT, i % 2 == 1, i % 4 >= 2, 3, i);
      fv_warp_forward (&warp, x, view);
      fv_warp_forward (&warp, nothing, gray);
      fv_warp_backward (&warp, y, back);
      forward = get_product (view, y) - get_product (gray, y);
      g_assert_cmpfloat_with_epsilon (forward, get_product (x, back),
                                      ADJOINT_ERROR * 255.0 * WIDTH * HEIGHT);
    }
}

/* What is chosen stays within its limits, reaches them, and is the same each time. */
static void
test_random (void)
{
  const gint width = 100, height = 90;
  gdouble least = G_MAXDOUBLE, most = 0.0, angle = 0.0, shift = 0.0, roll = 0.0;

  for (gint i = 0; i < 2000; i++)
    {
      gdouble scale;
      FvWarp warp, again;

      fv_warp_init_random (&warp, width, height, FALSE, TRUE, 3, i);
      fv_warp_init_random (&again, width, height, FALSE, TRUE, 3, i);
      g_assert_cmpmem (&warp, sizeof warp, &again, sizeof again);
      scale = 1.0 / hypot (warp.cosine, warp.sine);
      least = MIN (least, scale);
      most = MAX (most, scale);
      angle = MAX (angle, fabs (atan2 (warp.sine, warp.cosine)));
      shift = MAX (shift, fabs (warp.center_x - (width - 1) / 2.0));
      roll = MAX (roll, warp.center_y - (height - 1) / 2.0);
    }
  g_assert_cmpfloat_with_epsilon (least, 0.9, 1e-9);
  g_assert_cmpfloat_with_epsilon (most, 1.1, 1e-9);
  g_assert_cmpfloat_with_epsilon (angle, G_PI / 18.0, 1e-9);
  g_assert_cmpfloat (shift, >, 10.0);
  g_assert_cmpfloat (shift, <, 8.0 + 4.0 * 1.2 / 0.9);
  g_assert_cmpfloat (roll, >, height - 1);
}

/* However small a picture is, there is something of it in each view. */
static void
test_small (void)
{
  for (gint side = 1; side < 40; side++)
    for (gint i = 0; i < 50; i++)
      {
        g_autoptr (FvImage) picture = fv_image_new_noise (side, 1, 1, 0.0, 0.0, NULL);
        g_autoptr (FvImage) view = fv_image_new (side, 1, NULL);
        gfloat least = GRAY;
        FvWarp warp;

        fv_warp_init_random (&warp, side, 1, FALSE, FALSE, 3, i);
        fv_warp_forward (&warp, picture, view);
        for (gint x = 0; x < side; x++)
          least = MIN (least, view->data[3 * x]);
        g_assert_cmpfloat (least, <, 0.5f * GRAY);
      }
}

/* Parts lie within the picture; where it repeats, they begin anywhere. */
static void
test_crop (void)
{
  gdouble least = 1.0, rightmost = 0.0;

  for (gint step = 0; step < 200; step++)
    {
      FvWarp warp;

      fv_warp_init_crop (&warp, 40, 30, FALSE, TRUE, 0.4, 7, step);
      g_assert_cmpfloat (warp.sine, ==, 0.0);
      g_assert_true (warp.cosine >= 0.4 && warp.cosine <= 1.0);
      g_assert_cmpfloat (warp.center_x - warp.cosine * 39 / 2.0, >=, -1e-9);
      g_assert_cmpfloat (warp.center_x + warp.cosine * 39 / 2.0, <=, 39.0 + 1e-9);
      g_assert_true (warp.center_y >= 0.0 && warp.center_y < 30.0);
      least = MIN (least, warp.cosine);
      rightmost = MAX (rightmost, warp.center_x);
    }
  g_assert_cmpfloat (least, <, 0.45);
  g_assert_cmpfloat (rightmost, >, 25.0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/warp/identity", test_identity);
  g_test_add_func ("/warp/shifts", test_shifts);
  g_test_add_func ("/warp/quarter-turn", test_quarter_turn);
  g_test_add_func ("/warp/bilinear", test_bilinear);
  g_test_add_func ("/warp/adjoint", test_adjoint);
  g_test_add_func ("/warp/random", test_random);
  g_test_add_func ("/warp/small", test_small);
  g_test_add_func ("/warp/crop", test_crop);
  return g_test_run ();
}
