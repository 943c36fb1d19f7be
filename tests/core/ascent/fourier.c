/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures as spectra: drawn and differentiated as float64 PyTorch does, taken from a
 * picture, their contrast, and from one size to another. */

#include <math.h>
#include <stdlib.h>

#include "../helpers.h"
#include "base/random.h"
#include "spectrum/fourier.h"

/* Those of tests/golden/make_lucid_golden.py */
#define PARAMETER_SEED 8000
#define GRADIENT_SEED  8001
#define DEVIATION      0.3

#define PICTURE_ERROR   2e-6
#define GRADIENT_ERROR  1e-5
#define DEVIATION_ERROR 1e-4

static const gint sizes[][2] = { { 12, 9 }, { 9, 12 }, { 7, 5 },
                                 { 16, 8 }, { 1, 1 },  { 2, 3 } };

static FvImage *
make_normal_image (gint width, gint height, guint64 seed)
{
  FvImage *image = fv_image_new (width, height, NULL);

  for (gsize i = 0; i < fv_image_get_n_values (image); i++)
    image->data[i] = fv_random_normal (seed, i);
  return image;
}

static void
test_golden (gint width, gint height)
{
  g_autoptr (FvFourier) fourier = fv_fourier_new (width, height, NULL);
  g_autoptr (FvImage) picture = fv_image_new (width, height, NULL);
  g_autoptr (FvImage) picture_gradient = make_normal_image (width, height, GRADIENT_SEED);
  g_autoptr (FvImage) expected = read_golden ("fourier-%dx%d-picture.npy", width, height);
  g_autoptr (FvImage) expected_gradient =
      read_golden ("fourier-%dx%d-gradient.npy", width, height);
  gsize n = fv_fourier_get_n_parameters (fourier);
  g_autofree gfloat *gradient = g_new (gfloat, n);

  fv_fourier_start_noise (fourier, PARAMETER_SEED, DEVIATION);
  fv_fourier_draw (fourier, picture);
  g_assert_cmpfloat (
      get_relative_error (picture->data, expected->data, fv_image_get_n_values (picture)),
      <, PICTURE_ERROR);
  fv_fourier_backward (fourier, picture, picture_gradient, gradient);
  g_assert_cmpfloat (get_relative_error (gradient, expected_gradient->data, n), <,
                     GRADIENT_ERROR);
}

static void
test_golden_sizes (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    test_golden (sizes[i][0], sizes[i][1]);
}

/* From a picture to its spectrum and back, with black and white in it */
static void
test_start_picture (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      gint width = sizes[i][0], height = sizes[i][1];
      g_autoptr (FvFourier) fourier = fv_fourier_new (width, height, NULL);
      g_autoptr (FvImage) drawn = fv_image_new (width, height, NULL);
      g_autoptr (FvImage) picture =
          fv_image_new_noise (width, height, 5, -20.0, 295.0, NULL);

      for (gsize k = 0; k < fv_image_get_n_values (picture); k++)
        picture->data[k] = CLAMP (roundf (picture->data[k]), 0.0f, 255.0f);
      fv_fourier_start_picture (fourier, picture);
      fv_fourier_draw (fourier, drawn);
      for (gsize k = 0; k < fv_image_get_n_values (picture); k++)
        g_assert_cmpfloat (roundf (drawn->data[k]), ==, picture->data[k]);
    }
}

/* The standard deviation of the logits of what is drawn, around their means */
static gdouble
measure_deviation (FvFourier *fourier, gint width, gint height)
{
  g_autoptr (FvImage) picture = fv_image_new (width, height, NULL);
  gsize n = fv_image_get_n_values (picture);
  gdouble sums[3] = { 0.0 }, squares = 0.0;

  fv_fourier_draw (fourier, picture);
  for (gsize i = 0; i < n; i++)
    {
      picture->data[i] = log (picture->data[i] / (255.0 - picture->data[i]));
      sums[i % 3] += picture->data[i];
    }
  for (gsize i = 0; i < n; i++)
    squares += pow (picture->data[i] - sums[i % 3] / (n / 3), 2.0);
  return sqrt (squares / n);
}

static void
test_contrast (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      gint width = sizes[i][0], height = sizes[i][1];
      g_autoptr (FvFourier) fourier = fv_fourier_new (width, height, NULL);
      g_autoptr (FvImage) picture =
          fv_image_new_noise (width, height, 6, 30.0, 150.0, NULL);
      gdouble deviation;

      fv_fourier_start_picture (fourier, picture);
      deviation = fv_fourier_get_deviation (fourier);
      g_assert_cmpfloat_with_epsilon (
          deviation, measure_deviation (fourier, width, height), DEVIATION_ERROR);
      fv_fourier_scale (fourier, 0.5);
      g_assert_cmpfloat_with_epsilon (measure_deviation (fourier, width, height),
                                      0.5 * deviation, DEVIATION_ERROR);
    }
}

/* A small picture in a large one: the pixels that both have are the same. And back again,
 * nothing is lost. */
static void
test_copy (void)
{
  g_autoptr (FvFourier) small = fv_fourier_new (9, 7, NULL);
  g_autoptr (FvFourier) large = fv_fourier_new (18, 21, NULL);
  g_autoptr (FvFourier) back = fv_fourier_new (9, 7, NULL);
  g_autoptr (FvImage) small_picture = fv_image_new_noise (9, 7, 6, 30.0, 150.0, NULL);
  g_autoptr (FvImage) large_picture = fv_image_new (18, 21, NULL);
  g_autoptr (FvImage) back_picture = fv_image_new (9, 7, NULL);

  fv_fourier_start_picture (small, small_picture);
  fv_fourier_copy (large, small);
  fv_fourier_draw (large, large_picture);
  fv_fourier_copy (back, large);
  fv_fourier_draw (back, back_picture);
  for (gint y = 0; y < 7; y++)
    for (gint i = 0; i < 9 * 3; i++)
      {
        gfloat value = small_picture->data[y * 9 * 3 + i];

        g_assert_cmpfloat_with_epsilon (
            large_picture->data[3 * y * 18 * 3 + i / 3 * 6 + i % 3], value, 1e-3);
        g_assert_cmpfloat_with_epsilon (back_picture->data[y * 9 * 3 + i], value, 1e-3);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/fourier/golden", test_golden_sizes);
  g_test_add_func ("/fourier/start-picture", test_start_picture);
  g_test_add_func ("/fourier/contrast", test_contrast);
  g_test_add_func ("/fourier/copy", test_copy);
  return g_test_run ();
}
