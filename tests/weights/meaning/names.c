/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whatever wraps a network, its tensors are found by their names, in every format; what
 * is another network is told by what is in the file. */

#include "../../core/helpers.h"
#include "../common.h"

#include <glib/gstdio.h>
#include <string.h>

/* A network of a stored file under other names */
typedef struct
{
  const gchar *file;
  const gchar *old_name; /* a regular expression */
  const gchar *new_name;
  gint n_layers;
  const gchar *last;
  gboolean is_torchvision;
} Renamed;

#define KERAS(pattern, name)                                                             \
  {                                                                                      \
    "f32.safetensors", pattern, name, 5, "block3_conv1", FALSE                           \
  }
#define TORCHVISION(pattern, name)                                                       \
  {                                                                                      \
    "torchvision.safetensors", pattern, name, 13, "block5_conv3", TRUE                   \
  }

static const Renamed renamed[] = {
  TORCHVISION ("\"features", "\"module.features"),
  TORCHVISION ("\"features", "\"model.features"),
  TORCHVISION ("\"features", "\"_orig_mod.module.vgg.features"),
  TORCHVISION ("\"features", "\"backbone.0.features"),
  TORCHVISION ("\"features", "\"features.features"),
  TORCHVISION ("\"features", "\"encoder/features"),
  KERAS ("\"block", "\"vgg16/block"),
  KERAS ("/(kernel|bias)\"", "/\\1:0\""),
  KERAS ("\"block", "\"model.layers.block"),
};

static void
load_and_check (const gchar *file, gint n_layers, const gchar *last,
                gboolean is_torchvision)
{
  g_autoptr (FvNetwork) network = test_load (file, last);

  test_check_network (network, n_layers, is_torchvision);
}

/* Returns: (transfer full): a copy of a safetensors file with other names */
static gchar *
rename_tensors (const gchar *file, const gchar *old_name, const gchar *new_name)
{
  g_autoptr (GRegex) regex = g_regex_new (old_name, 0, 0, NULL);
  g_autofree gchar *bytes = NULL, *header = NULL, *new_header = NULL;
  g_autoptr (GByteArray) copy = g_byte_array_new ();
  guint64 length, new_length;
  gsize n_bytes;

  g_assert_true (g_file_get_contents (test_file (file), &bytes, &n_bytes, NULL));
  memcpy (&length, bytes, sizeof length);
  length = GUINT64_FROM_LE (length);
  header = g_strndup (bytes + 8, length);
  new_header = g_regex_replace (regex, header, -1, 0, new_name, 0, NULL);
  g_assert_cmpstr (header, !=, new_header);
  new_length = GUINT64_TO_LE (strlen (new_header));
  g_byte_array_append (copy, (const guint8 *)&new_length, sizeof new_length);
  g_byte_array_append (copy, (const guint8 *)new_header, (guint)strlen (new_header));
  g_byte_array_append (copy, (const guint8 *)bytes + 8 + length,
                       (guint)(n_bytes - 8 - length));
  return test_write ("renamed.safetensors", copy->data, copy->len);
}

static void
test_renamed (gconstpointer data)
{
  const Renamed *given = data;
  g_autofree gchar *file = rename_tensors (given->file, given->old_name, given->new_name);

  load_and_check (file, given->n_layers, given->last, given->is_torchvision);
  g_remove (file);
}

/* Written by PyTorch and NumPy themselves */
static void
test_wrapped (void)
{
  static const gchar *const names[] = { "wrapped-model-state.pth",
                                        "wrapped-unknown-keys.pth" };
  g_autoptr (GError) error = NULL;
  g_autoptr (FvWeights) slim = fv_weights_open (test_file ("wrapped-slim.npz"), &error);
  gint n_layers;

  load_and_check (test_file ("wrapped-lightning.ckpt"), 13, "block5_conv3", TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    load_and_check (test_file (names[i]), 3, "block2_conv1", TRUE);
  g_assert_no_error (error);
  fv_weights_get_layers (slim, &n_layers);
  g_assert_cmpint (n_layers, ==, 4); /* with a pooling */
  g_assert_cmpint (fv_weights_get_convention (slim, &error), ==, FV_CONVENTION_FROSSARD);
}

static void
assert_has_two_blocks (const gchar *file)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvWeights) weights = fv_weights_open (file, &error);
  gint n_layers;

  g_assert_no_error (error);
  g_assert_cmpstr (fv_weights_get_network (weights), ==, "VGG16");
  g_assert_cmpstr (fv_weights_get_layers (weights, &n_layers)[5].name, ==, "block2_pool");
  g_assert_cmpint (n_layers, ==, 6);
}

/* The numbers of torchvision's features, in one Sequential or several */
static void
test_numbers (void)
{
  assert_has_two_blocks (test_file ("wrapped-bare.pth"));
  assert_has_two_blocks (test_file ("wrapped-slices.pth"));
}

/* A small network may have the same numbers; its shapes are not VGG's. */
static void
test_small_network (void)
{
  const gchar *const header =
      "{\"0.weight\":{\"dtype\":\"F32\",\"shape\":[8,3,3,3],\"data_offsets\":[0,864]},"
      "\"0.bias\":{\"dtype\":\"F32\",\"shape\":[8],\"data_offsets\":[864,896]}}";
  g_autofree gchar *file = test_write_safetensors (header, 896);

  test_assert_open_fails (
      file, FV_ERROR_WEIGHTS,
      "(safetensors) holds another network, of 1 convolution: “0.weight” has the shape "
      "8 × 3 × 3 × 3.");
  g_remove (file);
}

static void
test_refused (void)
{
  test_assert_open_fails (test_file ("wrapped-twice.pth"), FV_ERROR_WEIGHTS,
                          "“encoder.features.0.weight” and “teacher.features.0.weight”");
  test_assert_open_fails (test_file ("wrapped-normalised.pth"), FV_ERROR_WEIGHTS,
                          "a VGG with batch normalisation (“module.features.1.");
  test_assert_open_fails (test_file ("wrapped-normalised-caffe.pth"), FV_ERROR_WEIGHTS,
                          "a VGG with batch normalisation (“bn1_1.");
  test_assert_open_fails (test_file ("caffe-normalised.caffemodel"), FV_ERROR_WEIGHTS,
                          "layer “conv1_2” cannot have");
  test_assert_open_fails (test_file ("onnx-foreign.onnx"), FV_ERROR_WEIGHTS,
                          "layer “out” takes 2 values");
}

static void
assert_same_layer (const FvNetwork *network, const FvNetwork *expected, gint node)
{
  const FvConvolution *layer = fv_network_get_convolution (network, node);
  const FvConvolution *other = fv_network_get_convolution (expected, node);
  gsize n_values = (gsize)9 * other->n_inputs * other->n_filters;

  g_assert_cmpmem (layer->kernel, n_values * sizeof (gfloat), other->kernel,
                   n_values * sizeof (gfloat));
  g_assert_cmpmem (layer->bias, (gsize)layer->n_filters * sizeof (gfloat), other->bias,
                   (gsize)other->n_filters * sizeof (gfloat));
}

/* Real weights in the clothes of PyTorch Lightning */
static void
test_lightning (void)
{
  g_autofree gchar *file = find_test_data ("../cases/lightning.ckpt");
  g_autofree gchar *original = find_test_data ("vgg16-imagenet-partial.safetensors");
  g_autoptr (FvNetwork) network = NULL;
  g_autoptr (FvNetwork) expected = NULL;

  if (file == NULL || original == NULL)
    return;
  network = test_load (file, "block2_conv2");
  expected = test_load (original, "block2_conv2");
  for (gint node = 0; node <= 7; node++)
    if (fv_network_get_convolution (expected, node) != NULL)
      assert_same_layer (network, expected, node);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (renamed); i++)
    {
      g_autofree gchar *path = g_strdup_printf ("/weights/names/renamed/%d", (gint)i);

      g_test_add_data_func (path, &renamed[i], test_renamed);
    }
  g_test_add_func ("/weights/names/wrapped", test_wrapped);
  g_test_add_func ("/weights/names/numbers", test_numbers);
  g_test_add_func ("/weights/names/small-network", test_small_network);
  g_test_add_func ("/weights/names/refused", test_refused);
  g_test_add_func ("/weights/names/lightning", test_lightning);
  return g_test_run ();
}
