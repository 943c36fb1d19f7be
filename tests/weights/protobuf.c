/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Caffe and ONNX files that are cut, damaged, hostile or huge. */

#include "common.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>

#define MIB (1024 * 1024)

typedef struct
{
  const gchar *name;
  const gchar *words;
} Case;

/* Refused when they are opened. */
static const Case opened[] = {
  { "caffe-normalised.caffemodel", "another network" },
  { "caffe-flat.caffemodel", "“conv1_1.weight” is 1." },
  { "caffe-huge.caffemodel", "wrong shape" },
  { "caffe-negative.caffemodel", "damaged" },
  { "onnx-foreign.onnx", "another network" },
  { "onnx-no-bias.onnx", "no bias for layer block1_conv1" },
};

/* Refused when block1_conv1 is loaded. */
static const Case loaded[] = {
  { "caffe-short.caffemodel", "damaged" },
  { "caffe-stripped.caffemodel", "stored as another type, which is not supported" },
  { "onnx-external.onnx", "external data" },
  { "onnx-int.onnx", "stored as data_type 7, which is not supported" },
  { "onnx-wide.onnx", "damaged" },
};

static void
test_opened (gconstpointer data)
{
  const Case *expected = data;

  test_assert_open_fails (test_file (expected->name), FV_ERROR_WEIGHTS, expected->words);
}

static void
test_loaded (gconstpointer data)
{
  const Case *expected = data;

  test_assert_load_fails (test_file (expected->name), "block1_conv1", FV_ERROR_WEIGHTS,
                          expected->words);
}

/* Messages, put together as hostile as need be --------------------------------- */

static void
put_varint (GByteArray *message, guint64 value)
{
  do
    {
      guint8 byte = (value & 0x7f) | (value > 0x7f ? 0x80 : 0);

      g_byte_array_append (message, &byte, 1);
      value >>= 7;
    }
  while (value > 0);
}

static void
put_tag (GByteArray *message, guint64 number, guint wire)
{
  put_varint (message, number << 3 | wire);
}

static void
put_number (GByteArray *message, guint64 number, guint64 value)
{
  put_tag (message, number, 0);
  put_varint (message, value);
}

static void
put_bytes (GByteArray *message, guint64 number, gconstpointer bytes, gsize n_bytes)
{
  put_tag (message, number, 2);
  put_varint (message, n_bytes);
  g_byte_array_append (message, bytes, (guint)n_bytes);
}

static void
put_string (GByteArray *message, guint64 number, const gchar *string)
{
  put_bytes (message, number, string, strlen (string));
}

static void
put_message (GByteArray *message, guint64 number, GByteArray *inner)
{
  put_bytes (message, number, inner->data, inner->len);
  g_byte_array_unref (inner);
}

/* A Caffe blob of zeros. */
static GByteArray *
make_blob (const gint64 *shape, gint rank)
{
  GByteArray *blob = g_byte_array_new ();
  GByteArray *dimensions = g_byte_array_new ();
  GByteArray *inner = g_byte_array_new ();
  gsize n_values = 1;
  g_autofree gfloat *values = NULL;

  for (gint i = 0; i < rank; i++)
    {
      n_values *= (gsize)shape[i];
      put_varint (dimensions, (guint64)shape[i]);
    }
  put_message (inner, 1, dimensions);
  values = g_new0 (gfloat, n_values);
  put_bytes (blob, 5, values, n_values * sizeof (gfloat));
  put_message (blob, 7, inner);
  return blob;
}

/* conv1_1 with two filters of zeros. */
static GByteArray *
make_layer (const gchar *name)
{
  GByteArray *layer = g_byte_array_new ();

  put_string (layer, 1, name);
  put_string (layer, 2, "Convolution");
  put_message (layer, 7, make_blob ((gint64[]){ 2, 3, 3, 3 }, 4));
  put_message (layer, 7, make_blob ((gint64[]){ 2 }, 1));
  return layer;
}

static GByteArray *
make_net (void)
{
  GByteArray *net = g_byte_array_new ();

  put_string (net, 1, "net");
  put_message (net, 100, make_layer ("conv1_1"));
  return net;
}

/* An ONNX model's head. */
static GByteArray *
make_model (void)
{
  GByteArray *model = g_byte_array_new ();

  put_number (model, 1, 8);
  put_string (model, 2, "producer");
  return model;
}

static void
assert_refused (GByteArray *message, const gchar *words)
{
  g_autofree gchar *file = test_write ("hostile", message->data, message->len);

  test_assert_open_fails (file, FV_ERROR_WEIGHTS, words);
  g_remove (file);
  g_byte_array_unref (message);
}

static void
assert_loads (GByteArray *message)
{
  g_autofree gchar *file = test_write ("message", message->data, message->len);
  g_autoptr (FvNetwork) network = test_load (file, "block1_conv1");

  g_assert_cmpint (fv_network_get_convolution (network, 0)->n_filters, ==, 2);
  g_remove (file);
  g_byte_array_unref (message);
}

/* What is behind the first layer, or in it, breaks the rules. */
static void
test_broken_wire (void)
{
  static const struct
  {
    const gchar *bytes;
    gsize n_bytes;
    const gchar *words;
  } cases[] = {
    { "\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11, "damaged" }, /* endless tag */
    { "\xff\xff\xff\xff\xff\xff\xff\xff\xff\x02", 10, "damaged" },     /* 65 bits */
    { "\x00\x01", 2, "damaged" },                                      /* number 0 */
    { "\x80\x80\x80\x80\x10\x01", 6, "damaged" }, /* number above 2^29 */
    { "\x0b\x0c", 2, "damaged" },                 /* a group */
    { "\x0e", 1, "damaged" },                     /* no such wire type */
    { "\x0a\x80\x80\x80\x80\x08", 6, "damaged" }, /* 2 GiB */
    { "\x0a\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01", 11, "damaged" }, /* -1 */
    { "\xa2\x06\x02\x0a\x05", 5, "damaged" }, /* a name longer than its layer */
    { "\xa2\x06\x01\x0a", 4, "damaged" },     /* a tag without anything */
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      GByteArray *net = make_net ();

      g_byte_array_append (net, (const guint8 *)cases[i].bytes, (guint)cases[i].n_bytes);
      g_byte_array_append (net, (const guint8 *)"\x0a\x01x", 3);
      assert_refused (net, cases[i].words);
    }
}

/* A field that ends beyond the file's end is a truncated file, of which all that is
 * before serves. */
static void
test_long_end (void)
{
  GByteArray *net = make_net ();

  g_byte_array_append (net, (const guint8 *)"\xa2\x06\xff\xff\xff\xff\x07", 7);
  assert_loads (net);
}

static void
test_bad_layers (void)
{
  GByteArray *net = make_net ();
  GByteArray *layer = make_layer ("conv\xff_1");

  put_message (net, 100, layer);
  assert_refused (net, "damaged");

  net = make_net ();
  layer = g_byte_array_new ();
  put_message (layer, 7, make_blob ((gint64[]){ 2 }, 1));
  put_message (net, 100, layer);
  assert_refused (net, "damaged");

  net = make_net ();
  layer = g_byte_array_new ();
  put_string (layer, 1, "ip");
  put_message (layer, 7, make_blob ((gint64[]){ 1, 1, 1, 1, 1 }, 5));
  put_message (net, 100, layer);
  assert_refused (net, "damaged");

  net = make_net ();
  layer = g_byte_array_new ();
  put_string (layer, 1, "ip");
  put_string (layer, 7, "\x2d????"); /* a blob whose one value is not packed */
  put_message (net, 100, layer);
  assert_refused (net, "damaged");

  net = make_net ();
  put_message (net, 100, g_byte_array_new ());
  put_bytes (net, 999, "unknown", 7);
  assert_loads (net);
}

/* Much of what costs little in the file. */
static void
test_many_fields (void)
{
  GByteArray *net = make_net ();

  for (gint i = 0; i < MIB; i++)
    put_number (net, 9, 0);
  assert_refused (net, "damaged");

  net = make_net ();
  for (gint i = 0; i < MIB; i++)
    put_message (net, 100, g_byte_array_new ());
  assert_refused (net, "damaged");
}

static void
test_long_name (void)
{
  g_autofree gchar *name = g_strnfill (8 * MIB, 'x');
  GByteArray *net = make_net ();
  GByteArray *layer = make_layer (name);

  put_message (net, 100, layer);
  assert_refused (net, "damaged");
}

static void
test_bad_graphs (void)
{
  GByteArray *model = make_model ();
  GByteArray *graph = g_byte_array_new ();
  GByteArray *tensor = g_byte_array_new ();

  put_number (tensor, 1, (guint64)-3);
  put_string (tensor, 8, "weight");
  put_message (graph, 5, tensor);
  put_message (model, 7, graph);
  assert_refused (model, "damaged");

  model = make_model ();
  graph = g_byte_array_new ();
  tensor = g_byte_array_new ();
  put_string (tensor, 8, "weight\xff");
  put_message (graph, 5, tensor);
  put_message (model, 7, graph);
  assert_refused (model, "damaged");

  model = make_model ();
  graph = g_byte_array_new ();
  for (gint i = 0; i < MIB; i++)
    put_string (graph, 5, "");
  put_message (model, 7, graph);
  assert_refused (model, "damaged");

  model = make_model ();
  put_message (model, 7, g_byte_array_new ());
  assert_refused (model, "another network");

  model = make_model ();
  put_tag (model, 7, 2);
  put_varint (model, 1000);
  assert_refused (model, "truncated");
}

/* Files that are neither, though they look a bit like it. */
static void
test_not_probed (void)
{
  static const gchar *const texts[] = {
    "\n\n\n\n",
    "\n\x03net\n",
    "\n\x03net\x12",
    "\x08\x01",
    "\x08\x01\x12\x02x",
    "\x08\x08\x3a\x02xx\xff",
    "\x08\xff\x7f\x3a\x01x",
    "\n\x03net\x12\x05Hello",
    "BM\x12\x03",
    "\x12\x02\x78\x01",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      g_autofree gchar *file = test_write ("other", texts[i], strlen (texts[i]));
      g_autoptr (GError) error = NULL;
      g_autoptr (FvWeights) weights = fv_weights_open (file, &error);

      g_assert_null (weights);
      g_assert_error (error, FV_ERROR, FV_ERROR_WEIGHTS);
      g_remove (file);
    }
}

/* Truncated files -------------------------------------------------------------- */

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
  g_autofree gchar *file = test_write ("truncated", bytes, n_bytes);
  g_autoptr (GError) error = NULL;
  g_autoptr (FvWeights) weights = fv_weights_open (file, &error);
  g_autoptr (FvNetwork) network =
      weights != NULL ? fv_weights_load (weights, "block1_conv2", &error) : NULL;

  g_remove (file);
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
          g_autofree gchar *file = NULL;
          g_autoptr (FvWeights) weights = NULL;
          g_autoptr (FvNetwork) network = NULL;

          bytes[n] ^= (gchar)(1 << n % 8);
          file = test_write ("flipped", bytes, length);
          weights = fv_weights_open (file, NULL);
          if (weights != NULL)
            network = fv_weights_load (weights, "block1_conv1", NULL);
          bytes[n] ^= (gchar)(1 << n % 8);
          g_remove (file);
        }
    }
}

/* A file as large as VGG16's --------------------------------------------------- */

/* fc6 of VGG16, without the values, which are a hole in the file. */
static void
write_hole (GFileOutputStream *stream, guint64 n_values)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autoptr (GByteArray) blob = g_byte_array_new ();
  g_autoptr (GByteArray) layer = g_byte_array_new ();
  guint64 n_bytes = n_values * sizeof (gfloat);

  put_tag (data, 5, 2);
  put_varint (data, n_bytes);
  put_tag (blob, 7, 2);
  put_varint (blob, data->len + n_bytes);
  put_tag (layer, 100, 2);
  put_varint (layer, 5 + blob->len + data->len + n_bytes);
  put_string (layer, 1, "fc6");
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
  struct rusage usage;

  g_assert_cmpint (getrusage (RUSAGE_SELF, &usage), ==, 0);
  return usage.ru_maxrss;
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

static void
add_cases (const gchar *prefix, const Case *cases, gsize n_cases, GTestDataFunc func)
{
  for (gsize i = 0; i < n_cases; i++)
    {
      g_autofree gchar *path = g_strconcat (prefix, cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], func);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/weights/protobuf/large", test_large);
  add_cases ("/weights/open/", opened, G_N_ELEMENTS (opened), test_opened);
  add_cases ("/weights/load/", loaded, G_N_ELEMENTS (loaded), test_loaded);
  g_test_add_func ("/weights/protobuf/broken-wire", test_broken_wire);
  g_test_add_func ("/weights/protobuf/long-end", test_long_end);
  g_test_add_func ("/weights/protobuf/many-fields", test_many_fields);
  g_test_add_func ("/weights/protobuf/long-name", test_long_name);
  g_test_add_func ("/weights/protobuf/not-probed", test_not_probed);
  g_test_add_func ("/weights/protobuf/truncated", test_truncated);
  g_test_add_func ("/weights/protobuf/flipped", test_flipped);
  g_test_add_func ("/weights/caffe/bad-layers", test_bad_layers);
  g_test_add_func ("/weights/onnx/bad-graphs", test_bad_graphs);
  return g_test_run ();
}
