/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Ascents that cannot go on, as each script has it. */

#include "ascent_case.h"

#include <math.h>

#include "../helpers.h"

/* A filter whose bias keeps it at 0 everywhere */
static FvNetwork *
make_stuck_network (void)
{
  FvNetwork *network = make_network (&fv_vgg16, "block2_conv1", 8);
  FvConvolution *target = (FvConvolution *)fv_network_get_convolution (network, 5);

  target->bias[2] = -1e6f;
  return network;
}

static void
test_stuck (void)
{
  g_autoptr (FvNetwork) network = make_stuck_network ();
  const gchar *recipes[] = { "keras", "book" };
  FvAscent ascent;
  FvResult result;
  Recorder recorder;

  for (guint i = 0; i < G_N_ELEMENTS (recipes); i++)
    {
      fill_ascent (&ascent, recipes[i], "block2_conv1", 2, FV_START_NOISE, "");
      ascent.width = ascent.height = 30;
      assert_ascent_fails (network, &ascent, 0, FV_ERROR_STUCK, "relu=before");
    }
  recorder_init (&recorder);
  fill_ascent (&ascent, "book", "block2_conv1", 2, FV_START_NOISE, "relu=before steps=5");
  g_assert_true (
      fv_ascend (network, &ascent, record_step, &recorder, NULL, &result, NULL));
  g_assert_cmpfloat (g_array_index (recorder.losses, gdouble, 4), >,
                     g_array_index (recorder.losses, gdouble, 0));
  fv_result_clear (&result);
  recorder_clear (&recorder);
}

/* As the book's scripts do: where there is no gradient, what they show is the noise. */
static void
test_stuck_book (void)
{
  const gchar *options[] = { "", "variation=0.5", "l2=0.5", "pyramid=yes", "norm=l2" };
  g_autoptr (FvNetwork) network = make_stuck_network ();
  FvAscent ascent;
  FvResult noise, result;

  fill_ascent (&ascent, "book", "block2_conv1", 2, FV_START_NOISE, "colors=faithful");
  ascent.width = ascent.height = 20;
  ascent.settings.steps = 1;
  ascent.settings.step_size = 0.0;
  g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &noise, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      fill_ascent (&ascent, "book", "block2_conv1", 2, FV_START_NOISE, options[i]);
      ascent.width = ascent.height = 20;
      assert_ascent_fails (network, &ascent, 0, FV_ERROR_STUCK, "relu=before");
      ascent.settings.colors = FV_COLORS_FAITHFUL;
      g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &result, NULL));
      g_assert_cmpfloat (result.loss, ==, 0.0);
      g_assert_cmpint (result.n_steps, ==, 40);
      if (i == 0)
        g_assert_cmpmem (result.bytes, 20 * 20 * 3, noise.bytes, 20 * 20 * 3);
      for (gint k = 0; k < 20 * 20 * 3; k++)
        g_assert_true (isfinite (result.picture->data[k]));
      fv_result_clear (&result);
    }
  fv_result_clear (&noise);
}

/* As Keras' script does: it is the activation that tells that a filter is stuck; where
 * there is one but no gradient, it goes on. */
static void
test_stuck_keras (void)
{
  g_autoptr (FvNetwork) network = make_stuck_network ();
  FvConvolution *target = (FvConvolution *)fv_network_get_convolution (network, 5);
  FvAscent ascent;
  FvResult result;

  fill_ascent (&ascent, "keras", "block2_conv1", 2, FV_START_NOISE,
               "colors=faithful scales=2 steps=2");
  ascent.width = ascent.height = 20;
  assert_ascent_fails (network, &ascent, 0, FV_ERROR_STUCK, "relu=before");
  for (gint i = 0; i < 9 * target->n_inputs; i++)
    target->kernel[i * target->n_filters + 2] = 0.0f;
  target->bias[2] = 3.0f;
  g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &result, NULL));
  g_assert_cmpfloat (result.loss, ==, 3.0);
  fv_result_clear (&result);
  ascent.settings.colors = FV_COLORS_TRUE;
  assert_ascent_fails (network, &ascent, 0, FV_ERROR_STUCK, "no slope");
}

/* As the third script does: without a gradient, the noise is what it shows. */
static void
test_stuck_resnet (void)
{
  g_autoptr (FvNetwork) network = make_stuck_network ();
  FvAscent ascent;
  FvResult result;

  fill_ascent (&ascent, "resnet", "block2_conv1", 2, FV_START_NOISE, "crop=3 steps=2");
  ascent.width = ascent.height = 20;
  assert_ascent_fails (network, &ascent, 0, FV_ERROR_STUCK, "relu=before");
  ascent.settings.colors = FV_COLORS_FAITHFUL;
  g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &result, NULL));
  g_assert_cmpint (result.n_steps, ==, 2);
  for (gint k = 0; k < 14 * 14 * 3; k++)
    g_assert_true (isfinite (result.picture->data[k]));
  fv_result_clear (&result);
}

/* A target without a ReLU may have any loss: it is stuck where it has no slope. */
static void
test_stuck_unrectified (void)
{
  g_autoptr (FvNetwork) network = make_stuck_network ();
  FvConvolution *target = (FvConvolution *)fv_network_get_convolution (network, 5);
  gint n_layers;
  FvLayer *layers = (FvLayer *)fv_network_get_layers (network, &n_layers);
  FvAscent ascent;
  FvResult result;

  fill_ascent (&ascent, "book", "block2_conv1", 2, FV_START_NOISE, "steps=2");
  ascent.width = ascent.height = 20;
  for (gint i = 0; i < 9 * target->n_inputs; i++)
    target->kernel[i * target->n_filters + 2] *= 1e-12f;
  target->bias[2] = 1e-9f;
  assert_ascent_fails (network, &ascent, 0, FV_ERROR_STUCK, "relu=before");
  g_assert_cmpstr (layers[n_layers - 1].name, ==, "block2_conv1");
  layers[n_layers - 1].is_rectified = FALSE;
  g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &result, NULL));
  fv_result_clear (&result);
  target->bias[2] = -1e6f;
  assert_ascent_fails (network, &ascent, 0, FV_ERROR_STUCK, "gradient is zero");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ascent/stuck", test_stuck);
  g_test_add_func ("/ascent/stuck-book", test_stuck_book);
  g_test_add_func ("/ascent/stuck-keras", test_stuck_keras);
  g_test_add_func ("/ascent/stuck-resnet", test_stuck_resnet);
  g_test_add_func ("/ascent/stuck-unrectified", test_stuck_unrectified);
  return g_test_run ();
}
