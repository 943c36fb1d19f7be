/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files that are cut, damaged, hostile or something else: each is refused with a
 * sentence, or serves for what is whole in it. */

#include "../common.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#define KERNEL                                                                           \
  "\"block1_conv1/"                                                                      \
  "kernel\":{\"dtype\":\"F32\",\"shape\":[3,3,3,2],\"data_offsets\":[0,216]}"
#define BIAS                                                                             \
  "\"block1_conv1/bias\":{\"dtype\":\"F32\",\"shape\":[2],\"data_offsets\":[216,224]}"

/* Refused when they are opened. */
static const TestRefused opened[] = {
  { "theano.h5", FV_ERROR_WEIGHTS, "Theano" },
  { "hdf5-unlimited.h5", FV_ERROR_WEIGHTS, "block1_conv1/kernel" },
  { "hdf5-crash.h5", FV_ERROR_WEIGHTS, "hdf5-crash.h5" }, /* it did crash the library */
  { "keras-2-normalised.h5", FV_ERROR_WEIGHTS, "another network" },
  { "keras-2-four.h5", FV_ERROR_WEIGHTS, "another network" },
  { "keras-other.keras", FV_ERROR_WEIGHTS, "another network" },
  { "huge.h5", FV_ERROR_WEIGHTS, "block1_conv1 has the wrong shape" },
  { "no-bias.safetensors", FV_ERROR_WEIGHTS, "no bias for layer block1_conv1" },
  { "no-first-layer.safetensors", FV_ERROR_WEIGHTS, "lacks block1_conv1" },
  { "torchvision-bn.safetensors", FV_ERROR_WEIGHTS, "another network" },
  { "wrong-size.safetensors", FV_ERROR_WEIGHTS,
    "“block1_conv2/kernel” is 5 × 5 × 2 × 3" },
  { "wrong-inputs.safetensors", FV_ERROR_WEIGHTS,
    "“block1_conv2/kernel” is 3 × 3 × 7 × 3" },
  { "wrong-bias.safetensors", FV_ERROR_WEIGHTS, "“block1_conv2/bias” is 4" },
  { "untrained.txt", FV_ERROR_WEIGHTS, "not a weights file of a known kind" },
  { "no-such-file", FV_ERROR_FILE, "cannot be read" },
  { "", FV_ERROR_FILE, "is a folder" },
};

/* Refused when block1_conv1 is loaded. */
static const TestRefused loaded[] = {
  { "compressed.h5", FV_ERROR_WEIGHTS, "h5repack" },
  { "external.h5", FV_ERROR_WEIGHTS, "lies in another file" },
  { "virtual.h5", FV_ERROR_WEIGHTS, "lies in another file" },
  { "unstored.h5", FV_ERROR_WEIGHTS, "damaged" },
  { "integers.h5", FV_ERROR_WEIGHTS, "not supported" },
  { "hdf5-odd-type.h5", FV_ERROR_WEIGHTS, "not supported" },
  { "nan.h5", FV_ERROR_WEIGHTS, "not finite" },
  { "overflow.h5", FV_ERROR_WEIGHTS, "not finite" },
};

/* What is not needed may be damaged. */
static void
test_not_finite (void)
{
  const gchar *const names[] = { "nan.safetensors", "infinity.safetensors" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (FvNetwork) network = test_load (test_file (names[i]), "block1_conv1");

      test_check_network (network, 1, FALSE);
      test_assert_load_fails (test_file (names[i]), "block2_conv1", FV_ERROR_WEIGHTS,
                              "“block1_conv2/bias” holds values that are not finite");
    }
}

/* Links out of the file are not followed, nor does a link's name lead through one. */
static void
test_links (void)
{
  test_assert_load_fails (test_file ("links.h5"), "block1_conv2", FV_ERROR_LAYER,
                          "does not hold layer block1_conv2");
  test_assert_load_fails (test_file ("hdf5-slash.h5"), "block1_conv2", FV_ERROR_LAYER,
                          "does not hold layer block1_conv2");
}

static void
test_theano_by_name (void)
{
  g_autofree gchar *bytes = NULL;
  g_autofree gchar *file = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (test_file ("keras-2.h5"), &bytes, &length, NULL));
  file = test_write ("vgg16_weights_tf_dim_ordering_th_kernels.h5", bytes, length);
  test_assert_open_fails (file, FV_ERROR_WEIGHTS, "Theano");
  g_remove (file);
}

static void
assert_foreign (const void *bytes, gsize n_bytes, const gchar *words)
{
  g_autofree gchar *file = test_write ("foreign", bytes, n_bytes);

  test_assert_open_fails (file, FV_ERROR_WEIGHTS, words);
  g_remove (file);
}

static void
test_unreadable (void)
{
  g_autofree gchar *file = test_write ("unreadable", "x", 1);

  g_assert_cmpint (g_chmod (file, 0), ==, 0);
  if (g_access (file, R_OK) == 0)
    g_test_skip ("this user may read every file");
  else
    test_assert_open_fails (file, FV_ERROR_FILE, "cannot be read");
  g_remove (file);
}

/* Opens and loads what can be; a crash is the only failure. Returns whether it could
 * be opened. */
static gboolean
try_file (const gchar *file, const gchar *layer, gboolean *is_loaded)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvWeights) weights = fv_weights_open (file, &error);
  g_autoptr (FvNetwork) network = NULL;

  *is_loaded = FALSE;
  if (weights == NULL)
    {
      g_assert_nonnull (error);
      return FALSE;
    }
  network = fv_weights_load (weights, layer, &error);
  g_assert_true ((network == NULL) == (error != NULL));
  *is_loaded = network != NULL;
  return TRUE;
}

/* Cut at each byte of the header and in the data. */
static void
test_truncated_safetensors (void)
{
  g_autofree gchar *bytes = NULL;
  guint64 header_end, second_layer_end;
  gboolean is_loaded;
  gsize length;

  g_assert_true (
      g_file_get_contents (test_file ("f32.safetensors"), &bytes, &length, NULL));
  memcpy (&header_end, bytes, sizeof header_end);
  header_end = GUINT64_FROM_LE (header_end) + sizeof header_end;
  second_layer_end = header_end + 4 * (54 + 2 + 54 + 3);
  for (gsize n = 0; n < length; n += n < header_end ? 1 : 13)
    {
      g_autofree gchar *file = test_write ("truncated.safetensors", bytes, n);

      g_assert_true (try_file (file, "block1_conv2", &is_loaded) == (n >= header_end));
      g_assert_true (is_loaded == (n >= second_layer_end));
      if (n >= header_end)
        test_assert_load_fails (file, "block3_conv1", FV_ERROR_WEIGHTS, "truncated");
      g_remove (file);
    }
}

static void
test_truncated_keras (void)
{
  g_autofree gchar *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (test_file ("keras-2.h5"), &bytes, &length, NULL));
  for (gsize n = 8; n < length; n += 211)
    {
      g_autofree gchar *file = test_write ("truncated.h5", bytes, n);
      g_autoptr (GError) error = NULL;
      g_autoptr (FvWeights) weights = fv_weights_open (file, &error);
      g_autoptr (FvNetwork) network =
          weights ? fv_weights_load (weights, "block3_conv1", &error) : NULL;

      if (network != NULL)
        test_check_network (network, 5, FALSE);
      else
        g_assert_true (error->domain == FV_ERROR);
      g_assert_true (weights != NULL || strstr (error->message, "truncated") != NULL ||
                     strstr (error->message, "lacks") != NULL);
      g_remove (file);
    }
}

static void
test_flipped_safetensors (void)
{
  g_autofree gchar *bytes = NULL;
  gboolean is_loaded;
  gsize length;

  g_assert_true (g_file_get_contents (test_file ("torchvision-partial.safetensors"),
                                      &bytes, &length, NULL));
  for (gsize i = 0; i < 600; i++)
    {
      g_autofree gchar *file = NULL;

      bytes[i] ^= (gchar)(1 << i % 8);
      file = test_write ("flipped.safetensors", bytes, length);
      try_file (file, "block2_conv1", &is_loaded);
      bytes[i] ^= (gchar)(1 << i % 8);
      g_remove (file);
    }
}

/* Headers that must be refused. */
static const gchar *const bad_headers[] = {
  "{",
  "{}",
  "{]",
  "{\"a\"}",
  "{\"a\":1}",
  "{\"a\":null}",
  "{\"a\":{}}",
  "{/* \" */\"a\":[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]],\"b\":\"\"}",
  "{\"block1_conv1/kernel\":[]}",
  "{\"block1_conv1/kernel\":{\"dtype\":7,\"shape\":[3],\"data_offsets\":[0,4]}}",
  "{\"block1_conv1/kernel\":{\"dtype\":\"F32\",\"shape\":{},\"data_offsets\":[0,4]}}",
  "{\"block1_conv1/"
  "kernel\":{\"dtype\":\"F32\",\"shape\":[3,\"3\"],\"data_offsets\":[0,4]}}",
  "{\"block1_conv1/"
  "kernel\":{\"dtype\":\"F32\",\"shape\":[3,3.5],\"data_offsets\":[0,4]}}",
  "{\"block1_conv1/kernel\":{\"dtype\":\"F32\",\"shape\":[-3],\"data_offsets\":[0,4]}}",
  "{\"block1_conv1/kernel\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0]}}",
  "{\"block1_conv1/kernel\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[-4,8]}}",
  "{\"block1_conv1/kernel\":{\"dtype\":\"F32\",\"shape\":[3],"
  "\"data_offsets\":[9223372036854775800,9223372036854775807]}}",
  "{\"block1_conv1/"
  "kernel\":{\"dtype\":\"AnUnheardOfTypeWithAVeryLongName\",\"shape\":[3],"
  "\"data_offsets\":[0,4]}}",
  "{\"block1_conv1/"
  "kernel\":{\"dtype\":\"F32\",\"shape\":[3,3,3,2,1],\"data_offsets\":[0,216]}}",
  "{\"a\xff\":{\"dtype\":\"F32\",\"shape\":[3],\"data_offsets\":[0,12]}}",
  "{" BIAS "}",
  "{" KERNEL "}",
  "{\"block1_conv1/kernel\":{\"dtype\":\"F32\",\"shape\":[3,3,3,4611686018427387904],"
  "\"data_offsets\":[0,216]}," BIAS "}",
};

static void
test_bad_headers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_headers); i++)
    {
      g_autofree gchar *file = test_write_safetensors (bad_headers[i], 224);

      test_assert_open_fails (file, FV_ERROR_WEIGHTS, "“");
      g_remove (file);
    }
}

/* Tensors that must be refused when they are needed: their place is a lie. */
static const gchar *const bad_places[] = {
  "{\"block1_conv1/"
  "kernel\":{\"dtype\":\"F32\",\"shape\":[3,3,3,2],\"data_offsets\":[216,0]}," BIAS "}",
  "{\"block1_conv1/"
  "kernel\":{\"dtype\":\"F32\",\"shape\":[3,3,3,2],\"data_offsets\":[0,220]}," BIAS "}",
  "{\"block1_conv1/"
  "kernel\":{\"dtype\":\"F32\",\"shape\":[3,3,3,2],\"data_offsets\":[12,228]}," BIAS "}",
  "{\"block1_conv1/kernel\":{\"dtype\":\"F32\",\"shape\":[3,3,3,2],"
  "\"data_offsets\":[1099511627776,1099511627992]}," BIAS "}",
  "{\"block1_conv1/"
  "kernel\":{\"dtype\":\"I64\",\"shape\":[3,3,3,2],\"data_offsets\":[0,216]}," BIAS "}",
};

static void
test_bad_places (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (bad_places); i++)
    {
      g_autofree gchar *file = test_write_safetensors (bad_places[i], 224);

      test_assert_load_fails (file, "block1_conv1", FV_ERROR_WEIGHTS, "“");
      g_remove (file);
    }
}

/* Headers that are strange, and harmless. */
static const gchar *const strange_headers[] = {
  "{" KERNEL "," BIAS "}",
  "{" KERNEL "," KERNEL "," BIAS "}",
  "{ \"__metadata__\": {\"[[[[[[[[[[[[\": \"\\\"[[[[[[[[[[[[\"}, " KERNEL " , " BIAS
  " }   ",
  "{\"block1_conv1/"
  "kernel\":{\"dtype\":\"F32\",\"shape\":[3,3,3,2],\"data_offsets\":[8,224]}," BIAS "}",
  "{\"counter\":{\"dtype\":\"I64\",\"shape\":[],\"data_offsets\":[0,8]}," KERNEL "," BIAS
  "}",
};

static void
test_strange_headers (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (strange_headers); i++)
    {
      g_autofree gchar *file = test_write_safetensors (strange_headers[i], 224);
      g_autoptr (FvNetwork) network = test_load (file, "block1_conv1");

      g_assert_cmpfloat (fv_network_get_convolution (network, 0)->kernel[53], ==, 0);
      g_remove (file);
    }
}

static void
test_deep_nesting (void)
{
  GString *header = g_string_new ("{\"a\":");
  g_autofree gchar *file = NULL;

  for (gint i = 0; i < 400000; i++)
    g_string_append (header, i % 2 == 0 ? "[" : "{\"a\":");
  file = test_write_safetensors (header->str, 0);
  test_assert_open_fails (file, FV_ERROR_WEIGHTS, "damaged");
  g_remove (file);
  g_string_free (header, TRUE);
}

/* The length of the header is the file's first claim. */
static void
test_header_length (void)
{
  const guint64 lengths[] = { 0,
                              1,
                              1000,
                              1 << 20,
                              (1 << 20) + 1,
                              G_GUINT64_CONSTANT (1) << 42,
                              G_MAXINT64,
                              G_MAXUINT64 - 7,
                              G_MAXUINT64 };

  for (gsize i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      guint8 bytes[64] = { 0 };
      guint64 encoded = GUINT64_TO_LE (lengths[i]);

      memcpy (bytes, &encoded, sizeof encoded);
      memcpy (bytes + sizeof encoded, "{}", 2);
      assert_foreign (bytes, sizeof bytes, "ownload it again");
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test_add_refused (opened, G_N_ELEMENTS (opened), loaded, G_N_ELEMENTS (loaded));
  g_test_add_func ("/weights/not-finite", test_not_finite);
  g_test_add_func ("/weights/links", test_links);
  g_test_add_func ("/weights/theano-by-name", test_theano_by_name);
  g_test_add_func ("/weights/unreadable", test_unreadable);
  g_test_add_func ("/weights/truncated/safetensors", test_truncated_safetensors);
  g_test_add_func ("/weights/truncated/keras", test_truncated_keras);
  g_test_add_func ("/weights/flipped/safetensors", test_flipped_safetensors);
  g_test_add_func ("/weights/safetensors/bad-headers", test_bad_headers);
  g_test_add_func ("/weights/safetensors/bad-places", test_bad_places);
  g_test_add_func ("/weights/safetensors/strange-headers", test_strange_headers);
  g_test_add_func ("/weights/safetensors/deep-nesting", test_deep_nesting);
  g_test_add_func ("/weights/safetensors/header-length", test_header_length);
  return g_test_run ();
}
