/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Caffe and ONNX files that are cut, or changed in single bits, or as large as those of
 * VGG16 are. */

#include "message.h"
#include "../common.h"

#include <glib/gstdio.h>
#include <string.h>

#ifdef G_OS_WIN32
#include <windows.h>
#include <psapi.h>
#else
#include <sys/resource.h>
#endif

static gchar *damaged; /* the file that what is tried is written to */

/* Where the last of a file's values of block1_conv2 ends: its bias is 3 floats of the
 * formula in common.c. */
static gsize
find_end (const gchar *bytes, gsize n_bytes)
{
  gfloat bias[3];

  for (gint k = 0; k < 3; k++)
    bias[k] = (gfloat)((k * 37 + 11 + 5) % 255 - 127) / 64;
  for (gsize i = 0; i + sizeof bias <= n_bytes; i++)
    if (memcmp (bytes + i, bias, sizeof bias) == 0)
      return i + sizeof bias;
  g_assert_not_reached ();
}

static gboolean
load_beginning (const gchar *bytes, gsize n_bytes, gboolean is_torchvision)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (FvWeights) weights = NULL;
  g_autoptr (FvNetwork) network = NULL;

  test_overwrite (damaged, bytes, n_bytes);
  weights = fv_weights_open (damaged, &error);
  if (weights != NULL)
    network = fv_weights_load (weights, "block1_conv2", &error);
  if (network == NULL)
    {
      g_assert_nonnull (error);
      g_assert_cmpint (error->domain, ==, FV_ERROR);
    }
  else
    test_check_network (network, 2, is_torchvision);
  return network != NULL;
}

/* Cut at each byte: from the first that can serve on, each one does. @after: what of the
 * tensor follows its values */
static void
check_truncated (const gchar *name, gsize after, gboolean is_torchvision)
{
  g_autofree gchar *bytes = NULL;
  gsize length, end;

  g_assert_true (g_file_get_contents (test_file (name), &bytes, &length, NULL));
  end = find_end (bytes, length) + after;
  for (gsize n = 0; n < length; n += n < end + 64 ? 1 : 29)
    g_assert_true (load_beginning (bytes, n, is_torchvision) == (n >= end));
}

static void
test_truncated (void)
{
  check_truncated ("caffe.caffemodel", 5, FALSE); /* the shape: field, length, 3 bytes */
  check_truncated ("caffe-v1.caffemodel", 0, FALSE);
  check_truncated ("onnx.onnx", 0, TRUE);
  check_truncated ("onnx-float.onnx", strlen ("\x42\x10vgg0_conv1_bias"), TRUE);
}

/* Bits turned everywhere but in the middle of the values. */
static void
test_flipped (void)
{
  const gchar *const names[] = { "caffe-v1.caffemodel", "caffe.caffemodel", "onnx.onnx",
                                 "onnx-float.onnx", "onnx-half.onnx" };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree gchar *bytes = NULL;
      gsize length;

      g_assert_true (g_file_get_contents (test_file (names[i]), &bytes, &length, NULL));
      for (gsize n = 0; n < MIN (length, 600); n++)
        {
          g_autoptr (FvWeights) weights = NULL;
          g_autoptr (FvNetwork) network = NULL;

          bytes[n] ^= (gchar)(1 << n % 8);
          test_overwrite (damaged, bytes, length);
          weights = fv_weights_open (damaged, NULL);
          if (weights != NULL)
            network = fv_weights_load (weights, "block1_conv1", NULL);
          bytes[n] ^= (gchar)(1 << n % 8);
        }
    }
}

/* fc6 of VGG16, without the values, which are a hole in the file. */
static void
write_hole (GFileOutputStream *stream, guint64 n_values)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autoptr (GByteArray) blob = g_byte_array_new ();
  g_autoptr (GByteArray) layer = g_byte_array_new ();
  guint64 n_bytes = n_values * sizeof (gfloat);

  test_put_tag (data, 5, 2);
  test_put_varint (data, n_bytes);
  test_put_tag (blob, 7, 2);
  test_put_varint (blob, data->len + n_bytes);
  test_put_tag (layer, 100, 2);
  test_put_varint (layer, 5 + blob->len + data->len + n_bytes);
  test_put_string (layer, 1, "fc6");
  g_byte_array_append (layer, blob->data, blob->len);
  g_byte_array_append (layer, data->data, data->len);
  g_assert_true (g_output_stream_write_all (G_OUTPUT_STREAM (stream), layer->data,
                                            layer->len, NULL, NULL, NULL));
  g_assert_true (
      g_seekable_seek (G_SEEKABLE (stream), (goffset)n_bytes, G_SEEK_CUR, NULL, NULL));
}

static glong
get_peak_kib (void)
{
#ifdef G_OS_WIN32
  PROCESS_MEMORY_COUNTERS counters;

  g_assert_true (
      K32GetProcessMemoryInfo (GetCurrentProcess (), &counters, sizeof counters));
  return (glong)(counters.PeakWorkingSetSize / 1024);
#else
  struct rusage usage;

  g_assert_cmpint (getrusage (RUSAGE_SELF, &usage), ==, 0);
  return usage.ru_maxrss;
#endif
}

/* The convolutions between two holes of 411 MB each. */
static void
test_large (void)
{
  g_autofree gchar *file = test_write ("large.caffemodel", "", 0);
  g_autoptr (GFile) location = g_file_new_for_path (file);
  g_autoptr (GFileOutputStream) stream =
      g_file_replace (location, NULL, FALSE, G_FILE_CREATE_NONE, NULL, NULL);
  g_autoptr (FvNetwork) network = NULL;
  g_autofree gchar *bytes = NULL;
  gsize length;
  glong before;

  g_assert_true (
      g_file_get_contents (test_file ("caffe.caffemodel"), &bytes, &length, NULL));
  write_hole (stream, 4096 * 25088);
  g_assert_true (g_output_stream_write_all (G_OUTPUT_STREAM (stream), bytes, length, NULL,
                                            NULL, NULL));
  write_hole (stream, 4096 * 25088);
  g_assert_true (
      g_output_stream_write_all (G_OUTPUT_STREAM (stream), bytes, 1, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (G_OUTPUT_STREAM (stream), NULL, NULL));

  before = get_peak_kib ();
  network = test_load (file, "block3_conv1");
  test_check_network (network, 5, FALSE);
  g_assert_cmpint (get_peak_kib () - before, <, 8 * 1024);
  g_remove (file);
}

int
main (int argc, char **argv)
{
  gint result;

  g_test_init (&argc, &argv, NULL);
  damaged = test_write ("damaged", "", 0);
  g_test_add_func ("/weights/protobuf/large", test_large);
  g_test_add_func ("/weights/protobuf/truncated", test_truncated);
  g_test_add_func ("/weights/protobuf/flipped", test_flipped);
  result = g_test_run ();
  g_remove (damaged);
  g_free (damaged);
  return result;
}
