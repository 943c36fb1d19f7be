/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hostile_file.h"

#include <glib/gstdio.h>
#include <string.h>

#include "../common.h"
#include "../files/message.h"
#include "../meaning/graph_case.h"
#include "formats/keras-topology.h"

#define N_VALUES (4 * 3 * 3 * 3) /* of the kernel of "first" */

static gint
count_inputs (const HostileLayer *layer)
{
  return MAX (layer->n_inputs, 1);
}

/* @bytes: (transfer full): of a file */
static FvReader *
open_bytes (const gchar *name, GByteArray *bytes)
{
  g_autofree gchar *file = test_write (name, bytes->data, bytes->len);
  g_autoptr (GFile) location = g_file_new_for_path (file);
  g_autoptr (GError) error = NULL;
  FvReader *reader = fv_formats_open (location, file, &error);

  g_assert_no_error (error);
  g_byte_array_unref (bytes);
  g_remove (file);
  return reader;
}

static void
put_lengths (GByteArray *message, guint64 number, const gint64 *lengths, gint n)
{
  for (gint i = 0; i < n; i++)
    test_put_number (message, number, (guint64)lengths[i]);
}

/* Caffe ----------------------------------------------------------------------------- */

/* With name, type, and top of the same name */
static GByteArray *
new_caffe_layer (const gchar *name, const gchar *type)
{
  GByteArray *layer = g_byte_array_new ();

  test_put_string (layer, 1, name);
  test_put_string (layer, 2, type);
  test_put_string (layer, 4, name);
  return layer;
}

static void
put_caffe_picture (GByteArray *net, gint64 side)
{
  const gint64 lengths[] = { 1, 3, side, side };
  GByteArray *layer = new_caffe_layer ("picture", "Input");
  GByteArray *input = g_byte_array_new (), *shape = g_byte_array_new ();

  put_lengths (shape, 1, lengths, 4);
  test_put_message (input, 1, shape);
  test_put_message (layer, 143, input);
  test_put_message (net, 100, layer);
}

static void
put_caffe_first (GByteArray *net)
{
  static const gfloat values[N_VALUES];
  const gint64 lengths[] = { 4, 3, 3, 3 };
  GByteArray *layer = new_caffe_layer ("first", "Convolution");
  GByteArray *blob = g_byte_array_new (), *shape = g_byte_array_new ();
  GByteArray *convolution = g_byte_array_new ();

  test_put_string (layer, 3, "picture");
  put_lengths (shape, 1, lengths, 4);
  test_put_message (blob, 7, shape);
  test_put_bytes (blob, 5, values, sizeof values);
  test_put_message (layer, 7, blob);
  test_put_number (convolution, 1, 4);
  test_put_number (convolution, 2, FALSE);
  test_put_number (convolution, 4, 3);
  test_put_message (layer, 106, convolution);
  test_put_message (net, 100, layer);
}

static void
put_caffe_layer (GByteArray *net, const HostileLayer *from)
{
  static const gchar *const types[] = { "ReLU", "Pooling", "Concat" };
  GByteArray *layer = new_caffe_layer (from->name, types[from->kind]);
  GByteArray *pooling = g_byte_array_new ();

  for (gint i = 0; i < count_inputs (from); i++)
    test_put_string (layer, 3, from->input);
  test_put_number (pooling, 2, (guint64)MAX (from->size, 1));
  test_put_number (pooling, 3, (guint64)MAX (from->stride, 1));
  test_put_number (pooling, 4, (guint64)from->padding);
  test_put_message (layer, 121, pooling);
  test_put_message (net, 100, layer);
}

FvReader *
hostile_open_caffe (const HostileNetwork *network)
{
  GByteArray *net = g_byte_array_new ();

  test_put_string (net, 1, "hostile");
  put_caffe_picture (net, network->side);
  put_caffe_first (net);
  for (gsize i = 0; i < network->n_layers; i++)
    put_caffe_layer (net, &network->layers[i]);
  return open_bytes ("hostile.caffemodel", net);
}

/* ONNX ------------------------------------------------------------------------------ */

static GByteArray *
new_onnx_node (const gchar *name, const gchar *type)
{
  GByteArray *node = g_byte_array_new ();

  test_put_string (node, 2, name);
  test_put_string (node, 3, name);
  test_put_string (node, 4, type);
  return node;
}

static void
put_onnx_attribute (GByteArray *node, const gchar *name, gint64 value, gint n)
{
  GByteArray *attribute = g_byte_array_new ();

  test_put_string (attribute, 1, name);
  for (gint i = 0; i < n; i++)
    test_put_number (attribute, 8, (guint64)value);
  test_put_message (node, 5, attribute);
}

static void
put_onnx_picture (GByteArray *graph, gint64 side)
{
  const gint64 lengths[] = { 1, 3, side, side };
  GByteArray *input = g_byte_array_new (), *type = g_byte_array_new ();
  GByteArray *tensor = g_byte_array_new (), *shape = g_byte_array_new ();

  for (gint i = 0; i < 4; i++)
    {
      GByteArray *length = g_byte_array_new ();

      test_put_number (length, 1, (guint64)lengths[i]);
      test_put_message (shape, 1, length);
    }
  test_put_message (tensor, 2, shape);
  test_put_message (type, 1, tensor);
  test_put_string (input, 1, "picture");
  test_put_message (input, 2, type);
  test_put_message (graph, 11, input);
}

/* Behind an activation that no VGG has, so that it is not taken for one */
static void
put_onnx_first (GByteArray *graph)
{
  static const gfloat values[N_VALUES];
  const gint64 lengths[] = { 4, 3, 3, 3 };
  GByteArray *sigmoid = new_onnx_node ("light", "Sigmoid");
  GByteArray *node = new_onnx_node ("first", "Conv");
  GByteArray *tensor = g_byte_array_new ();

  test_put_string (sigmoid, 1, "picture");
  test_put_message (graph, 1, sigmoid);
  test_put_string (node, 1, "light");
  test_put_string (node, 1, "kernel");
  test_put_message (graph, 1, node);
  put_lengths (tensor, 1, lengths, 4);
  test_put_number (tensor, 2, 1);
  test_put_string (tensor, 8, "kernel");
  test_put_bytes (tensor, 9, values, sizeof values);
  test_put_message (graph, 5, tensor);
}

static void
put_onnx_node (GByteArray *graph, const HostileLayer *from)
{
  static const gchar *const types[] = { "Relu", "MaxPool", "Concat" };
  GByteArray *node = new_onnx_node (from->name, types[from->kind]);

  for (gint i = 0; i < count_inputs (from); i++)
    test_put_string (node, 1, from->input);
  put_onnx_attribute (node, "kernel_shape", MAX (from->size, 1), 2);
  put_onnx_attribute (node, "strides", MAX (from->stride, 1), 2);
  put_onnx_attribute (node, "pads", from->padding, 4);
  test_put_message (graph, 1, node);
}

FvReader *
hostile_open_onnx (const HostileNetwork *network)
{
  GByteArray *model = g_byte_array_new (), *graph = g_byte_array_new ();

  put_onnx_picture (graph, network->side);
  put_onnx_first (graph);
  for (gsize i = 0; i < network->n_layers; i++)
    put_onnx_node (graph, &network->layers[i]);
  test_put_number (model, 1, 8);
  test_put_message (model, 7, graph);
  return open_bytes ("hostile.onnx", model);
}

/* Keras ----------------------------------------------------------------------------- */

static void
put_keras_layer (GString *json, const gchar *class_name, const gchar *name,
                 const gchar *config, const gchar *input, gint n_inputs)
{
  g_string_append_printf (json,
                          ", {'class_name': '%s', 'name': '%s', 'config': {'name': "
                          "'%s'%s}, 'inbound_nodes': [[",
                          class_name, name, name, config);
  for (gint i = 0; i < n_inputs; i++)
    g_string_append_printf (json, "%s['%s', 0, 0, {}]", i > 0 ? ", " : "", input);
  g_string_append (json, "]]}");
}

/* Padding is a layer of its own, called "pad". */
static void
put_keras_layers (GString *json, const HostileLayer *from)
{
  static const gchar *const classes[] = { "ReLU", "MaxPooling2D", "Concatenate" };
  g_autofree gchar *config =
      g_strdup_printf (", 'pool_size': [%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT
                       "], 'strides': [%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "]",
                       MAX (from->size, 1), MAX (from->size, 1), MAX (from->stride, 1),
                       MAX (from->stride, 1));
  g_autofree gchar *padding =
      g_strdup_printf (", 'padding': [[%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT
                       "], [%" G_GINT64_FORMAT ", %" G_GINT64_FORMAT "]]",
                       from->padding, from->padding, from->padding, from->padding);

  if (from->padding != 0)
    put_keras_layer (json, "ZeroPadding2D", "pad", padding, from->input, 1);
  put_keras_layer (json, classes[from->kind], from->name,
                   from->kind == HOSTILE_POOLING ? config : "",
                   from->padding != 0 ? "pad" : from->input, count_inputs (from));
}

/* The kernel lies in another file. */
FvReader *
hostile_open_keras (const HostileNetwork *network)
{
  static const CaseTensor tensor = { "first/kernel", 4, { 3, 3, 3, 4 } };
  FvReader *reader = case_new (&tensor, 1);
  g_autoptr (FvKerasVariables) variables = fv_keras_variables_new ();
  g_autoptr (FvKerasConfig) config = NULL;
  g_autoptr (GString) json = g_string_new (NULL);

  g_string_append_printf (
      json,
      "{'class_name': 'Functional', 'config': {'name': 'hostile', 'layers': "
      "[{'class_name': 'InputLayer', 'config': {'name': 'picture', 'batch_input_shape': "
      "[null, %" G_GINT64_FORMAT ", %" G_GINT64_FORMAT ", 3]}, 'inbound_nodes': []}",
      network->side, network->side);
  put_keras_layer (json, "Conv2D", "first",
                   ", 'filters': 4, 'kernel_size': [3, 3], 'use_bias': false", "picture",
                   1);
  for (gsize i = 0; i < network->n_layers; i++)
    put_keras_layers (json, &network->layers[i]);
  g_string_append (json, "]}}");
  g_strdelimit (json->str, "'", '"');
  config = fv_keras_config_new (json->str, json->len);
  g_assert_nonnull (config);
  fv_keras_variables_add (variables, "first/first/kernel:0", 0);
  fv_topology_free (reader->topology);
  reader->topology = fv_keras_topology_new (reader, config, FALSE, variables);
  return reader;
}
