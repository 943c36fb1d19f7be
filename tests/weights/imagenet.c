/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Real weights, where they are at hand: in the folder that FEATVIS_TEST_DATA names,
 * or beside the source tree. */

#include "common.h"
#include "helpers.h"

#include <math.h>

static gfloat
get_largest_bias (const FvNetwork *network, gint node)
{
  const FvConvolution *convolution = fv_network_get_convolution (network, node);
  gfloat largest = 0;

  for (gint i = 0; i < convolution->n_filters; i++)
    largest = fmaxf (largest, fabsf (convolution->bias[i]));
  return largest;
}

/* The numbers are those that the file's documentation gives. */
static void
test_vgg16 (void)
{
  g_autofree gchar *file = find_test_data ("vgg16-imagenet-partial.safetensors");
  g_autoptr (FvNetwork) network = NULL;

  if (file == NULL)
    return;
  network = test_load (file, "block2_conv2");
  g_assert_cmpstr (fv_network_get_name (network), ==, "VGG16");
  g_assert_cmpint (fv_network_get_convolution (network, 7)->n_filters, ==, 128);
  g_assert_cmpfloat_with_epsilon (get_largest_bias (network, 0), 2.063965f, 1e-6f);
  g_assert_cmpfloat_with_epsilon (get_largest_bias (network, 2), 1.027100f, 1e-6f);
  g_assert_cmpfloat_with_epsilon (get_largest_bias (network, 5), 0.365417f, 1e-6f);
  g_assert_cmpfloat_with_epsilon (get_largest_bias (network, 7), 0.633728f, 1e-6f);
  test_assert_load_fails (file, "block3_conv1", FV_ERROR_LAYER,
                          "block2_conv1, block2_conv2;");
}

static void
test_vgg19 (void)
{
  g_autofree gchar *file = find_test_data ("vgg19-imagenet-partial.safetensors");
  g_autoptr (FvNetwork) network = NULL;
  gint n_layers;

  if (file == NULL)
    return;
  network = test_load (file, "block3_conv4");
  g_assert_cmpstr (fv_network_get_name (network), ==, "VGG19");
  g_assert_cmpstr (fv_network_get_layers (network, &n_layers)[7].name, ==,
                   "block3_conv4");
  g_assert_cmpint (n_layers, ==, 8);
  g_assert_cmpint (fv_network_get_convolution (network, 16)->n_filters, ==, 256);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/weights/imagenet/vgg16", test_vgg16);
  g_test_add_func ("/weights/imagenet/vgg19", test_vgg19);
  return g_test_run ();
}
