/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Weights of an ONNX model: a protobuf message with a graph of nodes, and initializers,
 * which are the tensors.
 *
 *   ModelProto   ir_version = 1, graph = 7
 *   graph        node = 1, initializer = 5, input = 11
 *   initializer  see onnx.proto; float_data = 4, int32_data = 5, raw_data = 9,
 *                double_data = 10
 *
 * What the tensors are called in the network is the subject of onnx-graph.h. */

#include "formats.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "onnx-graph.h"
#include "onnx-topology.h"
#include "files/extent.h"
#include "files/reader-errors.h"

#define MAX_IR_VERSION 1000 /* the file format's version; 9 in 2023 */
#define EXTERNAL       1    /* of data_location */

/* How a tensor's values are stored */
typedef enum
{
  DATA_PLAIN,
  DATA_VARINTS, /* each is the bits of a 16-bit number, as a varint */
  DATA_EXTERNAL /* in another file */
} Data;

/* A file that is being opened
 *
 * reader: its state is an array of Data, one for each tensor */
typedef struct
{
  FvReader *reader;
  FvProtobuf file;
  FvOnnxGraph *graph;
} Walk;

static const struct
{
  gint number; /* of data_type */
  const gchar *name;
  FvType type;
  guint32 field; /* that holds such values, if raw_data does not */
} types[] = {
  { 1, "float", FV_TYPE_FLOAT32, 4 },
  { 10, "float16", FV_TYPE_FLOAT16, 5 },
  { 11, "double", FV_TYPE_FLOAT64, 10 },
  { 16, "bfloat16", FV_TYPE_BFLOAT16, 5 },
};

#define FIELD_RAW_DATA   9
#define FIELD_INT32_DATA 5

/* Whether a field is one of a ModelProto, of the published type. */
static gboolean
is_known_field (const FvField *field)
{
  switch (field->number)
    {
    case 1: /* ir_version */
    case 5: /* model_version */
      return field->wire == FV_WIRE_VARINT;
    case 2:  /* producer_name */
    case 3:  /* producer_version */
    case 4:  /* domain */
    case 6:  /* doc_string */
    case 7:  /* graph */
    case 8:  /* opset_import */
    case 14: /* metadata_props */
    case 20: /* training_info */
    case 25: /* functions */
      return field->wire == FV_WIRE_BYTES;
    default:
      return FALSE;
    }
}

/* Protobuf has no signature, so all the first fields must make sense, and there must be
 * a version and something else. */
static gboolean
probe (const FvReader *reader)
{
  FvProtobuf file;
  FvMessage message = { .end = FV_PROTOBUF_WHOLE_FILE };
  FvField field;
  guint64 version = 0;

  fv_protobuf_probe (&file, reader);
  while (fv_protobuf_next (&file, &message, &field, NULL))
    {
      if (!is_known_field (&field))
        return FALSE;
      if (field.number == 1)
        fv_protobuf_read_varint (&file, &field.content, &version, NULL);
    }
  return !message.has_failed && file.n_fields > 1 && version >= 1 &&
         version <= MAX_IR_VERSION;
}

/* Fills in the type once it is known which field the values were in. */
static void
set_type (const FvOnnx__Tensor *message, guint32 field, FvTensor *tensor)
{
  tensor->extent.type = FV_TYPE_OTHER;
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (message->data_type == types[i].number)
      {
        tensor->type = g_strdup (types[i].name);
        if (field == FIELD_RAW_DATA || field == types[i].field)
          tensor->extent.type = types[i].type;
      }
  if (tensor->type == NULL)
    tensor->type = g_strdup_printf ("data_type %d", message->data_type);
}

static Data
find_data (const FvOnnx__Tensor *message, guint32 field)
{
  if (message->data_location == EXTERNAL)
    return DATA_EXTERNAL;
  return field == FIELD_INT32_DATA ? DATA_VARINTS : DATA_PLAIN;
}

static gboolean
get_shape (const FvOnnx__Tensor *message, FvTensor *tensor)
{
  tensor->rank = (gint)message->n_dims;
  for (gsize i = 0; i < message->n_dims; i++)
    {
      if (message->dims[i] < 0)
        return FALSE;
      tensor->shape[i] = (guint64)message->dims[i];
    }
  return TRUE;
}

/* What has no name, as where the file is cut before it, or more dimensions than any
 * tensor of a network here, is passed over.
 *
 * @name: of the tensor, if it is not that in the message
 * @field: number of the field with the values, which lie at @extent */
static gboolean
add_tensor (FvReader *reader, const FvOnnx__Tensor *message, const gchar *name,
            guint32 field, const FvExtent *extent)
{
  FvTensor tensor = { .extent = *extent };
  Data data = find_data (message, field);

  if (name == NULL)
    name = message->name;
  if (name == NULL || message->n_dims > FV_TENSOR_MAX_RANK)
    return TRUE;
  if (!g_utf8_validate (name, -1, NULL) || !get_shape (message, &tensor))
    return FALSE;
  set_type (message, field, &tensor);
  tensor.name = g_strdup (name);
  g_array_append_val (reader->tensors, tensor);
  g_array_append_val ((GArray *)reader->state, data);
  return TRUE;
}

static gboolean
unpack_tensor (FvReader *reader, const GByteArray *head, const gchar *name, guint32 field,
               const FvExtent *extent, GError **error)
{
  FvOnnx__Tensor *message = fv_onnx__tensor__unpack (NULL, head->len, head->data);
  gboolean succeeded =
      message != NULL && add_tensor (reader, message, name, field, extent);

  if (!succeeded)
    fv_reader_set_damaged (reader, error);
  if (message != NULL)
    fv_onnx__tensor__free_unpacked (message, NULL);
  return succeeded;
}

static gboolean
is_data (const FvField *field)
{
  return field->number == FIELD_RAW_DATA || field->number == FIELD_INT32_DATA ||
         field->number == 4 || field->number == 10;
}

static gboolean
is_head (const FvField *field)
{
  return field->number == 1 || field->number == 2 || field->number == 8 ||
         field->number == 14;
}

/* @number: (inout): the field with the values, 0 if there was none yet */
static gboolean
read_tensor_field (Walk *walk, const FvField *field, GByteArray *head, FvExtent *extent,
                   guint32 *number, GError **error)
{
  if (is_head (field) && fv_protobuf_is_whole (&walk->file, field))
    return fv_protobuf_copy (&walk->file, field, head, error);
  if (!is_data (field) || (field->wire == FV_WIRE_BYTES && field->content == field->end))
    return TRUE;
  if (field->wire != FV_WIRE_BYTES || *number != 0)
    {
      fv_reader_set_damaged (walk->reader, error);
      return FALSE;
    }
  *number = field->number;
  extent->begin = field->content;
  extent->end = field->end;
  return TRUE;
}

/* @name: (nullable): of the tensor, if it is not in the message */
static gboolean
read_tensor (Walk *walk, const FvField *whole, const gchar *name, GError **error)
{
  g_autoptr (GByteArray) head = g_byte_array_new ();
  FvMessage message = { .begin = whole->content, .end = whole->end };
  FvExtent extent = { FV_TYPE_OTHER, 0, 0 };
  guint32 number = 0;
  FvField field;

  while (fv_protobuf_next (&walk->file, &message, &field, error))
    if (!read_tensor_field (walk, &field, head, &extent, &number, error))
      return FALSE;
  if (message.has_failed)
    return FALSE;
  if (number == 0 && !fv_protobuf_is_whole (&walk->file, whole))
    return TRUE;
  return unpack_tensor (walk->reader, head, name, number, &extent, error);
}

/* Reads a tensor, and notes what is known of it as a constant. */
static gboolean
read_constant (Walk *walk, const FvField *whole, const gchar *name, GError **error)
{
  const guint n_tensors = walk->reader->tensors->len;
  g_autofree gchar *own_name = NULL;
  FvOnnxConstant constant;

  if (!read_tensor (walk, whole, name, error) ||
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

  reader->state = g_array_new (FALSE, FALSE, sizeof (Data));
  fv_protobuf_init (&walk.file, reader);
  if (!read_model (&walk, error))
    return FALSE;
  reader->topology = fv_onnx_topology_new (graph, reader);
  fv_onnx_graph_name_tensors (graph, &walk.file, reader);
  return TRUE;
}

static Data
get_data (const FvReader *reader, guint tensor)
{
  return g_array_index ((const GArray *)reader->state, Data, tensor);
}

/* A 16-bit number takes 1 to 3 bytes as a varint. */
static gboolean
check_varints (const FvReader *reader, const FvTensor *tensor, GError **error)
{
  guint64 n_bytes = tensor->extent.end - tensor->extent.begin;
  guint64 n_values;

  if (!fv_tensor_get_n_values (tensor, &n_values) || n_bytes < n_values ||
      n_bytes / 3 > n_values)
    fv_reader_set_damaged (reader, error);
  else if (tensor->extent.end > reader->size)
    fv_reader_set_truncated (reader, tensor->name, error);
  else
    return TRUE;
  return FALSE;
}

static gboolean
check (FvReader *reader, guint tensor, GError **error)
{
  const FvTensor *info = fv_reader_get_tensor (reader, tensor);

  if (get_data (reader, tensor) == DATA_EXTERNAL)
    {
      g_set_error (
          error, FV_ERROR, FV_ERROR_WEIGHTS,
          _ ("The weights of “%s” lie in another file (ONNX external data). Save the "
             "model as one file: onnx.save (onnx.load (FILE), NEW_FILE)."),
          reader->label);
      return FALSE;
    }
  if (get_data (reader, tensor) == DATA_VARINTS && info->extent.type != FV_TYPE_OTHER)
    return check_varints (reader, info, error);
  return fv_extent_check_tensor (reader, tensor, error);
}

static gboolean
read_varints (const FvReader *reader, const FvTensor *tensor, gfloat *values,
              GError **error)
{
  guint64 position = tensor->extent.begin;
  guint64 n_values, value;
  FvProtobuf file;

  fv_protobuf_init (&file, reader);
  fv_tensor_get_n_values (tensor, &n_values);
  for (guint64 i = 0; i < n_values; i++)
    {
      guint8 bytes[2];

      if (position >= tensor->extent.end ||
          !fv_protobuf_read_varint (&file, &position, &value, error))
        break;
      bytes[0] = (guint8)value;
      bytes[1] = (guint8)(value >> 8);
      fv_values_decode (tensor->extent.type, bytes, 1, &values[i]);
      if (value > G_MAXUINT16)
        break;
      if (i == n_values - 1 && position == tensor->extent.end)
        return TRUE;
    }
  if (error != NULL && *error == NULL)
    fv_reader_set_damaged (reader, error);
  return FALSE;
}

static gboolean
read_values (FvReader *reader, guint tensor, gfloat *values, GError **error)
{
  if (get_data (reader, tensor) == DATA_VARINTS)
    return read_varints (reader, fv_reader_get_tensor (reader, tensor), values, error);
  return fv_extent_read_tensor (reader, tensor, values, error);
}

static void
close_file (FvReader *reader)
{
  GArray *data = reader->state;

  if (data != NULL)
    g_array_unref (data);
}

const FvFormat fv_format_onnx = {
  .name = "ONNX",
  .probe = probe,
  .open = open_file,
  .check = check,
  .read = read_values,
  .close = close_file,
};
