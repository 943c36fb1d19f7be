/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Caffe and ONNX files that are damaged or hostile. */

#include "message.h"
#include "../common.h"

#include <glib/gstdio.h>
#include <string.h>

#define MIB (1024 * 1024)

/* Refused when they are opened. */
static const TestRefused opened[] = {
  { "caffe-normalised.caffemodel", FV_ERROR_WEIGHTS, "layer “conv1_2” cannot have" },
  { "caffe-flat.caffemodel", FV_ERROR_WEIGHTS, "“conv1_1.weight” is 1." },
  { "caffe-huge.caffemodel", FV_ERROR_WEIGHTS, "wrong shape" },
  { "caffe-negative.caffemodel", FV_ERROR_WEIGHTS, "damaged" },
  { "onnx-foreign.onnx", FV_ERROR_WEIGHTS, "layer “out” takes 2 values" },
  { "onnx-no-bias.onnx", FV_ERROR_WEIGHTS, "no bias for layer block1_conv1" },
};

/* Refused when block1_conv1 is loaded. */
static const TestRefused loaded[] = {
  { "caffe-short.caffemodel", FV_ERROR_WEIGHTS, "damaged" },
  { "caffe-stripped.caffemodel", FV_ERROR_WEIGHTS,
    "stored as another type, which is not supported" },
  { "onnx-external.onnx", FV_ERROR_WEIGHTS, "external data" },
  { "onnx-int.onnx", FV_ERROR_WEIGHTS, "stored as data_type 7, which is not supported" },
  { "onnx-wide.onnx", FV_ERROR_WEIGHTS, "damaged" },
};

/* Messages, put together as hostile as need be --------------------------------- */

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
      test_put_varint (dimensions, (guint64)shape[i]);
    }
  test_put_message (inner, 1, dimensions);
  values = g_new0 (gfloat, n_values);
  test_put_bytes (blob, 5, values, n_values * sizeof (gfloat));
  test_put_message (blob, 7, inner);
  return blob;
}

/* conv1_1 with two filters of zeros. */
static GByteArray *
make_layer (const gchar *name)
{
  GByteArray *layer = g_byte_array_new ();

  test_put_string (layer, 1, name);
  test_put_string (layer, 2, "Convolution");
  test_put_message (layer, 7, make_blob ((gint64[]){ 2, 3, 3, 3 }, 4));
  test_put_message (layer, 7, make_blob ((gint64[]){ 2 }, 1));
  return layer;
}

static GByteArray *
make_net (void)
{
  GByteArray *net = g_byte_array_new ();

  test_put_string (net, 1, "net");
  test_put_message (net, 100, make_layer ("conv1_1"));
  return net;
}

/* An ONNX model's head. */
static GByteArray *
make_model (void)
{
  GByteArray *model = g_byte_array_new ();

  test_put_number (model, 1, 8);
  test_put_string (model, 2, "producer");
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

  test_put_message (net, 100, layer);
  assert_refused (net, "damaged");

  net = make_net ();
  layer = g_byte_array_new ();
  test_put_message (layer, 7, make_blob ((gint64[]){ 2 }, 1));
  test_put_message (net, 100, layer);
  assert_refused (net, "damaged");

  net = make_net ();
  layer = g_byte_array_new ();
  test_put_string (layer, 1, "ip");
  test_put_message (layer, 7, make_blob ((gint64[]){ 1, 1, 1, 1, 1 }, 5));
  test_put_message (net, 100, layer);
  assert_refused (net, "damaged");

  net = make_net ();
  layer = g_byte_array_new ();
  test_put_string (layer, 1, "ip");
  test_put_string (layer, 7, "\x2d????"); /* a blob whose one value is not packed */
  test_put_message (net, 100, layer);
  assert_refused (net, "damaged");

  net = make_net ();
  test_put_message (net, 100, g_byte_array_new ());
  test_put_bytes (net, 999, "unknown", 7);
  assert_loads (net);
}

/* Much of what costs little in the file. */
static void
test_many_fields (void)
{
  GByteArray *net = make_net ();

  for (gint i = 0; i < MIB; i++)
    test_put_number (net, 9, 0);
  assert_refused (net, "damaged");

  net = make_net ();
  for (gint i = 0; i < MIB; i++)
    test_put_message (net, 100, g_byte_array_new ());
  assert_refused (net, "damaged");
}

static void
test_long_name (void)
{
  g_autofree gchar *name = g_strnfill (8 * MIB, 'x');
  GByteArray *net = make_net ();
  GByteArray *layer = make_layer (name);

  test_put_message (net, 100, layer);
  assert_refused (net, "damaged");
}

static void
test_bad_graphs (void)
{
  GByteArray *model = make_model ();
  GByteArray *graph = g_byte_array_new ();
  GByteArray *tensor = g_byte_array_new ();

  test_put_number (tensor, 1, (guint64)-3);
  test_put_string (tensor, 8, "weight");
  test_put_message (graph, 5, tensor);
  test_put_message (model, 7, graph);
  assert_refused (model, "damaged");

  model = make_model ();
  graph = g_byte_array_new ();
  tensor = g_byte_array_new ();
  test_put_string (tensor, 8, "weight\xff");
  test_put_message (graph, 5, tensor);
  test_put_message (model, 7, graph);
  assert_refused (model, "damaged");

  model = make_model ();
  graph = g_byte_array_new ();
  for (gint i = 0; i < MIB; i++)
    test_put_string (graph, 5, "");
  test_put_message (model, 7, graph);
  assert_refused (model, "damaged");

  model = make_model ();
  test_put_message (model, 7, g_byte_array_new ());
  assert_refused (model, "no weights");

  model = make_model ();
  test_put_tag (model, 7, 2);
  test_put_varint (model, 1000);
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

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  test_add_refused (opened, G_N_ELEMENTS (opened), loaded, G_N_ELEMENTS (loaded));
  g_test_add_func ("/weights/protobuf/broken-wire", test_broken_wire);
  g_test_add_func ("/weights/protobuf/long-end", test_long_end);
  g_test_add_func ("/weights/protobuf/many-fields", test_many_fields);
  g_test_add_func ("/weights/protobuf/long-name", test_long_name);
  g_test_add_func ("/weights/protobuf/not-probed", test_not_probed);
  g_test_add_func ("/weights/caffe/bad-layers", test_bad_layers);
  g_test_add_func ("/weights/onnx/bad-graphs", test_bad_graphs);
  return g_test_run ();
}
