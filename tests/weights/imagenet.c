/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Real weights, where they are at hand: in the folder that FEATVIS_TEST_DATA names,
 * or beside the source tree. */

#include "common.h"
#include "../core/helpers.h"

#include <math.h>
#include <string.h>

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
                          "block2_conv2, block2_pool;");
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
  g_assert_cmpstr (fv_network_get_layers (network, &n_layers)[9].name, ==,
                   "block3_conv4");
  g_assert_cmpint (n_layers, ==, 11); /* with three poolings */
  g_assert_cmpint (fv_network_get_convolution (network, 16)->n_filters, ==, 256);
}

/* The same layers as others store them */
static void
test_same (gconstpointer name)
{
  g_autofree gchar *file = find_test_data (name);
  g_autofree gchar *plain =
      file != NULL ? find_test_data ("vgg16-imagenet-partial.safetensors") : NULL;
  g_autoptr (FvNetwork) network = NULL, expected = NULL;
  g_autofree gchar *checksum = NULL, *expected_checksum = NULL;

  if (plain == NULL)
    return;
  network = test_load (file, "block2_conv2");
  expected = test_load (plain, "block2_conv2");
  checksum = fv_network_get_checksum (network, "block2_conv2", NULL);
  expected_checksum = fv_network_get_checksum (expected, "block2_conv2", NULL);
  g_assert_cmpstr (checksum, ==, expected_checksum);
}

/* Networks that real programs wrote, and that cannot be used */
static void
test_other (gconstpointer name)
{
  g_autofree gchar *file = find_test_data (name);

  if (file != NULL)
    test_assert_open_fails (file, FV_ERROR_WEIGHTS, "network");
}

/* Networks that real programs wrote, and that tell what they are: all their layers load
 * at once. */
static void
test_graph (gconstpointer name)
{
  g_autofree gchar *file = find_test_data (name);
  g_autoptr (FvWeights) weights = NULL;
  g_autoptr (FvNetwork) network = NULL;
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) layers = NULL;
  gint n_layers;

  if (file == NULL)
    return;
  weights = fv_weights_open (file, &error);
  g_assert_no_error (error);
  layers = fv_weights_list_maps (weights);
  network = fv_weights_load_layers (weights, (const gchar *const *)layers, &error);
  g_assert_no_error (error);
  fv_network_get_layers (network, &n_layers);
  g_assert_cmpint (n_layers, ==, (gint)g_strv_length (layers));
}

static void
test_googlenet (void)
{
  g_autofree gchar *file = find_test_data ("bvlc_googlenet.caffemodel");
  g_autoptr (FvNetwork) network = NULL;
  const FvLayer *layers;
  gfloat mean[3];
  gint n_layers;

  if (file == NULL)
    return;
  network = test_load (file, "inception_4c/output");
  g_assert_cmpstr (fv_network_get_name (network), ==, "GoogLeNet");
  layers = fv_network_get_layers (network, &n_layers);
  g_assert_cmpint (layers[n_layers - 1].n_filters, ==, 512);
  g_assert_cmpint (layers[n_layers - 1].stride, ==, 16);
  fv_network_get_mean (network, mean);
  g_assert_cmpfloat (mean[0], ==, 104);
  g_assert_cmpfloat (mean[1], ==, 117);
  g_assert_cmpfloat (mean[2], ==, 123);
}

static void
add (const gchar *folder, const gchar *const *names, gsize n_names, GTestDataFunc func)
{
  for (gsize i = 0; i < n_names; i++)
    {
      g_autofree gchar *path =
          g_strconcat ("/weights/imagenet/", folder, strrchr (names[i], '/'), NULL);

      g_test_add_data_func (path, names[i], func);
    }
}

int
main (int argc, char **argv)
{
  static const gchar *const same[] = {
    "../cases/vgg16_weights-2015.h5",
    "../cases/tf213.weights.h5",
    "../cases/keras2-conv1_1.h5",
    "small/keras-3.16-layout-vgg16-blocks12.weights.h5",
  };
  static const gchar *const other[] = {
    "small/fisakhan-mnist.h5",     "small/lukas-digits.h5",
    "small/sony-mnist.keras",      "small/Summer2024REU-mnist.weights.h5",
    "small/onnx-light_vgg19.onnx", "small/ultraface-RFB-320.pth",
  };
  static const gchar *const graphs[] = {
    "small/dlwp-mnist_cnn.h5",
    "small/simonnchong-cifar10.h5",
    "small/mpkuse-mnist_cnn.h5",
    "small/mlperf-tiny-pretrainedResnet.h5",
    "small/tensorspace-mnist.h5",
    "small/codesdred-mnist.keras",
    "./resnet50v2-imagenet-partial.h5",
    "./bvlc_googlenet.caffemodel",
    "small/ultraface-RFB-320.caffemodel",
  };

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/weights/imagenet/vgg16", test_vgg16);
  g_test_add_func ("/weights/imagenet/vgg19", test_vgg19);
  add ("same", same, G_N_ELEMENTS (same), test_same);
  add ("other", other, G_N_ELEMENTS (other), test_other);
  add ("graph", graphs, G_N_ELEMENTS (graphs), test_graph);
  g_test_add_func ("/weights/imagenet/googlenet", test_googlenet);
  return g_test_run ();
}
