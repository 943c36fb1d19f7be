/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Starts, threads, memory, cancel, and what is refused. */

#include "ascent_case.h"

#include <math.h>

#include "../helpers.h"

/* From a picture: its size is kept, it is recognisable, and steps of no length change
 * nothing at all, whatever the number of scales. */
static void
test_picture_start (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv2", 8);
  g_autoptr (FvImage) picture = fv_image_new_noise (53, 47, 7, 0, 256, NULL);
  const gchar *options[] = { "step-size=0 steps=1",
                             "step-size=0 steps=1 colors=faithful" };
  GError *error = NULL;
  FvAscent ascent;
  FvResult result;

  for (gsize i = 0; i < fv_image_get_n_values (picture); i++)
    picture->data[i] = floorf (picture->data[i]);
  for (guint i = 0; i < G_N_ELEMENTS (options); i++)
    {
      fill_ascent (&ascent, "keras", "block2_conv2", 3, FV_START_IMAGE, options[i]);
      ascent.image = picture;
      fv_ascend (network, &ascent, NULL, NULL, NULL, &result, &error);
      g_assert_no_error (error);
      g_assert_cmpint (result.picture->width, ==, 53);
      g_assert_cmpint (result.picture->height, ==, 47);
      for (gsize k = 0; k < fv_image_get_n_values (picture); k++)
        g_assert_cmpint (result.bytes[k], ==, (gint)picture->data[k]);
      fv_result_clear (&result);
    }
}

/* A tensor start takes up where the noise start of the same values would. */
static void
test_tensor_start (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv2", 8);
  g_autoptr (FvImage) tensor = fv_image_new_noise (41, 38, SEED, 128, 20, NULL);
  FvAscent ascent;
  FvResult from_noise, from_tensor;

  fill_ascent (&ascent, "book", "block2_conv2", 3, FV_START_NOISE,
               "steps=2 colors=faithful");
  ascent.width = 41;
  ascent.height = 38;
  g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &from_noise, NULL));
  ascent.start = FV_START_TENSOR;
  ascent.image = tensor;
  ascent.width = ascent.height = 0;
  g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &from_tensor, NULL));
  g_assert_cmpmem (from_noise.bytes, 41 * 38 * 3, from_tensor.bytes, 41 * 38 * 3);
  fv_result_clear (&from_noise);
  fv_result_clear (&from_tensor);
}

static void
test_threads (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv1", 4);
  FvAscent ascent;
  FvResult result, other;

  fill_ascent (&ascent, "keras", "block3_conv1", 1, FV_START_NOISE,
               "steps=3 scales=4 relu=before");
  ascent.width = 90;
  ascent.height = 70;
  ascent.settings.threads = 1;
  g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &result, NULL));
  for (gint threads = 2; threads < 5; threads++)
    {
      ascent.settings.threads = threads;
      g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &other, NULL));
      g_assert_cmpmem (result.bytes, 90 * 70 * 3, other.bytes, 90 * 70 * 3);
      g_assert_true (result.loss == other.loss);
      fv_result_clear (&other);
    }
  fv_result_clear (&result);
}

/* The least memory that is enough gives the same bytes. */
static void
test_lean (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv1", 1);
  FvAscent ascent;
  FvResult fast, lean;

  fill_ascent (&ascent, "book", "block3_conv1", 1, FV_START_NOISE, "steps=2 relu=before");
  ascent.width = ascent.height = 48;
  g_assert_true (fv_ascend (network, &ascent, NULL, NULL, NULL, &fast, NULL));
  ascent.settings.threads = 1;
  for (ascent.settings.memory = 1;
       !fv_ascend (network, &ascent, NULL, NULL, NULL, &lean, NULL);)
    g_assert_cmpint (ascent.settings.memory++, <, 64);
  g_assert_true (fast.loss == lean.loss);
  g_assert_cmpmem (fast.bytes, 48 * 48 * 3, lean.bytes, 48 * 48 * 3);
  fv_result_clear (&fast);
  fv_result_clear (&lean);
}

static void
test_stop (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block2_conv1", 8);
  FvAscent ascent;

  fill_ascent (&ascent, "book", "block2_conv1", 0, FV_START_NOISE, "");
  assert_ascent_fails (network, &ascent, 3, FV_ERROR_CANCELLED, "cancelled");
}

static void
test_refused (void)
{
  g_autoptr (FvNetwork) network = make_network (&fv_vgg16, "block3_conv1", 8);
  g_autoptr (FvImage) image = make_input (20, 20);
  FvAscent ascent;

  fill_ascent (&ascent, "keras", "block3_conv1", 0, FV_START_NOISE, "");
  ascent.width = 412;
  ascent.height = 20; /* 3 at the smallest scale */
  assert_ascent_fails (network, &ascent, 0, FV_ERROR_SIZE, "79×3");
  ascent.layer = "block5_conv1";
  assert_ascent_fails (network, &ascent, 0, FV_ERROR_LAYER, "block5_conv1");
  fill_ascent (&ascent, "keras", "block3_conv1", 99, FV_START_NOISE, "");
  assert_ascent_fails (network, &ascent, 0, FV_ERROR_FILTER, "99");
  fill_ascent (&ascent, "keras", "block3_conv1", 0, FV_START_TENSOR, "");
  ascent.image = image;
  assert_ascent_fails (network, &ascent, 0, FV_ERROR_SIZE, "79×79");
  fill_ascent (&ascent, "keras", "block3_conv1", 0, FV_START_NOISE, "memory=1");
  assert_ascent_fails (network, &ascent, 0, FV_ERROR_MEMORY, "1 MiB");
  ascent.settings.steps = 0;
  assert_ascent_fails (network, &ascent, 0, FV_ERROR_SETTING, "steps");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ascent/picture-start", test_picture_start);
  g_test_add_func ("/ascent/tensor-start", test_tensor_start);
  g_test_add_func ("/ascent/threads", test_threads);
  g_test_add_func ("/ascent/lean", test_lean);
  g_test_add_func ("/ascent/stop", test_stop);
  g_test_add_func ("/ascent/refused", test_refused);
  return g_test_run ();
}
