/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Weights of an ONNX model: a protobuf message with a graph of nodes, and initializers,
 * which are the tensors.
 *
 *   ModelProto   ir_version = 1, graph = 7
 *   graph        node = 1, initializer = 5
 *   initializer  see onnx.proto; float_data = 4, int32_data = 5, raw_data = 9,
 *                double_data = 10
 *
 * What the tensors are called in the network is the subject of onnx-graph.h. */

#include "onnx-graph.h"
#include "files/place.h"
#include "files/protobuf.h"
#include "files/reader.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "formats/onnx.pb-c.h"

#define MAX_IR_VERSION 1000 /* the file format's version; 9 in 2023 */
#define EXTERNAL       1    /* of data_location */

/* @is_varints: each value is the bits of a 16-bit number, as a varint */
typedef struct
{
  FvPlace place;
  gboolean is_varints;
  gboolean is_external;
} Data;

typedef struct
{
  FvProtobuf file;
  GArray *data; /* of Data, one for each tensor of the reader */
  FvOnnxGraph *graph;
} State;

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
  FvMessage message = { 0, FV_PROTOBUF_WHOLE_FILE };
  FvField field;
  guint64 version = 0;
  g_autoptr (GError) error = NULL;

  fv_protobuf_probe (&file, reader);
  while (fv_protobuf_next (&file, &message, &field, &error))
    {
      if (!is_known_field (&field))
        return FALSE;
      if (field.number == 1)
        fv_protobuf_read_varint (&file, &field.content, &version, &error);
    }
  return error == NULL && file.n_fields > 1 && version >= 1 && version <= MAX_IR_VERSION;
}

/* Fills in the type once it is known which field the values were in. */
static void
set_type (const FvOnnx__Tensor *message, guint32 field, FvTensor *tensor, Data *data)
{
  data->place.type = FV_TYPE_OTHER;
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (message->data_type == types[i].number)
      {
        tensor->type = g_strdup (types[i].name);
        if (field == FIELD_RAW_DATA || field == types[i].field)
          data->place.type = types[i].type;
      }
  if (tensor->type == NULL)
    tensor->type = g_strdup_printf ("data_type %d", message->data_type);
  data->is_varints = field == FIELD_INT32_DATA;
  data->is_external = message->data_location == EXTERNAL;
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
 * tensor of a network here, is passed over. */
static gboolean
add_tensor (State *state, FvReader *reader, const FvOnnx__Tensor *message, guint32 field,
            Data *data)
{
  FvTensor tensor = { NULL };

  if (message->name == NULL || message->n_dims > FV_TENSOR_MAX_RANK)
    return TRUE;
  if (!g_utf8_validate (message->name, -1, NULL) || !get_shape (message, &tensor))
    return FALSE;
  set_type (message, field, &tensor, data);
  tensor.name = g_strdup (message->name);
  g_array_append_val (reader->tensors, tensor);
  g_array_append_val (state->data, *data);
  return TRUE;
}

static gboolean
unpack_tensor (State *state, FvReader *reader, const GByteArray *head, guint32 field,
               Data *data, GError **error)
{
  FvOnnx__Tensor *message = fv_onnx__tensor__unpack (NULL, head->len, head->data);
  gboolean succeeded =
      message != NULL && add_tensor (state, reader, message, field, data);

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
read_tensor_field (State *state, const FvField *field, GByteArray *head, Data *data,
                   guint32 *number, GError **error)
{
  if (is_head (field) && fv_protobuf_is_whole (&state->file, field))
    return fv_protobuf_copy (&state->file, field, head, error);
  if (!is_data (field) || (field->wire == FV_WIRE_BYTES && field->content == field->end))
    return TRUE;
  if (field->wire != FV_WIRE_BYTES || *number != 0)
    {
      fv_reader_set_damaged (state->file.reader, error);
      return FALSE;
    }
  *number = field->number;
  data->place.begin = field->content;
  data->place.end = field->end;
  return TRUE;
}

static gboolean
read_tensor (State *state, FvReader *reader, const FvField *whole, GError **error)
{
  g_autoptr (GByteArray) head = g_byte_array_new ();
  FvMessage message = { whole->content, whole->end };
  Data data = { 0 };
  guint32 number = 0;
  FvField field;
  GError *reason = NULL;

  while (fv_protobuf_next (&state->file, &message, &field, &reason))
    if (!read_tensor_field (state, &field, head, &data, &number, error))
      return FALSE;
  if (reason != NULL)
    {
      g_propagate_error (error, reason);
      return FALSE;
    }
  if (number == 0 && !fv_protobuf_is_whole (&state->file, whole))
    return TRUE;
  return unpack_tensor (state, reader, head, number, &data, error);
}

static gboolean
read_graph (State *state, FvReader *reader, const FvField *whole, GError **error)
{
  FvMessage message = { whole->content, whole->end };
  FvField field;
  GError *reason = NULL;

  while (fv_protobuf_next (&state->file, &message, &field, &reason))
    {
      if (field.wire != FV_WIRE_BYTES)
        continue;
      if (field.number == 1 &&
          !fv_onnx_graph_add_node (state->graph, &state->file, &field, error))
        return FALSE;
      if (field.number == 5 && !read_tensor (state, reader, &field, error))
        return FALSE;
    }
  if (reason != NULL)
    g_propagate_error (error, reason);
  return reason == NULL;
}

static gboolean
read_model (State *state, FvReader *reader, GError **error)
{
  FvMessage message = { 0, FV_PROTOBUF_WHOLE_FILE };
  FvField field;
  GError *reason = NULL;

  while (fv_protobuf_next (&state->file, &message, &field, &reason))
    if (field.number == 7 && field.wire == FV_WIRE_BYTES &&
        !read_graph (state, reader, &field, error))
      return FALSE;
  if (reason != NULL)
    {
      g_propagate_error (error, reason);
      return FALSE;
    }
  reader->is_cut = state->file.is_truncated;
  if (reader->tensors->len == 0 && reader->is_cut)
    {
      fv_reader_set_truncated (reader, NULL, error);
      return FALSE;
    }
  return TRUE;
}

static gboolean
open_file (FvReader *reader, GError **error)
{
  State *state = g_new0 (State, 1);

  reader->state = state;
  state->data = g_array_new (FALSE, TRUE, sizeof (Data));
  state->graph = fv_onnx_graph_new ();
  if (!fv_protobuf_open (&state->file, reader, error) ||
      !read_model (state, reader, error))
    return FALSE;
  fv_onnx_graph_name_tensors (state->graph, &state->file, reader);
  return TRUE;
}

/* A 16-bit number takes 1 to 3 bytes as a varint. */
static gboolean
check_varints (const FvReader *reader, const FvTensor *tensor, const FvPlace *place,
               GError **error)
{
  guint64 n_bytes = place->end - place->begin;
  guint64 n_values;

  if (!fv_tensor_get_n_values (tensor, &n_values) || n_bytes < n_values ||
      n_bytes / 3 > n_values)
    fv_reader_set_damaged (reader, error);
  else if (place->end > reader->size)
    fv_reader_set_truncated (reader, tensor->name, error);
  else
    return TRUE;
  return FALSE;
}

static gboolean
check (FvReader *reader, guint tensor, GError **error)
{
  State *state = reader->state;
  const FvTensor *info = fv_reader_get_tensor (reader, tensor);
  const Data *data = &g_array_index (state->data, Data, tensor);

  if (data->is_external)
    {
      g_set_error (
          error, FV_ERROR, FV_ERROR_WEIGHTS,
          _ ("The weights of “%s” lie in another file (ONNX external data). Save the "
             "model as one file: onnx.save (onnx.load (FILE), NEW_FILE)."),
          reader->label);
      return FALSE;
    }
  if (data->is_varints && data->place.type != FV_TYPE_OTHER)
    return check_varints (reader, info, &data->place, error);
  return fv_place_check (reader, info, &data->place, error);
}

static gboolean
read_varints (State *state, const FvTensor *tensor, const FvPlace *place, gfloat *values,
              GError **error)
{
  guint64 position = place->begin;
  guint64 n_values, value;

  fv_tensor_get_n_values (tensor, &n_values);
  for (guint64 i = 0; i < n_values; i++)
    {
      guint8 bytes[2];

      if (position >= place->end ||
          !fv_protobuf_read_varint (&state->file, &position, &value, error))
        break;
      bytes[0] = (guint8)value;
      bytes[1] = (guint8)(value >> 8);
      fv_values_decode (place->type, bytes, 1, &values[i]);
      if (value > G_MAXUINT16)
        break;
      if (i == n_values - 1 && position == place->end)
        return TRUE;
    }
  if (error != NULL && *error == NULL)
    fv_reader_set_damaged (state->file.reader, error);
  return FALSE;
}

static gboolean
read_values (FvReader *reader, guint tensor, gfloat *values, GError **error)
{
  State *state = reader->state;
  const Data *data = &g_array_index (state->data, Data, tensor);

  if (data->is_varints)
    return read_varints (state, fv_reader_get_tensor (reader, tensor), &data->place,
                         values, error);
  return fv_place_read (reader, state->file.stream, &data->place, values, error);
}

static void
close_file (FvReader *reader)
{
  State *state = reader->state;

  if (state == NULL)
    return;
  fv_protobuf_close (&state->file);
  g_array_unref (state->data);
  fv_onnx_graph_free (state->graph);
  g_free (state);
}

const FvFormat fv_format_onnx = {
  .name = "ONNX",
  .probe = probe,
  .open = open_file,
  .check = check,
  .read = read_values,
  .close = close_file,
};
