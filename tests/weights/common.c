/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "common.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

static const gdouble torchvision_mean[3] = { 0.485, 0.456, 0.406 };
static const gdouble torchvision_deviation[3] = { 0.229, 0.224, 0.225 };

/* A file that is stored with the tests. */
const gchar *
test_file (const gchar *name)
{
  return g_test_get_filename (G_TEST_DIST, "weights", "data", name, NULL);
}

/* Writes a file into the folder for temporary ones; remove it after use. */
gchar *
test_write (const gchar *name, const void *bytes, gsize n_bytes)
{
  g_autofree gchar *unique =
      g_strdup_printf ("featvis-%d-%s", g_random_int_range (0, 1 << 30), name);
  gchar *file = g_build_filename (g_get_tmp_dir (), unique, NULL);

  g_assert_true (g_file_set_contents_full (file, bytes, (gssize)n_bytes,
                                           G_FILE_SET_CONTENTS_NONE, 0600, NULL));
  return file;
}

/* Writes a file of test_write() once more, which is quicker than a new one. */
void
test_overwrite (const gchar *file, const void *bytes, gsize n_bytes)
{
  g_autoptr (GFile) location = g_file_new_for_path (file);
  g_autoptr (GFileIOStream) stream = g_file_open_readwrite (location, NULL, NULL);
  GOutputStream *output = g_io_stream_get_output_stream (G_IO_STREAM (stream));

  g_assert_true (g_output_stream_write_all (output, bytes, n_bytes, NULL, NULL, NULL));
  g_assert_true (g_seekable_truncate (G_SEEKABLE (stream), (goffset)n_bytes, NULL, NULL));
}

/* A safetensors file of a header as given and @n_data bytes of zeros. */
gchar *
test_write_safetensors (const gchar *header, gsize n_data)
{
  gsize length = strlen (header);
  guint64 encoded = GUINT64_TO_LE (length);
  g_autofree guint8 *bytes = g_malloc0 (sizeof encoded + length + n_data);

  memcpy (bytes, &encoded, sizeof encoded);
  memcpy (bytes + sizeof encoded, header, length);
  return test_write ("hostile.safetensors", bytes, sizeof encoded + length + n_data);
}

FvNetwork *
test_load (const gchar *file, const gchar *layer)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvWeights) weights = fv_weights_open (file, &error);
  FvNetwork *network;

  g_assert_no_error (error);
  network = fv_weights_load (weights, layer, &error);
  g_assert_no_error (error);
  g_assert_nonnull (network);
  return network;
}

/* The formula of make_files.py. */
gdouble
test_get_value (gint convolution, gint part, gint k)
{
  return ((k * 37 + convolution * 11 + part * 5) % 255 - 127) / 64.0;
}

static void
check_kernel (const FvConvolution *convolution, gint index, gboolean is_folded)
{
  gint n_inputs = convolution->n_inputs, n_filters = convolution->n_filters;

  for (gint k = 0; k < 9 * n_inputs * n_filters; k++)
    {
      gint tap = k / n_filters / n_inputs;
      gint input = k / n_filters % n_inputs;
      gint filter = k % n_filters;
      gint red_first = (tap * n_inputs + n_inputs - 1 - input) * n_filters + filter;
      gdouble folded = test_get_value (index, 0, red_first) /
                       (255 * torchvision_deviation[2 - input % 3]);

      if (is_folded)
        g_assert_cmpfloat (convolution->kernel[k], ==, (gfloat)folded);
      else
        g_assert_cmpfloat (convolution->kernel[k], ==, test_get_value (index, 0, k));
    }
  for (gint k = 0; k < n_filters; k++)
    g_assert_cmpfloat (convolution->bias[k], ==, test_get_value (index, 1, k));
}

gint
test_count_convolutions (const FvLayer *layers, gint n_layers)
{
  gint n = 0;

  for (gint i = 0; i < n_layers; i++)
    n += g_str_equal (layers[i].kind, "convolution");
  return n;
}

/* Checks each weight of a network whose file make_files.py made. */
void
test_check_network (const FvNetwork *network, gint n_convolutions,
                    gboolean is_torchvision)
{
  const FvArchitecture *architecture = fv_network_get_architecture (network);
  gint n_layers, index = 0;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);
  gfloat mean[3];

  g_assert_cmpint (test_count_convolutions (layers, n_layers), ==, n_convolutions);
  for (gint node = 0; node < architecture->n_nodes; node++)
    if (fv_node_is_convolution (&architecture->nodes[node]) &&
        fv_network_get_convolution (network, node) != NULL)
      {
        check_kernel (fv_network_get_convolution (network, node), index,
                      is_torchvision && index == 0);
        index++;
      }
  g_assert_cmpint (index, ==, n_convolutions);
  fv_network_get_mean (network, mean);
  for (gint i = 0; i < 3; i++)
    g_assert_cmpfloat (mean[i], ==,
                       is_torchvision ? (gfloat)(255 * torchvision_mean[2 - i])
                                      : fv_imagenet_mean[i]);
}

static void
assert_error (const GError *error, FvError code, const gchar *words)
{
  g_assert_error (error, FV_ERROR, (gint)code);
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  if (strstr (error->message, words) == NULL)
    g_error ("“%s” does not say “%s”", error->message, words);
}

void
test_assert_open_fails (const gchar *file, FvError code, const gchar *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvWeights) weights = fv_weights_open (file, &error);

  g_assert_null (weights);
  assert_error (error, code, words);
}

void
test_assert_load_fails (const gchar *file, const gchar *layer, FvError code,
                        const gchar *words)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvWeights) weights = fv_weights_open (file, &error);
  g_autoptr (FvNetwork) network = NULL;

  g_assert_no_error (error);
  network = fv_weights_load (weights, layer, &error);
  g_assert_null (network);
  assert_error (error, code, words);
}

static void
test_opened (gconstpointer data)
{
  const TestRefused *expected = data;

  test_assert_open_fails (test_file (expected->name), expected->code, expected->words);
}

static void
test_loaded (gconstpointer data)
{
  const TestRefused *expected = data;

  test_assert_load_fails (test_file (expected->name), "block1_conv1", expected->code,
                          expected->words);
}

static void
add_refused (const gchar *prefix, const TestRefused *cases, gsize n_cases,
             GTestDataFunc func)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      const gchar *name = cases[i].name[0] != '\0' ? cases[i].name : "folder";
      g_autofree gchar *path = g_strconcat (prefix, name, NULL);

      g_test_add_data_func (path, &cases[i], func);
    }
}

/* A test for each file that is refused when it is opened, or only when block1_conv1 is
 * loaded */
void
test_add_refused (const TestRefused *opened, gsize n_opened, const TestRefused *loaded,
                  gsize n_loaded)
{
  add_refused ("/weights/open/", opened, n_opened, test_opened);
  add_refused ("/weights/load/", loaded, n_loaded, test_loaded);
}
