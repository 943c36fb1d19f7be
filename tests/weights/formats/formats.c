/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every format and layout gives the same network. */

#include "../common.h"

#include <glib.h>

typedef struct
{
  const gchar *file;
  const gchar *format;
  const gchar *network;
  gint n_convolutions;
  const gchar *last; /* of these */
  gboolean is_torchvision;
} Case;

#define KERAS   "Keras HDF5"
#define ARCHIVE "Keras archive"
#define PYTORCH "PyTorch"
#define LEGACY  "PyTorch (legacy)"
#define NUMPY   "NumPy"

static const Case cases[] = {
  { "keras-2016.h5", KERAS, "VGG16", 13, "block5_conv3", FALSE },
  { "keras-2016-vgg19.h5", KERAS, "VGG19", 8, "block3_conv4", FALSE },
  { "keras-2.h5", KERAS, "VGG16", 5, "block3_conv1", FALSE },
  { "keras-2-float16.h5", KERAS, "VGG16", 5, "block3_conv1", FALSE },
  { "keras-2-float64.h5", KERAS, "VGG16", 5, "block3_conv1", FALSE },
  { "keras-2-big-endian.h5", KERAS, "VGG16", 5, "block3_conv1", FALSE },
  { "keras-2-renamed.h5", KERAS, "VGG16", 5, "block3_conv1", FALSE },
  { "keras-2-model.h5", KERAS, "VGG16", 5, "block3_conv1", FALSE },
  { "keras-2-nested.h5", KERAS, "VGG16", 5, "block3_conv1", FALSE },
  { "hdf5-latest.h5", KERAS, "VGG16", 5, "block3_conv1", FALSE },
  { "hdf5-ordered.h5", KERAS, "VGG16", 5, "block3_conv1", FALSE },
  { "hdf5-attributes.h5", KERAS, "VGG16", 5, "block3_conv1", FALSE },
  { "hdf5-many.h5", KERAS, "VGG16", 5, "block3_conv1", FALSE },
  { "hdf5-dense.h5", KERAS, "VGG16", 13, "block5_conv3", FALSE },
  { "hdf5-compact.h5", KERAS, "VGG16", 5, "block3_conv1", FALSE },
  { "keras-3.weights.h5", KERAS, "VGG16", 5, "block3_conv1", FALSE },
  { "keras-3-numbered.weights.h5", KERAS, "VGG16", 13, "block5_conv3", FALSE },
  { "keras-3-windows.weights.h5", KERAS, "VGG16", 5, "block3_conv1", FALSE },
  { "keras-3-nested.weights.h5", KERAS, "VGG16", 5, "block3_conv1", FALSE },
  { "keras-3-nested-numbered.weights.h5", KERAS, "VGG16", 13, "block5_conv3", FALSE },
  { "keras-2.13.weights.h5", KERAS, "VGG16", 13, "block5_conv3", FALSE },
  { "keras-2.13-windows.weights.h5", KERAS, "VGG16", 13, "block5_conv3", FALSE },
  { "keras-2-default-names.h5", KERAS, "VGG16", 13, "block5_conv3", FALSE },
  { "keras-2-caffe-names.h5", KERAS, "VGG16", 5, "block3_conv1", FALSE },
  { "keras-2015.h5", KERAS, "VGG16", 13, "block5_conv3", FALSE },
  { "keras-3.keras", ARCHIVE, "VGG16", 3, "block2_conv1", FALSE },
  { "keras-3-deflated.keras", ARCHIVE, "VGG16", 3, "block2_conv1", FALSE },
  { "keras-3-nested.keras", ARCHIVE, "VGG16", 3, "block2_conv1", FALSE },
  { "keras-2.13.keras", ARCHIVE, "VGG16", 3, "block2_conv1", FALSE },
  { "cycle.h5", KERAS, "VGG16", 2, "block1_conv2", FALSE },
  { "f32.safetensors", "safetensors", "VGG16", 5, "block3_conv1", FALSE },
  { "f16.safetensors", "safetensors", "VGG16", 5, "block3_conv1", FALSE },
  { "bf16.safetensors", "safetensors", "VGG16", 5, "block3_conv1", FALSE },
  { "gap.safetensors", "safetensors", "VGG16", 2, "block1_conv2", FALSE },
  { "vgg19.safetensors", "safetensors", "VGG19", 16, "block5_conv4", FALSE },
  { "torchvision.safetensors", "safetensors", "VGG16", 13, "block5_conv3", TRUE },
  { "torchvision-f16.safetensors", "safetensors", "VGG16", 13, "block5_conv3", TRUE },
  { "torchvision-vgg19.safetensors", "safetensors", "VGG19", 16, "block5_conv4", TRUE },
  { "torchvision-partial.safetensors", "safetensors", "VGG16", 3, "block2_conv1", TRUE },
  { "pytorch-zip.pth", PYTORCH, "VGG16", 13, "block5_conv3", TRUE },
  { "pytorch-old.pth", LEGACY, "VGG16", 13, "block5_conv3", TRUE },
  { "pytorch-protocol-4.pth", PYTORCH, "VGG16", 13, "block5_conv3", TRUE },
  { "pytorch-checkpoint.pth", PYTORCH, "VGG16", 13, "block5_conv3", TRUE },
  { "pytorch-checkpoint-old.pth", LEGACY, "VGG16", 13, "block5_conv3", TRUE },
  { "pytorch-vgg19-old.pth", LEGACY, "VGG19", 16, "block5_conv4", TRUE },
  { "pytorch-half.pth", PYTORCH, "VGG16", 3, "block2_conv1", TRUE },
  { "pytorch-bfloat16-old.pth", LEGACY, "VGG16", 3, "block2_conv1", TRUE },
  { "pytorch-double.pth", PYTORCH, "VGG16", 3, "block2_conv1", TRUE },
  { "pytorch-parameters-old.pth", LEGACY, "VGG16", 3, "block2_conv1", TRUE },
  { "pytorch-channels-last.pth", PYTORCH, "VGG16", 3, "block2_conv1", TRUE },
  { "pytorch-big-endian.pth", PYTORCH, "VGG16", 3, "block2_conv1", TRUE },
  { "pytorch-shared.pth", PYTORCH, "VGG16", 3, "block2_conv1", TRUE },
  { "pytorch-shared-old.pth", LEGACY, "VGG16", 3, "block2_conv1", TRUE },
  { "pytorch-python-2.pth", LEGACY, "VGG16", 3, "block2_conv1", TRUE },
  { "pytorch-caffe-names.pth", PYTORCH, "VGG16", 3, "block2_conv1", FALSE },
  { "numpy-keras.npz", NUMPY, "VGG16", 5, "block3_conv1", FALSE },
  { "numpy-keras-2016.npz", NUMPY, "VGG16", 5, "block3_conv1", FALSE },
  { "caffe-v1.caffemodel", "Caffe", "VGG16", 13, "block5_conv3", FALSE },
  { "caffe.caffemodel", "Caffe", "VGG16", 5, "block3_conv1", FALSE },
  { "caffe-double.caffemodel", "Caffe", "VGG16", 5, "block3_conv1", FALSE },
  { "caffe-diff.caffemodel", "Caffe", "VGG16", 3, "block2_conv1", FALSE },
  { "caffe-vgg19.caffemodel", "Caffe", "VGG19", 16, "block5_conv4", FALSE },
  { "onnx.onnx", "ONNX", "VGG16", 13, "block5_conv3", TRUE },
  { "onnx-vgg19.onnx", "ONNX", "VGG19", 16, "block5_conv4", TRUE },
  { "onnx-pytorch.onnx", "ONNX", "VGG16", 5, "block3_conv1", TRUE },
  { "onnx-transposed.onnx", "ONNX", "VGG16", 5, "block3_conv1", TRUE },
  { "onnx-named.onnx", "ONNX", "VGG16", 5, "block3_conv1", TRUE },
  { "onnx-float.onnx", "ONNX", "VGG16", 5, "block3_conv1", TRUE },
  { "onnx-double.onnx", "ONNX", "VGG16", 5, "block3_conv1", TRUE },
  { "onnx-half.onnx", "ONNX", "VGG16", 5, "block3_conv1", TRUE },
  { "onnx-raw-half.onnx", "ONNX", "VGG16", 5, "block3_conv1", TRUE },
  { "onnx-bfloat.onnx", "ONNX", "VGG16", 5, "block3_conv1", TRUE },
};

static void
test_case (gconstpointer data)
{
  const Case *expected = data;
  const gchar *file = test_file (expected->file);
  g_autoptr (GError) error = NULL;
  g_autoptr (FvWeights) weights = fv_weights_open (file, &error);
  g_autoptr (FvNetwork) network = NULL;
  const FvLayer *layers;
  gint n_layers;

  g_assert_no_error (error);
  g_assert_cmpstr (fv_weights_get_file (weights), ==, file);
  g_assert_cmpstr (fv_weights_get_format (weights), ==, expected->format);
  g_assert_cmpstr (fv_weights_get_network (weights), ==, expected->network);
  g_assert_cmpstr (fv_weights_get_title (weights), ==, expected->network);
  layers = fv_weights_get_layers (weights, &n_layers);
  g_assert_cmpint (test_count_convolutions (layers, n_layers), ==,
                   expected->n_convolutions);
  g_assert_cmpstr (layers[0].name, ==, "block1_conv1");
  g_assert_cmpint (layers[0].n_filters, ==, 2);
  g_assert_cmpint (layers[0].stride, ==, 1);
  g_assert_cmpint (layers[0].receptive_field, ==, 3);
  g_assert_cmpstr (fv_weights_get_last_layer (weights)->name, ==, expected->last);

  network = fv_weights_load (weights, expected->last, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (fv_network_get_name (network), ==, expected->network);
  g_assert_cmpstr (fv_network_get_origin (network), ==, file);
  test_check_network (network, expected->n_convolutions, expected->is_torchvision);
}

/* What the checksum is of is the network, whatever file it came from. */
static void
test_checksum (void)
{
  const gchar *files[] = { "f16.safetensors", "bf16.safetensors",      "keras-2016.h5",
                           "keras-2.h5",      "keras-2-big-endian.h5", "numpy-keras.npz",
                           "caffe.caffemodel" };
  g_autoptr (FvNetwork) network =
      test_load (test_file ("f32.safetensors"), "block2_conv1");
  g_autoptr (FvNetwork) vgg19 =
      test_load (test_file ("vgg19.safetensors"), "block2_conv1");
  g_autofree gchar *expected = fv_network_get_checksum (network, "block2_conv1", NULL);
  g_autofree gchar *other = fv_network_get_checksum (vgg19, "block2_conv1", NULL);

  for (guint i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autoptr (FvNetwork) same = test_load (test_file (files[i]), "block3_conv1");
      g_autofree gchar *checksum = fv_network_get_checksum (same, "block2_conv1", NULL);

      g_assert_cmpstr (checksum, ==, expected);
    }
  g_assert_cmpstr (other, !=, expected);
}

/* Only the layers up to the one that is asked for are loaded. */
static void
test_up_to_layer (void)
{
  g_autoptr (FvNetwork) network =
      test_load (test_file ("vgg19.safetensors"), "block2_conv2");
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);

  test_check_network (network, 4, FALSE);
  g_assert_cmpint (n_layers, ==, 6); /* with two poolings */
  g_assert_cmpstr (layers[4].name, ==, "block2_conv2");
  g_assert_cmpint (layers[4].n_filters, ==, 5);
  g_assert_cmpint (layers[4].stride, ==, 2);
}

static void
test_missing_layer (void)
{
  const gchar *file = test_file ("gap.safetensors");

  test_assert_load_fails (file, "block2_conv2", FV_ERROR_LAYER, "does not hold layer");
  test_assert_load_fails (file, "block2_conv2", FV_ERROR_LAYER,
                          "block1_conv2, block1_pool;");
  test_assert_load_fails (file, "block3_conv4", FV_ERROR_LAYER, "VGG16 has no layer");
  test_assert_load_fails (file, "conv99", FV_ERROR_LAYER, "block1_conv2, block1_pool.");
  test_assert_load_fails (file, "", FV_ERROR_LAYER, "VGG16 has no layer");
}

static void
test_describe (void)
{
  g_autoptr (FvWeights) weights = fv_weights_open (test_file ("f16.safetensors"), NULL);
  g_autofree gchar *line = fv_weights_describe (weights);
  g_autofree gchar *expected = g_strdup_printf (
      "VGG16 from %s (safetensors), layers block1_conv1 to block3_conv1.",
      test_file ("f16.safetensors"));

  g_assert_cmpstr (line, ==, expected);
}

/* Readers share nothing, so that several threads may load at once. */
static gpointer
load_in_thread (gpointer data)
{
  for (gint i = 0; i < 20; i++)
    {
      g_autoptr (FvNetwork) network = test_load (data, "block3_conv1");

      test_check_network (network, 5, FALSE);
    }
  return NULL;
}

static void
test_threads (void)
{
  GThread *threads[4];
  const gchar *files[4] = { test_file ("keras-2.h5"), test_file ("keras-3.weights.h5"),
                            test_file ("keras-2-model.h5"),
                            test_file ("f32.safetensors") };

  for (gint i = 0; i < 4; i++)
    threads[i] = g_thread_new ("load", load_in_thread, (gpointer)files[i]);
  for (gint i = 0; i < 4; i++)
    g_thread_join (threads[i]);
}

/* The network that is built in has all of VGG16's layers at a quarter of its width. */
static void
test_sample (void)
{
  g_autoptr (FvWeights) weights = fv_weights_open ("sample", NULL);
  g_autoptr (FvNetwork) network = test_load ("sample", "block5_conv3");
  const FvLayer *layers;
  gint n_layers;

  layers = fv_network_get_layers (network, &n_layers);
  g_assert_cmpint (n_layers, ==, 18); /* with the poolings */
  for (gint i = 0; i < n_layers; i++)
    {
      const FvNode *node =
          &fv_vgg16.nodes[fv_architecture_find (&fv_vgg16, layers[i].name)];

      if (fv_node_is_convolution (node))
        g_assert_cmpint (layers[i].n_filters * 4, ==, node->n_filters);
    }
  g_assert_cmpstr (fv_weights_get_title (weights), ==, "sample network");
  g_assert_cmpstr (fv_network_get_origin (network), ==, "sample network");
  test_assert_load_fails ("sample", "block6_conv1", FV_ERROR_LAYER, "block5_conv3");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree gchar *path = g_strconcat ("/weights/formats/", cases[i].file, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/weights/up-to-layer", test_up_to_layer);
  g_test_add_func ("/weights/checksum", test_checksum);
  g_test_add_func ("/weights/missing-layer", test_missing_layer);
  g_test_add_func ("/weights/describe", test_describe);
  g_test_add_func ("/weights/threads", test_threads);
  g_test_add_func ("/weights/formats/sample", test_sample);
  return g_test_run ();
}
