/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Every format and naming gives the same fc1, fc2 and predictions; and files that lack
 * them, or have them damaged, which still serve for what is before them. */

#include "../common.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "pass/classifier-pass.h"

/* Those of make_classifier_files.py */
#define N_CLASSES 10
#define N_CUTS    32
static const gint n_outputs[FV_N_DENSE] = { 12, 8, N_CLASSES };

static const gchar *const files[] = {
  "classifier.safetensors",      "classifier-2016.h5",
  "classifier-2-model.h5",       "classifier-3.weights.h5",
  "classifier-2015.h5",          "classifier-3-numbered.weights.h5",
  "classifier-2-caffe-names.h5", "classifier-2-default-names.h5",
  "classifier-keras.npz",        "classifier.npz",
  "classifier-zip.pth",          "classifier-old.pth",
  "classifier-early-old.pth",    "classifier-caffe-names.pth",
  "classifier-timm.safetensors", "classifier.caffemodel",
  "classifier-v1.caffemodel",    "classifier.onnx",
  "classifier-pytorch.onnx",     "classifier-batches.onnx",
};

static FvClassifier *
load (const gchar *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvWeights) weights = fv_weights_open (test_file (name), &error);
  FvClassifier *classifier;

  g_assert_no_error (error);
  g_assert_true (fv_weights_have_classifier (weights));
  classifier = fv_weights_load_classifier (weights, &error);
  g_assert_no_error (error);
  return classifier;
}

static void
check_values (const FvClassifier *classifier, gint n_channels)
{
  gint n_inputs = 49 * n_channels;

  g_assert_cmpint (classifier->n_channels, ==, n_channels);
  g_assert_cmpint (fv_classifier_get_n_classes (classifier), ==, N_CLASSES);
  for (FvDenseIndex i = 0; i < FV_N_DENSE; i++)
    {
      const FvDense *layer = &classifier->layers[i];

      g_assert_cmpint (layer->n_inputs, ==, n_inputs);
      g_assert_cmpint (layer->n_outputs, ==, n_outputs[i]);
      for (gint k = 0; k < n_inputs * n_outputs[i]; k++)
        g_assert_cmpfloat (layer->kernel[k], ==, test_get_value (20 + (gint)i, 0, k));
      for (gint k = 0; k < n_outputs[i]; k++)
        g_assert_cmpfloat (layer->bias[k], ==, test_get_value (20 + (gint)i, 1, k));
      n_inputs = n_outputs[i];
    }
}

/* As layers of the network, too, with the same values in the same order */
static void
check_layers (const FvNetwork *network, const FvClassifier *classifier)
{
  const FvArchitecture *architecture = fv_network_get_architecture (network);
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);

  g_assert_cmpint (n_layers, ==, 21);
  for (FvDenseIndex i = 0; i < FV_N_DENSE; i++)
    {
      const FvDense *dense = &classifier->layers[i];
      const FvConvolution *convolution = fv_network_get_convolution (
          network, fv_architecture_find (architecture, fv_dense_names[i]));
      gsize n_values = (gsize)dense->n_inputs * dense->n_outputs;

      g_assert_cmpstr (layers[18 + i].name, ==, fv_dense_names[i]);
      g_assert_cmpstr (layers[18 + i].kind, ==, "dense");
      g_assert_cmpint (layers[18 + i].n_filters, ==, n_outputs[i]);
      g_assert_cmpuint (fv_convolution_get_n_weights (convolution), ==, n_values);
      g_assert_cmpint (convolution->height, ==, i == FV_DENSE_FC1 ? 7 : 1);
      g_assert_cmpmem (convolution->kernel, n_values * 4, dense->kernel, n_values * 4);
      g_assert_cmpmem (convolution->bias, dense->n_outputs * 4, dense->bias,
                       dense->n_outputs * 4);
    }
}

/* Layers are there as far as they are, and have the right shape. */
static void
test_part (void)
{
  g_autoptr (FvWeights) weights =
      fv_weights_open (test_file ("classifier-wrong-bias.safetensors"), NULL);
  g_autoptr (FvNetwork) network = fv_weights_load (weights, "fc2", NULL);
  g_autoptr (GError) error = NULL;
  gint n_layers;

  g_assert_nonnull (network);
  fv_network_get_layers (network, &n_layers);
  g_assert_cmpint (n_layers, ==, 20);
  g_assert_null (fv_weights_load (weights, "predictions", &error));
  g_assert_error (error, FV_ERROR, FV_ERROR_LAYER);
  g_assert_nonnull (strstr (error->message, "fc1, fc2; or choose"));
}

static void
test_format (gconstpointer data)
{
  g_autoptr (FvClassifier) classifier = load (data);
  g_autoptr (FvNetwork) network = test_load (test_file (data), "block5_conv3");
  g_autoptr (FvNetwork) whole = test_load (test_file (data), "predictions");
  gint n_layers;

  check_values (classifier, 2);
  check_layers (whole, classifier);
  fv_network_get_layers (network, &n_layers);
  g_assert_cmpint (n_layers, ==, 18); /* with the poolings */
}

static void
test_vgg19 (void)
{
  g_autoptr (FvClassifier) classifier = load ("classifier-vgg19.safetensors");

  check_values (classifier, 3);
}

/* The scores are those of torchvision's own network, in float64. */
static void
test_logits (void)
{
  g_autoptr (FvClassifier) classifier = load ("classifier-zip.pth");
  g_autoptr (FvClassifierPass) pass = fv_classifier_pass_new (classifier, 7, 7, 1, NULL);
  g_autofree gchar *text = NULL;
  g_auto (GStrv) lines = NULL;
  gfloat values[98], logits[N_CLASSES];
  FvMap pooled = { 7, 7, 2, 7, values };

  for (gint i = 0; i < 98; i++)
    values[i] = (gfloat)test_get_value (30, 0, i);
  g_assert_true (fv_classifier_forward (pass, &pooled, logits, NULL, NULL));
  g_assert_true (
      g_file_get_contents (test_file ("classifier-logits.txt"), &text, NULL, NULL));
  lines = g_strsplit (g_strstrip (text), "\n", -1);
  g_assert_cmpint (g_strv_length (lines), ==, N_CLASSES);
  for (gint i = 0; i < N_CLASSES; i++)
    {
      gdouble expected = g_ascii_strtod (lines[i], NULL);

      g_assert_cmpfloat_with_epsilon (logits[i], expected, 1e-5 * fabs (expected));
    }
}

/* Conversion keeps it if asked to, in both precisions, which have room for the formula's
 * values. */
static void
test_convert (gconstpointer data)
{
  g_autofree gchar *converted = test_write ("converted.safetensors", "", 0);

  for (gint i = 0; i < 4; i++)
    {
      FvPrecision precision = i / 2 == 0 ? FV_PRECISION_SINGLE : FV_PRECISION_HALF;
      gboolean is_kept = i % 2 == 0;
      g_autoptr (FvWeights) weights = fv_weights_open (test_file (data), NULL);
      g_autoptr (FvWeights) result = NULL;

      g_assert_true (fv_weights_convert (weights, converted, precision, is_kept, NULL));
      result = fv_weights_open (converted, NULL);
      g_assert_true (fv_weights_have_classifier (result) == is_kept);
      if (is_kept)
        {
          g_autoptr (FvClassifier) classifier = fv_weights_load_classifier (result, NULL);

          check_values (classifier, 2);
        }
    }
  g_remove (converted);
}

static void
test_convert_none (void)
{
  g_autofree gchar *converted = test_write ("converted.safetensors", "old", 3);
  g_autoptr (FvWeights) weights = fv_weights_open ("sample", NULL);
  g_autoptr (GError) error = NULL;
  g_autofree gchar *content = NULL;

  g_assert_false (
      fv_weights_convert (weights, converted, FV_PRECISION_HALF, TRUE, &error));
  g_assert_error (error, FV_ERROR, FV_ERROR_LAYER);
  g_assert_true (g_file_get_contents (converted, &content, NULL, NULL));
  g_assert_cmpstr (content, ==, "old");
  g_remove (converted);
}

/* What is missing or damaged ------------------------------------------------------ */

typedef struct
{
  const gchar *file;
  gboolean is_named; /* whether names and shapes are right */
  FvError code;
  const gchar *words;
} Case;

static const Case cases[] = {
  { "f32.safetensors", FALSE, FV_ERROR_LAYER, "lacks layer block3_conv2" },
  { "vgg19.safetensors", FALSE, FV_ERROR_LAYER, "lacks layer fc1" },
  { "keras-2016.h5", FALSE, FV_ERROR_LAYER, "lacks layer fc1" },
  { "numpy-compressed.npz", FALSE, FV_ERROR_LAYER, "lacks layer fc1" },
  { "onnx.onnx", FALSE, FV_ERROR_LAYER, "lacks layer fc1" },
  { "classifier-no-bias.safetensors", FALSE, FV_ERROR_LAYER, "lacks layer fc2" },
  { "classifier-no-convolution.safetensors", FALSE, FV_ERROR_LAYER,
    "lacks layer block5_conv3" },
  { "classifier-untransposed.onnx", FALSE, FV_ERROR_LAYER, "lacks layer fc1" },
  { "classifier-foreign.onnx", FALSE, FV_ERROR_LAYER, "lacks layer fc1" },
  { "pytorch-zip.pth", FALSE, FV_ERROR_WEIGHTS, "“classifier.0.weight” is 3 × 2" },
  { "caffe-v1.caffemodel", FALSE, FV_ERROR_WEIGHTS, "“fc6.weight” is 1 × 1 × 2 × 3" },
  { "classifier-wrong-inputs.safetensors", FALSE, FV_ERROR_WEIGHTS,
    "layer fc1 has the wrong shape: “fc1/kernel” is 97 × 12" },
  { "classifier-wrong-order.safetensors", FALSE, FV_ERROR_WEIGHTS,
    "“fc2/kernel” is 8 × 12" },
  { "classifier-wrong-rank.safetensors", FALSE, FV_ERROR_WEIGHTS,
    "“fc1/kernel” is 7 × 7 × 2 × 12" },
  { "classifier-wrong-bias.safetensors", FALSE, FV_ERROR_WEIGHTS,
    "“predictions/bias” is 9" },
  { "classifier-no-outputs.safetensors", FALSE, FV_ERROR_WEIGHTS,
    "“predictions/kernel” is 8 × 0" },
  { "classifier-nan.safetensors", TRUE, FV_ERROR_WEIGHTS,
    "“fc2/kernel” holds values that are not finite numbers. Download it again, or choose "
    "another one" },
};

static void
assert_load_fails (const gchar *file, gboolean is_named, FvError code, const gchar *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvWeights) weights = fv_weights_open (file, &error);

  g_assert_no_error (error);
  g_assert_true (fv_weights_have_classifier (weights) == is_named);
  g_assert_null (fv_weights_load_classifier (weights, &error));
  g_assert_error (error, FV_ERROR, (gint)code);
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
}

static void
test_case (gconstpointer data)
{
  const Case *expected = data;

  assert_load_fails (test_file (expected->file), expected->is_named, expected->code,
                     expected->words);
}

static void
test_sample (void)
{
  assert_load_fails ("sample", FALSE, FV_ERROR_LAYER, "sample network knows no classes");
}

/* Whether the classifier of a cut file was refused because of that; else it is whole. */
static gboolean
is_cut_told (const gchar *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvWeights) weights = fv_weights_open (file, &error);
  g_autoptr (FvClassifier) classifier = NULL;

  if (weights != NULL)
    classifier = fv_weights_load_classifier (weights, &error);
  if (classifier != NULL)
    {
      check_values (classifier, 2);
      return FALSE;
    }
  g_assert_error (error, FV_ERROR, FV_ERROR_WEIGHTS);
  if (strstr (error->message, "truncated") == NULL)
    g_error ("“%s” does not say that the file is cut", error->message);
  return TRUE;
}

/* Cut at many places. */
static void
test_cut (gconstpointer data)
{
  g_autofree gchar *bytes = NULL, *cut = test_write ("cut", "", 0);
  gsize length;
  gint n_told = 0;

  g_assert_true (g_file_get_contents (test_file (data), &bytes, &length, NULL));
  for (gint i = 1; i <= N_CUTS; i++)
    {
      test_overwrite (cut, bytes, length - 1 - length / 2 * (gsize)i / N_CUTS);
      n_told += is_cut_told (cut);
    }
  g_assert_cmpint (n_told, >, N_CUTS / 4);
  g_remove (cut);
}

/* Cut in what stands behind the convolutions, where these come first: they serve. */
static void
test_cut_behind (void)
{
  static const gchar *const names[] = { "classifier.safetensors", "classifier.caffemodel",
                                        "classifier.onnx", "classifier.npz" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree gchar *bytes = NULL, *cut = NULL;
      g_autoptr (FvNetwork) network = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (test_file (names[i]), &bytes, &length, NULL));
      cut = test_write ("cut", bytes, length - 4000);
      network = test_load (cut, "block5_conv3");
      g_assert_true (is_cut_told (cut));
      g_remove (cut);
    }
}

int
main (int argc, char **argv)
{
  static const gchar *const cut[] = {
    "classifier.safetensors", "classifier-timm.safetensors", "classifier.onnx",
    "classifier.caffemodel",  "classifier-v1.caffemodel",    "classifier-2016.h5",
    "classifier-old.pth",     "classifier-zip.pth",          "classifier.npz"
  };

  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      g_autofree gchar *path = g_strconcat ("/weights/classifier/", files[i], NULL);

      g_test_add_data_func (path, files[i], test_format);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree gchar *path =
          g_strconcat ("/weights/classifier/refused/", cases[i].file, NULL);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  for (gsize i = 0; i < G_N_ELEMENTS (cut); i++)
    {
      g_autofree gchar *path = g_strconcat ("/weights/classifier/cut/", cut[i], NULL);

      g_test_add_data_func (path, cut[i], test_cut);
    }
  g_test_add_func ("/weights/classifier/cut-behind", test_cut_behind);
  g_test_add_data_func ("/weights/classifier/convert/keras", "classifier-2016.h5",
                        test_convert);
  g_test_add_data_func ("/weights/classifier/convert/torchvision", "classifier-zip.pth",
                        test_convert);
  g_test_add_func ("/weights/classifier/convert/none", test_convert_none);
  g_test_add_func ("/weights/classifier/part", test_part);
  g_test_add_func ("/weights/classifier/vgg19", test_vgg19);
  g_test_add_func ("/weights/classifier/logits", test_logits);
  g_test_add_func ("/weights/classifier/refused/sample", test_sample);
  return g_test_run ();
}
