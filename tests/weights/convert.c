/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Converted weights are the same weights; and what is told of a file. */

#include "common.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "files/values.h"
#include "meaning/releases.h"

#define SIZE 12 /* of the input of a gradient */

static const gchar *const names[] = { "keras-2.h5",
                                      "f16.safetensors",
                                      "torchvision.safetensors",
                                      "vgg19.safetensors",
                                      "caffe-v1.caffemodel",
                                      "onnx.onnx",
                                      "torchvision-partial.safetensors" };

static const gchar *folder;

/* Converts a file of the tests. */
static gchar *
convert (const gchar *file, FvPrecision precision)
{
  gchar *converted = g_build_filename (folder, "converted.safetensors", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (FvWeights) weights = fv_weights_open (file, &error);

  g_assert_no_error (error);
  g_assert_true (fv_weights_convert (weights, converted, precision, FALSE, &error));
  g_assert_no_error (error);
  return converted;
}

static FvNetwork *
load_all (const gchar *file)
{
  g_autoptr (FvWeights) weights = fv_weights_open (file, NULL);

  return fv_weights_load (weights, fv_weights_get_last_layer (weights)->name, NULL);
}

static void
compare_values (const gfloat *expected, const gfloat *values, gsize n_values,
                FvPrecision precision)
{
  for (gsize i = 0; i < n_values; i++)
    {
      gfloat tolerance = MAX (fabsf (expected[i]) * 0x1p-11f, 0x1p-25f);

      if (precision == FV_PRECISION_SINGLE)
        g_assert_cmpfloat (values[i], ==, expected[i]);
      else
        g_assert_cmpfloat_with_epsilon (values[i], expected[i], tolerance);
    }
}

static void
compare_networks (const FvNetwork *expected, const FvNetwork *network,
                  FvPrecision precision)
{
  const FvArchitecture *architecture = fv_network_get_architecture (expected);
  gfloat mean[3], expected_mean[3];

  fv_network_get_mean (expected, expected_mean);
  fv_network_get_mean (network, mean);
  g_assert_cmpmem (mean, sizeof mean, expected_mean, sizeof expected_mean);
  g_assert_true (fv_network_get_architecture (network) == architecture);
  for (gint node = 0; node < architecture->n_nodes; node++)
    {
      const FvConvolution *left = fv_network_get_convolution (expected, node);
      const FvConvolution *right = fv_network_get_convolution (network, node);

      g_assert_true ((left == NULL) == (right == NULL));
      if (left == NULL)
        continue;
      g_assert_cmpint (left->n_filters, ==, right->n_filters);
      compare_values (left->kernel, right->kernel,
                      (gsize)9 * left->n_inputs * left->n_filters, precision);
      compare_values (left->bias, right->bias, (gsize)left->n_filters, precision);
    }
}

static FvImage *
get_gradient (const FvNetwork *network)
{
  FvObjective objective = { .layer = "block2_conv1", .filter = 1 };
  g_autoptr (FvImage) input = fv_image_new_noise (SIZE, SIZE, 7, -60, 120, NULL);
  FvImage *gradient = fv_image_new (SIZE, SIZE, NULL);
  gdouble loss;

  g_assert_true (
      fv_gradient (network, &objective, input, 1, NULL, gradient, &loss, NULL));
  return gradient;
}

static void
test_precision (gconstpointer data)
{
  FvPrecision precision = GPOINTER_TO_INT (data);

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree gchar *file = convert (test_file (names[i]), precision);
      g_autoptr (FvNetwork) expected = load_all (test_file (names[i]));
      g_autoptr (FvNetwork) network = load_all (file);
      g_autoptr (FvImage) expected_gradient = get_gradient (expected);
      g_autoptr (FvImage) gradient = get_gradient (network);

      compare_networks (expected, network, precision);
      if (precision == FV_PRECISION_SINGLE)
        g_assert_cmpmem (gradient->data, SIZE * SIZE * 3 * sizeof (gfloat),
                         expected_gradient->data, SIZE * SIZE * 3 * sizeof (gfloat));
      g_remove (file);
    }
}

/* What is converted twice is the same file but for the name of its source. */
static void
test_twice (void)
{
  g_autofree gchar *file = convert (test_file ("onnx.onnx"), FV_PRECISION_SINGLE);
  g_autofree gchar *again = convert (file, FV_PRECISION_SINGLE);
  g_autoptr (FvNetwork) expected = load_all (test_file ("onnx.onnx"));
  g_autoptr (FvNetwork) network = load_all (again);

  compare_networks (expected, network, FV_PRECISION_SINGLE);
  g_remove (again);
}

/* A convention that is given by hand counts more than the mean in the file. */
static void
test_convention_by_hand (void)
{
  g_autofree gchar *file = convert (test_file ("onnx.onnx"), FV_PRECISION_SINGLE);
  g_autoptr (FvWeights) weights = fv_weights_open (file, NULL);
  g_autoptr (FvNetwork) network = NULL;
  gfloat mean[3];

  g_assert_cmpint (fv_weights_get_convention (weights, NULL), ==, FV_CONVENTION_KERAS);
  fv_weights_set_convention (weights, FV_CONVENTION_KERAS);
  network = fv_weights_load (weights, "block1_conv1", NULL);
  fv_network_get_mean (network, mean);
  g_assert_cmpmem (mean, sizeof mean, fv_imagenet_mean, sizeof mean);
  g_remove (file);
}

static void
assert_folder_is_empty (void)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  g_assert_null (g_dir_read_name (dir));
}

static void
assert_fails (const gchar *source, const gchar *file, FvPrecision precision, FvError code,
              const gchar *words)
{
  g_autoptr (FvWeights) weights = fv_weights_open (source, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (fv_weights_convert (weights, file, precision, FALSE, &error));
  g_assert_error (error, FV_ERROR, (gint)code);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_failures (void)
{
  g_autofree gchar *file = g_build_filename (folder, "out.safetensors", NULL);
  g_autofree gchar *nowhere = g_build_filename (folder, "nowhere", "out", NULL);
  g_autofree gchar *large = NULL;
  g_autofree gchar *bytes = NULL;
  const gfloat too_large = 65520;
  gsize length;

  assert_fails (test_file ("nan.safetensors"), file, FV_PRECISION_SINGLE,
                FV_ERROR_WEIGHTS, "not finite");
  assert_fails (test_file ("f32.safetensors"), nowhere, FV_PRECISION_SINGLE,
                FV_ERROR_FILE, "cannot be written");
  assert_folder_is_empty ();

  g_assert_true (
      g_file_get_contents (test_file ("f32.safetensors"), &bytes, &length, NULL));
  memcpy (bytes + length - sizeof too_large, &too_large, sizeof too_large);
  large = test_write ("large.safetensors", bytes, length);
  assert_fails (large, file, FV_PRECISION_HALF, FV_ERROR_WEIGHTS, "--dtype f32");
  assert_folder_is_empty ();
  g_remove (large);

  g_assert_cmpint (g_mkdir (file, 0755), ==, 0);
  assert_fails (test_file ("f32.safetensors"), file, FV_PRECISION_SINGLE, FV_ERROR_FILE,
                "cannot be written");
  g_assert_cmpint (g_rmdir (file), ==, 0);
  assert_folder_is_empty ();
}

/* Metadata of a converted file, and what else may stand there. */
static void
test_metadata (void)
{
  static const struct
  {
    const gchar *metadata;
    gboolean is_good;
    gfloat first;
  } cases[] = {
    { "{\"format\":\"featvis\",\"mean\":\"1.5 2 3e1\"}", TRUE, 1.5f },
    { "{\"format\":\"pt\",\"mean\":\"soup\"}", TRUE, 103.939f },
    { "{\"format\":7,\"mean\":[]}", TRUE, 103.939f },
    { "{\"format\":\"featvis\",\"mean\":[]}", TRUE, 103.939f },
    { "{}", TRUE, 103.939f },
    { "{\"format\":\"featvis\",\"mean\":\"1 2\"}", FALSE, 0 },
    { "{\"format\":\"featvis\",\"mean\":\"1 2 3 4\"}", FALSE, 0 },
    { "{\"format\":\"featvis\",\"mean\":\"1 2 nan\"}", FALSE, 0 },
    { "{\"format\":\"featvis\",\"mean\":\"1 2 256\"}", FALSE, 0 },
    { "{\"format\":\"featvis\",\"mean\":\"\"}", FALSE, 0 },
    { "7", FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree gchar *header = g_strdup_printf (
          "{\"__metadata__\":%s,\"block1_conv1/kernel\":{\"dtype\":\"F32\",\"shape\":"
          "[3,3,3,2],\"data_offsets\":[0,216]},\"block1_conv1/bias\":{\"dtype\":\"F32\","
          "\"shape\":[2],\"data_offsets\":[216,224]}}",
          cases[i].metadata);
      g_autofree gchar *file = test_write_safetensors (header, 224);

      if (cases[i].is_good)
        {
          g_autoptr (FvNetwork) network = test_load (file, "block1_conv1");
          gfloat mean[3];

          fv_network_get_mean (network, mean);
          g_assert_cmpfloat (mean[0], ==, cases[i].first);
        }
      else
        test_assert_open_fails (file, FV_ERROR_WEIGHTS, "damaged");
      g_remove (file);
    }
}

/* Details ---------------------------------------------------------------------- */

/* As PyTorch prints the first filter of torchvision's VGG16. */
static const gfloat torchvision[27] = { -0.5537f, 0.1427f,  0.5290f,  -0.5831f, 0.3566f,
                                        0.7657f,  -0.6902f, -0.0480f, 0.4841f,  0.1755f,
                                        0.0099f,  -0.0814f, 0.0441f,  -0.0703f, -0.2604f,
                                        0.1324f,  -0.1728f, -0.1323f, 0.3130f,  -0.1659f,
                                        -0.4275f, 0.4752f,  -0.0827f, -0.4870f, 0.6320f,
                                        0.0193f,  -0.2775f };

/* A network of that one filter, or of another. */
static gchar *
write_torchvision (gboolean is_changed)
{
  const gchar *header =
      "{\"features.0.weight\":{\"dtype\":\"F32\",\"shape\":[1,3,3,3],\"data_offsets\":"
      "[0,108]},\"features.0.bias\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":"
      "[108,112]}}";
  g_autofree gchar *empty = test_write_safetensors (header, 112);
  g_autofree gchar *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (empty, &bytes, &length, NULL));
  memcpy (bytes + length - 112, torchvision, sizeof torchvision);
  if (is_changed)
    memset (bytes + length - 112, 0, sizeof torchvision / 2);
  g_remove (empty);
  return test_write ("torchvision.safetensors", bytes, length);
}

static void
test_training (void)
{
  for (gint is_changed = 0; is_changed < 2; is_changed++)
    {
      g_autofree gchar *file = write_torchvision (is_changed);
      g_autofree gchar *converted = convert (file, FV_PRECISION_HALF);
      const gchar *const files[] = { file, converted };

      for (gint i = 0; i < 2; i++)
        {
          g_autoptr (FvWeights) weights = fv_weights_open (files[i], NULL);
          FvWeightsDetails details;

          g_assert_true (fv_weights_examine (weights, &details, NULL));
          g_assert_cmpstr (details.training, ==, is_changed ? NULL : "torchvision");
          fv_weights_details_clear (&details);
          g_remove (files[i]);
        }
    }
}

static void
test_details (void)
{
  const gchar *file = test_file ("onnx-half.onnx");
  g_autoptr (FvWeights) weights = fv_weights_open (file, NULL);
  g_autofree gchar *bytes = NULL;
  g_autofree gchar *checksum = NULL;
  FvWeightsDetails details;
  gsize length;

  g_assert_true (g_file_get_contents (file, &bytes, &length, NULL));
  checksum = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (guint8 *)bytes, length);
  g_assert_true (fv_weights_examine (weights, &details, NULL));
  g_assert_cmpstr (details.sha256, ==, checksum);
  g_assert_cmpstr (details.type, ==, "float16");
  g_assert_cmpint (details.convention, ==, FV_CONVENTION_TORCHVISION);
  g_assert_cmpfloat (details.mean[2], ==, (gfloat)(255 * 0.485));
  g_assert_null (details.training);
  g_assert_null (details.release);
  fv_weights_details_clear (&details);
}

static void
test_releases (void)
{
  const gchar *keras = "6d6bbae143d832006294945121d1f1fc";
  const gchar *jcjohnson =
      "00b39a1b00000000000000000000000000000000000000000000000000000000";
  const FvRelease *release = fv_release_find (58889256, G_CHECKSUM_MD5, keras);

  g_assert_cmpstr (release->training, ==, "Oxford");
  g_assert_nonnull (strstr (release->name, "kernels_notop.h5"));
  g_assert_null (fv_release_find (58889257, G_CHECKSUM_MD5, keras));
  g_assert_null (fv_release_find (58889256, G_CHECKSUM_SHA256, keras));
  release = fv_release_find (12345, G_CHECKSUM_SHA256, jcjohnson);
  g_assert_nonnull (strstr (release->name, "jcjohnson"));
  g_assert_null (fv_release_find (12345, G_CHECKSUM_SHA256, jcjohnson + 1));
}

/* Half precision ----------------------------------------------------------------- */

static gfloat
decode_half (guint16 half)
{
  const guint8 bytes[] = { half & 0xff, half >> 8 };
  gfloat value;

  fv_values_decode (FV_TYPE_FLOAT16, bytes, 1, &value);
  return value;
}

/* Each half is its own nearest; what is between two goes to the nearer, or the even. */
static void
test_halves (void)
{
  for (guint half = 0; half < 0x7c00; half++)
    {
      gfloat value = decode_half ((guint16)half);
      gfloat next = half < 0x7bff ? decode_half ((guint16)(half + 1)) : 65536;
      gfloat middle = (value + next) / 2;

      g_assert_cmpint (fv_values_encode_half (value), ==, half);
      g_assert_cmpint (fv_values_encode_half (-value), ==, half | 0x8000);
      g_assert_cmpint (fv_values_encode_half (middle), ==, half + half % 2);
      g_assert_cmpint (fv_values_encode_half (nextafterf (middle, 0)), ==, half);
      g_assert_cmpint (fv_values_encode_half (nextafterf (middle, 1e9f)), ==, half + 1);
    }
  g_assert_cmpint (fv_values_encode_half (1e9f), ==, 0x7c00);
  g_assert_cmpint (fv_values_encode_half (1e-30f), ==, 0);
}

int
main (int argc, char **argv)
{
  g_autofree gchar *made = g_dir_make_tmp ("featvis-convert-XXXXXX", NULL);
  gint result;

  folder = made;
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/weights/convert/single", GINT_TO_POINTER (FV_PRECISION_SINGLE),
                        test_precision);
  g_test_add_data_func ("/weights/convert/half", GINT_TO_POINTER (FV_PRECISION_HALF),
                        test_precision);
  g_test_add_func ("/weights/convert/twice", test_twice);
  g_test_add_func ("/weights/convert/convention-by-hand", test_convention_by_hand);
  g_test_add_func ("/weights/convert/failures", test_failures);
  g_test_add_func ("/weights/convert/metadata", test_metadata);
  g_test_add_func ("/weights/details/training", test_training);
  g_test_add_func ("/weights/details/all", test_details);
  g_test_add_func ("/weights/details/releases", test_releases);
  g_test_add_func ("/weights/halves", test_halves);
  result = g_test_run ();
  g_rmdir (folder);
  return result;
}
