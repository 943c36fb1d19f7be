/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever the file's format and the input it was trained on, the same weights give
 * the same gradient. */

#include "../../core/helpers.h"
#include "../common.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#define SIZE 24

/* Files of one network in one convention: the gradients must be equal to the bit. */
static const gchar *const torchvision_files[] = { "torchvision.safetensors",
                                                  "torchvision-f16.safetensors",
                                                  "pytorch-zip.pth",
                                                  "pytorch-old.pth",
                                                  "pytorch-checkpoint.pth",
                                                  "pytorch-channels-last.pth",
                                                  "pytorch-shared-old.pth",
                                                  "pytorch-python-2.pth",
                                                  "onnx.onnx",
                                                  NULL };
static const gchar *const keras_files[] = {
  "f32.safetensors",    "keras-2016.h5",       "keras-2.h5",
  "keras-3.weights.h5", "numpy-keras.npz",     "pytorch-caffe-names.pth",
  "caffe.caffemodel",   "caffe-v1.caffemodel", NULL
};
static const gchar *const frossard_files[] = { "numpy.npz",
                                               "numpy-compressed.npz",
                                               "numpy-fortran.npz",
                                               "numpy-half.npz",
                                               "numpy-double.npz",
                                               "numpy-big-endian.npz",
                                               NULL };

static FvImage *
compute_gradient (const FvNetwork *network)
{
  FvObjective objective = { "block2_conv1", 1 };
  g_autoptr (FvImage) input = fv_image_new_noise (SIZE, SIZE, 3, -100, 200, NULL);
  FvImage *gradient = fv_image_new (SIZE, SIZE, NULL);
  gdouble loss;

  g_assert_true (
      fv_gradient (network, &objective, input, 1, NULL, gradient, &loss, NULL));
  return gradient;
}

static FvImage *
compute_file_gradient (const gchar *name, FvConvention convention)
{
  g_autoptr (FvWeights) weights = fv_weights_open (test_file (name), NULL);
  g_autoptr (FvNetwork) network = NULL;

  g_assert_nonnull (weights);
  fv_weights_set_convention (weights, convention);
  network = fv_weights_load (weights, "block2_conv1", NULL);
  g_assert_nonnull (network);
  return compute_gradient (network);
}

static gdouble
compare (const FvImage *a, const FvImage *b)
{
  gdouble difference = 0, norm = 0;

  for (gsize i = 0; i < fv_image_get_n_values (a); i++)
    {
      difference += pow ((gdouble)a->data[i] - b->data[i], 2);
      norm += pow (b->data[i], 2);
    }
  g_assert_cmpfloat (norm, >, 0);
  return sqrt (difference / norm);
}

static void
test_formats (gconstpointer data)
{
  const gchar *const *files = data;
  g_autoptr (FvImage) first = compute_file_gradient (files[0], FV_CONVENTION_UNKNOWN);

  for (gint i = 1; files[i] != NULL; i++)
    {
      g_autoptr (FvImage) other = compute_file_gradient (files[i], FV_CONVENTION_UNKNOWN);

      g_test_message ("%s", files[i]);
      g_assert_cmpmem (first->data, fv_image_get_n_values (first) * sizeof (gfloat),
                       other->data, fv_image_get_n_values (other) * sizeof (gfloat));
    }
}

/* Files of one network in different conventions. */
static void
test_same_network (void)
{
  g_autoptr (FvImage) keras =
      compute_file_gradient ("f32.safetensors", FV_CONVENTION_UNKNOWN);
  g_autoptr (FvImage) torchvision =
      compute_file_gradient ("same-torchvision.pth", FV_CONVENTION_UNKNOWN);
  g_autoptr (FvImage) frossard =
      compute_file_gradient ("same-frossard.npz", FV_CONVENTION_UNKNOWN);
  g_autoptr (FvImage) by_hand = compute_file_gradient ("numpy.npz", FV_CONVENTION_KERAS);
  g_autoptr (FvImage) not_by_hand =
      compute_file_gradient ("numpy.npz", FV_CONVENTION_UNKNOWN);

  g_assert_cmpfloat (compare (torchvision, keras), <, 1e-6);
  g_assert_cmpfloat (compare (frossard, keras), ==, 0);
  g_assert_cmpfloat (compare (by_hand, keras), ==, 0);
  g_assert_cmpfloat (compare (not_by_hand, keras), >, 0.1);
}

static void
test_by_hand (void)
{
  static const gfloat means[][3] = {
    [FV_CONVENTION_KERAS] = { 103.939f, 116.779f, 123.68f },
    [FV_CONVENTION_TORCHVISION] = { 103.53f, 116.28f, 123.675f },
    [FV_CONVENTION_FROSSARD] = { 103.939f, 116.779f, 123.68f },
    [FV_CONVENTION_AMDEGROOT] = { 103.9992f, 116.9991f, 122.99925f },
  };
  g_autoptr (FvWeights) weights = fv_weights_open (test_file ("numpy.npz"), NULL);

  for (FvConvention i = FV_CONVENTION_KERAS; i <= FV_CONVENTION_AMDEGROOT; i++)
    {
      g_autoptr (FvNetwork) network = NULL;
      gfloat mean[3];

      fv_weights_set_convention (weights, i);
      g_assert_cmpint (fv_weights_get_convention (weights, NULL), ==, i);
      network = fv_weights_load (weights, "block1_conv1", NULL);
      fv_network_get_mean (network, mean);
      for (gint k = 0; k < 3; k++)
        g_assert_cmpfloat_with_epsilon (mean[k], means[i][k], 1e-4);
    }
}

static void
test_names (void)
{
  g_autoptr (GError) error = NULL;

  for (FvConvention i = FV_CONVENTION_KERAS; i <= FV_CONVENTION_AMDEGROOT; i++)
    {
      g_assert_cmpint (fv_convention_find (fv_convention_get_name (i), NULL), ==, i);
      g_assert_cmpint (strlen (fv_convention_get_blurb (i)), >, 10);
    }
  g_assert_cmpint (fv_convention_find ("rgb", &error), ==, FV_CONVENTION_UNKNOWN);
  g_assert_error (error, FV_ERROR, FV_ERROR_SETTING);
  g_assert_nonnull (strstr (error->message, "keras, torchvision, frossard, amdegroot"));
}

static void
test_usual (void)
{
  static const struct
  {
    const gchar *file;
    FvConvention convention;
  } files[] = { { "f32.safetensors", FV_CONVENTION_KERAS },
                { "keras-2.h5", FV_CONVENTION_KERAS },
                { "torchvision.safetensors", FV_CONVENTION_TORCHVISION },
                { "pytorch-old.pth", FV_CONVENTION_TORCHVISION },
                { "numpy.npz", FV_CONVENTION_FROSSARD },
                { "sample", FV_CONVENTION_KERAS } };

  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    {
      const gchar *file =
          strcmp (files[i].file, "sample") == 0 ? "sample" : test_file (files[i].file);
      g_autoptr (FvWeights) weights = fv_weights_open (file, NULL);

      g_assert_cmpint (fv_weights_get_convention (weights, NULL), ==,
                       files[i].convention);
    }
}

static void
test_unreadable (void)
{
  g_autoptr (FvWeights) weights = fv_weights_open (test_file ("nan.h5"), NULL);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (fv_weights_get_convention (weights, &error), ==,
                   FV_CONVENTION_UNKNOWN);
  g_assert_error (error, FV_ERROR, FV_ERROR_WEIGHTS);
}

/* Writes a first layer as another kind of file would have it.
 *
 * Returns: (transfer full): the file */
static gchar *
write_first_layer (const FvConvolution *convolution, gboolean is_rgb,
                   gboolean is_torchvision)
{
  gint n_filters = convolution->n_filters;
  gsize length;
  g_autofree gfloat *kernel = g_new (gfloat, 27 * n_filters);
  g_autofree gchar *header = NULL, *bytes = NULL;
  gchar *file;

  for (gint tap = 0; tap < 9; tap++)
    for (gint channel = 0; channel < 3; channel++)
      for (gint filter = 0; filter < n_filters; filter++)
        {
          gint from = (tap * 3 + (is_rgb ? 2 - channel : channel)) * n_filters + filter;

          kernel[is_torchvision ? (filter * 3 + channel) * 9 + tap
                                : (tap * 3 + channel) * n_filters + filter] =
              convolution->kernel[from];
        }
  header = g_strdup_printf (
      "{\"%s\":{\"dtype\":\"F32\",\"shape\":%s,\"data_offsets\":[0,%d]},"
      "\"%s\":{\"dtype\":\"F32\",\"shape\":[%d],\"data_offsets\":[%d,%d]}}",
      is_torchvision ? "features.0.weight" : "conv1_1_W",
      is_torchvision ? "[64,3,3,3]" : "[3,3,3,64]", 27 * n_filters * 4,
      is_torchvision ? "features.0.bias" : "conv1_1_b", n_filters, 27 * n_filters * 4,
      28 * n_filters * 4);
  file = test_write_safetensors (header, (gsize)28 * n_filters * 4);
  g_assert_true (g_file_get_contents (file, &bytes, &length, NULL));
  memcpy (bytes + 8 + strlen (header), kernel, (gsize)27 * n_filters * 4);
  g_assert_true (g_file_set_contents (file, bytes, (gssize)length, NULL));
  return file;
}

/* Oxford's weights are known by themselves, with VGG19's too. */
static void
test_oxford (gconstpointer data)
{
  g_autofree gchar *real = find_test_data (data);
  g_autoptr (FvNetwork) network = NULL;

  if (real == NULL)
    return;
  network = test_load (real, "block1_conv1");
  for (gint i = 0; i < 4; i++)
    {
      gboolean is_rgb = i % 2 == 1, is_torchvision = i / 2 == 1;
      g_autofree gchar *file = write_first_layer (fv_network_get_convolution (network, 0),
                                                  is_rgb, is_torchvision);
      g_autoptr (FvWeights) weights = fv_weights_open (file, NULL);
      g_autoptr (FvNetwork) other = fv_weights_load (weights, "block1_conv1", NULL);
      FvConvention rgb =
          is_torchvision ? FV_CONVENTION_AMDEGROOT : FV_CONVENTION_FROSSARD;

      g_assert_cmpint (fv_weights_get_convention (weights, NULL), ==,
                       is_rgb ? rgb : FV_CONVENTION_KERAS);
      g_assert_cmpmem (fv_network_get_convolution (network, 0)->kernel, 27 * 64 * 4,
                       fv_network_get_convolution (other, 0)->kernel, 27 * 64 * 4);
      g_remove (file);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/weights/conventions/torchvision", torchvision_files,
                        test_formats);
  g_test_add_data_func ("/weights/conventions/keras", keras_files, test_formats);
  g_test_add_data_func ("/weights/conventions/frossard", frossard_files, test_formats);
  g_test_add_func ("/weights/conventions/same-network", test_same_network);
  g_test_add_func ("/weights/conventions/by-hand", test_by_hand);
  g_test_add_func ("/weights/conventions/names", test_names);
  g_test_add_func ("/weights/conventions/usual", test_usual);
  g_test_add_func ("/weights/conventions/unreadable", test_unreadable);
  g_test_add_data_func ("/weights/conventions/oxford-16",
                        "vgg16-imagenet-partial.safetensors", test_oxford);
  g_test_add_data_func ("/weights/conventions/oxford-19",
                        "vgg19-imagenet-partial.safetensors", test_oxford);
  return g_test_run ();
}
