/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Single operations of ONNX, as its versions and exporters write them. */

#include <float.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "../common.h"
#include "../files/message.h"
#include "formats/formats.h"

#define NONE -99.0f /* a limit that is not there */

/* A Clip of the picture
 *
 * kind: what it is; FV_NODE_IDENTITY if it is refused */
typedef struct
{
  gfloat min;
  gfloat max;
  FvNodeKind kind;
} Clip;

static const Clip clips[] = {
  { 0.0f, 6.0f, FV_NODE_RELU6 },         { 0.0f, NONE, FV_NODE_RELU },
  { 0.0f, INFINITY, FV_NODE_RELU },      { 0.0f, FLT_MAX, FV_NODE_RELU },
  { -0.0f, 6.0f, FV_NODE_RELU6 },        { 0.0f, 5.0f, FV_NODE_IDENTITY },
  { -1.0f, 1.0f, FV_NODE_IDENTITY },     { 0.5f, 6.0f, FV_NODE_IDENTITY },
  { NONE, 6.0f, FV_NODE_IDENTITY },      { NONE, NONE, FV_NODE_IDENTITY },
  { 0.0f, 0.0f, FV_NODE_IDENTITY },      { NAN, 6.0f, FV_NODE_IDENTITY },
  { 0.0f, -6.0f, FV_NODE_IDENTITY },     { 0.0f, NAN, FV_NODE_IDENTITY },
  { -INFINITY, 6.0f, FV_NODE_IDENTITY },
};

static guint32
get_bits (gfloat value)
{
  guint32 bits;

  memcpy (&bits, &value, sizeof bits);
  return GUINT32_TO_LE (bits);
}

static void
put_attribute (GByteArray *node, const gchar *name, gfloat value)
{
  GByteArray *attribute = g_byte_array_new ();
  const guint32 bits = get_bits (value);

  test_put_string (attribute, 1, name);
  test_put_tag (attribute, 2, 5);
  g_byte_array_append (attribute, (const guint8 *)&bits, sizeof bits);
  test_put_message (node, 5, attribute);
}

/* A tensor of one value */
static GByteArray *
new_tensor (const gchar *name, gfloat value)
{
  GByteArray *tensor = g_byte_array_new ();
  const guint32 bits = get_bits (value);

  test_put_number (tensor, 2, 1);
  if (name != NULL)
    test_put_string (tensor, 8, name);
  test_put_bytes (tensor, 4, &bits, sizeof bits);
  return tensor;
}

/* A node that gives a constant */
static void
put_constant (GByteArray *graph, const gchar *name, gfloat value)
{
  GByteArray *node = g_byte_array_new (), *attribute = g_byte_array_new ();

  test_put_string (node, 2, name);
  test_put_string (node, 4, "Constant");
  test_put_string (attribute, 1, "value");
  test_put_message (attribute, 5, new_tensor (NULL, value));
  test_put_message (node, 5, attribute);
  test_put_message (graph, 1, node);
}

static void
put_picture (GByteArray *graph)
{
  GByteArray *input = g_byte_array_new ();

  test_put_string (input, 1, "picture");
  test_put_message (graph, 11, input);
}

static FvReader *
open_graph (GByteArray *graph)
{
  g_autoptr (GByteArray) model = g_byte_array_new ();
  g_autofree gchar *file = NULL;
  g_autoptr (GFile) location = NULL;
  g_autoptr (GError) error = NULL;
  FvReader *reader;

  test_put_number (model, 1, 8);
  test_put_message (model, 7, graph);
  file = test_write ("one.onnx", model->data, model->len);
  location = g_file_new_for_path (file);
  reader = fv_formats_open (location, file, &error);
  g_assert_no_error (error);
  g_remove (file);
  return reader;
}

/* Limits are attributes until version 6, and then inputs: weights of the file, or what
 * nodes give. */
typedef enum
{
  ATTRIBUTES,
  INITIALIZERS,
  CONSTANTS,
  N_WRITINGS
} Writing;

static void
put_limit (GByteArray *graph, GByteArray *node, Writing writing, const gchar *name,
           gfloat value)
{
  if (writing == ATTRIBUTES && value != NONE)
    put_attribute (node, name, value);
  if (writing == ATTRIBUTES)
    return;
  test_put_string (node, 1, value != NONE ? name : "");
  if (value != NONE && writing == INITIALIZERS)
    test_put_message (graph, 5, new_tensor (name, value));
  else if (value != NONE)
    put_constant (graph, name, value);
}

static void
check_clip (const Clip *clip, Writing writing)
{
  GByteArray *graph = g_byte_array_new (), *node = g_byte_array_new ();
  g_autoptr (FvReader) reader = NULL;

  put_picture (graph);
  test_put_string (node, 1, "picture");
  put_limit (graph, node, writing, "min", clip->min);
  put_limit (graph, node, writing, "max", clip->max);
  test_put_string (node, 2, "clip");
  test_put_string (node, 4, "Clip");
  test_put_message (graph, 1, node);
  reader = open_graph (graph);
  if (clip->kind == FV_NODE_IDENTITY)
    {
      g_assert_cmpuint (reader->topology->nodes->len, ==, 0);
      g_assert_nonnull (strstr (reader->topology->unknown, "“Clip” of layer “clip”"));
      return;
    }
  g_assert_null (reader->topology->unknown);
  g_assert_cmpuint (reader->topology->nodes->len, ==, 1);
  g_assert_cmpint (fv_topology_get_node (reader->topology, 0)->kind, ==, clip->kind);
}

static void
test_clip (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (clips); i++)
    for (Writing writing = 0; writing < N_WRITINGS; writing++)
      check_clip (&clips[i], writing);
}

/* PyTorch's exporter computes the numbers of a Pad: see weights/formats/onnx-fold.c. */
static void
test_pad (void)
{
  const gchar *file = test_file ("topology-pytorch-13.onnx");
  g_autoptr (GFile) location = g_file_new_for_path (file);
  g_autoptr (GError) error = NULL;
  g_autoptr (FvReader) reader = fv_formats_open (location, file, &error);
  const FvNode *node;

  g_assert_no_error (error);
  g_assert_null (reader->topology->unknown);
  node = fv_topology_get_node (reader->topology, 17);
  g_assert_cmpint (node->kind, ==, FV_NODE_ZERO_PADDING);
  g_assert_cmpint (node->window.rows.before, ==, 0);
  g_assert_cmpint (node->window.rows.after, ==, 1);
  g_assert_cmpint (node->window.columns.before, ==, 1);
  g_assert_cmpint (node->window.columns.after, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/weights/onnx/clip", test_clip);
  g_test_add_func ("/weights/onnx/pad", test_pad);
  return g_test_run ();
}
