/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Weights of an ONNX model: a protobuf message with a graph of nodes, and initializers,
 * which are the tensors.
 *
 *   ModelProto   ir_version = 1, graph = 7
 *   graph        node = 1, initializer = 5 (see onnx-tensor.h), input = 11
 *
 * What the tensors are called in the network is the subject of onnx-graph.h. */

#include "formats.h"

#include "onnx-graph.h"
#include "onnx-probe.h"
#include "onnx-tensor.h"
#include "onnx-topology.h"
#include "files/reader-errors.h"

/* A file that is being opened */
typedef struct
{
  FvReader *reader;
  FvProtobuf file;
  FvOnnxGraph *graph;
} Walk;

/* Reads a tensor, and notes what is known of it as a constant. */
static gboolean
read_constant (Walk *walk, const FvField *whole, const gchar *name, GError **error)
{
  const guint n_tensors = walk->reader->tensors->len;
  g_autofree gchar *own_name = NULL;
  FvOnnxConstant constant;

  if (!fv_onnx_tensor_read (walk->reader, &walk->file, whole, name, error) ||
      !fv_onnx_constant_read (&walk->file, whole, &constant, &own_name, error))
    return FALSE;
  if (name == NULL)
    name = own_name;
  if (walk->reader->tensors->len > n_tensors)
    constant.tensor = (gint)n_tensors;
  if (name != NULL)
    g_hash_table_replace (walk->graph->constants, g_strdup (name),
                          g_memdup2 (&constant, sizeof constant));
  return TRUE;
}

/* Reads the tensor that an attribute of a node of type Constant is. */
static gboolean
read_attribute (Walk *walk, const FvField *whole, const gchar *name, GError **error)
{
  FvMessage message = { .begin = whole->content, .end = whole->end };
  FvField field;

  while (fv_protobuf_next (&walk->file, &message, &field, error))
    if (field.number == 5 && field.wire == FV_WIRE_BYTES &&
        !read_constant (walk, &field, name, error))
      return FALSE;
  return !message.has_failed;
}

static gboolean
read_constant_node (Walk *walk, const FvField *whole, const FvOnnx__Node *node,
                    GError **error)
{
  FvMessage message = { .begin = whole->content, .end = whole->end };
  FvField field;

  while (fv_protobuf_next (&walk->file, &message, &field, error))
    if (field.number == 5 && field.wire == FV_WIRE_BYTES &&
        !read_attribute (walk, &field, node->output[0], error))
      return FALSE;
  return !message.has_failed;
}

static gboolean
read_node (Walk *walk, const FvField *whole, GError **error)
{
  GArray *nodes = walk->graph->nodes;
  const guint n_nodes = nodes->len;
  const FvOnnx__Node *node;

  if (!fv_onnx_graph_add_node (walk->graph, &walk->file, whole, error))
    return FALSE;
  if (nodes->len == n_nodes)
    return TRUE;
  node = g_array_index (nodes, FvOnnxNode, n_nodes).message;
  return g_strcmp0 (node->op_type, "Constant") != 0 || node->n_output == 0 ||
         read_constant_node (walk, whole, node, error);
}

static gboolean
read_graph (Walk *walk, const FvField *whole, GError **error)
{
  FvMessage message = { .begin = whole->content, .end = whole->end };
  FvField field;

  while (fv_protobuf_next (&walk->file, &message, &field, error))
    {
      if (field.wire != FV_WIRE_BYTES)
        continue;
      if (field.number == 1 && !read_node (walk, &field, error))
        return FALSE;
      if (field.number == 5 && !read_constant (walk, &field, NULL, error))
        return FALSE;
      if (field.number == 11 &&
          !fv_onnx_graph_add_input (walk->graph, &walk->file, &field, error))
        return FALSE;
    }
  return !message.has_failed;
}

static gboolean
read_model (Walk *walk, GError **error)
{
  FvMessage message = { .end = FV_PROTOBUF_WHOLE_FILE };
  FvField field;

  while (fv_protobuf_next (&walk->file, &message, &field, error))
    if (field.number == 7 && field.wire == FV_WIRE_BYTES &&
        !read_graph (walk, &field, error))
      return FALSE;
  if (message.has_failed)
    return FALSE;
  return fv_protobuf_end (&walk->file, walk->reader, error);
}

static gboolean
open_file (FvReader *reader, GError **error)
{
  g_autoptr (FvOnnxGraph) graph = fv_onnx_graph_new ();
  Walk walk = { .reader = reader, .graph = graph };

  fv_onnx_tensors_init (reader);
  fv_protobuf_init (&walk.file, reader);
  if (!read_model (&walk, error))
    return FALSE;
  reader->topology = fv_onnx_topology_new (graph, reader);
  fv_onnx_graph_name_tensors (graph, &walk.file, reader);
  return TRUE;
}

const FvFormat fv_format_onnx = {
  .name = "ONNX",
  .probe = fv_onnx_probe,
  .open = open_file,
  .check = fv_onnx_tensor_check,
  .read = fv_onnx_tensor_read_values,
  .close = fv_onnx_tensors_clear,
};
