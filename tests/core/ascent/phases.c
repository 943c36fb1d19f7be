/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ascents of a spectrum's phases: their gradient against float64 PyTorch, magnitudes that
 * are those of photos and stay so, and what of a picture mattered. */

#include "ascent_case.h"

#include <complex.h>
#include <math.h>
#include <stdlib.h>

#include "../helpers.h"
#include "base/random.h"
#include "spectrum/phases.h"

/* Those of tests/golden/make_lucid_golden.py */
#define PARAMETER_SEED 8000
#define GRADIENT_SEED  8001
#define DEVIATION      0.3

#define GRADIENT_ERROR  1e-5
#define PICTURE_ERROR   1e-6
#define MAGNITUDE_ERROR 1e-4

static const gint sizes[][2] = { { 12, 9 }, { 9, 12 }, { 7, 5 },
                                 { 16, 8 }, { 1, 1 },  { 2, 3 } };

static void
test_golden (void)
{
  for (guint k = 0; k < G_N_ELEMENTS (sizes); k++)
    {
      gint width = sizes[k][0], height = sizes[k][1];
      g_autoptr (FvFourier) fourier = fv_fourier_new (width, height, NULL);
      g_autoptr (FvImage) picture = fv_image_new (width, height, NULL);
      g_autoptr (FvImage) weights = fv_image_new (width, height, NULL);
      g_autoptr (FvImage) expected =
          read_golden ("phases-%dx%d-gradient.npy", width, height);
      g_autofree gfloat *gradient = g_new (gfloat, fv_fourier_get_n_parameters (fourier));
      g_autoptr (FvPhases) phases = NULL;

      for (gsize i = 0; i < fv_image_get_n_values (weights); i++)
        weights->data[i] = fv_random_normal (GRADIENT_SEED, i);
      fv_fourier_start_noise (fourier, PARAMETER_SEED, DEVIATION);
      phases = fv_phases_new (fourier, NULL);
      fv_phases_apply (phases);
      fv_fourier_draw (fourier, picture);
      fv_fourier_backward (fourier, picture, weights, gradient);
      fv_phases_backward (phases, gradient);
      g_assert_cmpfloat (
          get_relative_error (gradient, expected->data, fv_phases_count (width, height)),
          <, GRADIENT_ERROR);
    }
}

/* Of the whole spectrum of planes whose logits have photos' amplitudes */
static void
test_natural (void)
{
  const gint natural_sizes[][2] = { { 64, 64 }, { 63, 48 }, { 48, 63 } };

  for (guint k = 0; k < G_N_ELEMENTS (natural_sizes); k++)
    {
      gint width = natural_sizes[k][0], height = natural_sizes[k][1];
      g_autoptr (FvFourier) fourier = fv_fourier_new (width, height, NULL);
      const FvSpectrum *spectrum = fv_fourier_get_spectrum (fourier);
      const FvComplex *parameters = NULL;
      gint longer = MAX (width, height);

      fv_fourier_start_natural (fourier, SEED);
      parameters = (const FvComplex *)fv_fourier_get_parameters (fourier);
      g_assert_cmpfloat (cabsf (parameters[0]), ==, 0.0);
      for (gint column = 1; column < spectrum->n_columns; column++)
        {
          gdouble amplitude =
              cabsf (parameters[column]) * fv_spectrum_get_gain (spectrum, 0, column);
          gdouble expected = 0.5047 * pow ((gdouble)column * longer / width, -1.3265) *
                             longer / sqrt ((gdouble)width * height);

          g_assert_cmpfloat_with_epsilon (amplitude / expected, 1.0, MAGNITUDE_ERROR);
        }
      for (gint row = 1; row < height; row++)
        {
          const FvComplex *one = parameters + (gsize)row * spectrum->n_columns;
          const FvComplex *opposite =
              parameters + (gsize)(height - row) * spectrum->n_columns;

          g_assert_cmpfloat_with_epsilon (cabsf (*one - conjf (*opposite)), 0.0,
                                          MAGNITUDE_ERROR * cabsf (*one));
        }
    }
}

/* Phases move, magnitudes do not. */
static void
test_kept (void)
{
  g_autoptr (FvFourier) fourier = fv_fourier_new (20, 14, NULL);
  g_autoptr (FvPhases) phases = NULL;
  gsize n = fv_phases_count (20, 14);
  g_autofree gfloat *magnitudes = g_new (gfloat, n);
  const FvComplex *parameters = (const FvComplex *)fv_fourier_get_parameters (fourier);

  fv_fourier_start_natural (fourier, SEED);
  for (gsize i = 0; i < n; i++)
    magnitudes[i] = cabsf (parameters[i]);
  phases = fv_phases_new (fourier, NULL);
  for (gsize i = 0; i < n; i++)
    fv_phases_get (phases)[i] += fv_random_normal (1, i);
  fv_phases_apply (phases);
  for (gsize i = 0; i < n; i++)
    g_assert_cmpfloat_with_epsilon (cabsf (parameters[i]), magnitudes[i],
                                    PICTURE_ERROR * magnitudes[i] + 1e-12);
}

static void
fill (FvAscent *ascent, const gchar *options)
{
  fill_ascent (ascent, "maco", "block2_conv1", 3, FV_START_NOISE, options);
  ascent->width = 40;
  ascent->height = 32;
}

/* The loss grows; the picture is the same with any number of threads, and in spite of its
 * logits' many changes its contrast is that of its start. */
static void
test_ascent (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv1", 8);
  FvAscent ascent;
  FvResult expected, result;
  Recorder recorder;

  recorder_init (&recorder);
  fill (&ascent, "steps=20 threads=1");
  g_assert_true (
      fv_ascend (network, &ascent, record_step, &recorder, NULL, &expected, NULL));
  g_assert_cmpfloat (expected.loss, >, 1.5 * g_array_index (recorder.losses, gdouble, 0));
  g_assert_null (expected.importance);
  for (gint threads = 2; threads < 4; threads++)
    {
      ascent.settings.threads = threads;
      g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &result, NULL));
      assert_same_image (result.picture, expected.picture);
      fv_result_clear (&result);
    }
  fv_result_clear (&expected);
  recorder_clear (&recorder);
}

/* A fifth of the pixels is opaque, the others less, and the picture is as without; by
 * any recipe. */
static void
test_importance (void)
{
  const gchar *const options[] = { "steps=3", "steps=3 alpha=importance" };
  const gchar *const recipes[] = { "maco", "keras", "resnet", "lucid" };
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv1", 8);

  for (guint k = 0; k < G_N_ELEMENTS (recipes); k++)
    {
      FvResult results[2];
      gsize n, n_opaque = 0;

      for (gint i = 0; i < 2; i++)
        {
          FvAscent ascent;

          fill_ascent (&ascent, recipes[k], "block2_conv1", 3, FV_START_NOISE,
                       options[i]);
          ascent.width = ascent.height = 60;
          g_assert_true (
              fv_ascend (network, &ascent, NULL, NULL, NULL, &results[i], NULL));
        }
      assert_same_image (results[0].picture, results[1].picture);
      n = fv_image_get_n_values (results[1].picture) / 3;
      for (gsize i = 0; i < n; i++)
        {
          g_assert_true (results[1].importance[i] >= 0.0f &&
                         results[1].importance[i] <= 1.0f);
          n_opaque += results[1].importance[i] == 1.0f;
        }
      if (results[1].picture->width == 60) /* nothing is cut off */
        g_assert_cmpfloat_with_epsilon ((gdouble)n_opaque / n, 0.2, 0.01);
      fv_result_clear (&results[0]);
      fv_result_clear (&results[1]);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/phases/golden", test_golden);
  g_test_add_func ("/phases/natural", test_natural);
  g_test_add_func ("/phases/kept", test_kept);
  g_test_add_func ("/phases/ascent", test_ascent);
  g_test_add_func ("/phases/importance", test_importance);
  return g_test_run ();
}
