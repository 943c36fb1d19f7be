/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "onnx-tensor.h"

#include <glib/gi18n-lib.h>

#include "files/extent.h"
#include "files/reader-errors.h"
#include "formats/onnx.pb-c.h"

#define EXTERNAL 1 /* of data_location */

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

/* How a tensor's values are stored */
typedef enum
{
  DATA_PLAIN,
  DATA_VARINTS, /* each is the bits of a 16-bit number, as a varint */
  DATA_EXTERNAL /* in another file */
} Data;

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
read_field (FvReader *reader, FvProtobuf *file, const FvField *field, GByteArray *head,
            FvExtent *extent, guint32 *number, GError **error)
{
  if (is_head (field) && fv_protobuf_is_whole (file, field))
    return fv_protobuf_copy (file, field, head, error);
  if (!is_data (field) || (field->wire == FV_WIRE_BYTES && field->content == field->end))
    return TRUE;
  if (field->wire != FV_WIRE_BYTES || *number != 0)
    {
      fv_reader_set_damaged (reader, error);
      return FALSE;
    }
  *number = field->number;
  extent->begin = field->content;
  extent->end = field->end;
  return TRUE;
}

/**
 * fv_onnx_tensor_read:
 * @reader: gets the tensor
 * @file: where it is
 * @whole: its message
 * @name: (nullable): of the tensor, if it is not in the message
 * @error: %FV_ERROR_FILE or %FV_ERROR_WEIGHTS
 *
 * What is no tensor of a network is passed over.
 *
 * Returns: whether it succeeded
 */
gboolean
fv_onnx_tensor_read (FvReader *reader, FvProtobuf *file, const FvField *whole,
                     const gchar *name, GError **error)
{
  g_autoptr (GByteArray) head = g_byte_array_new ();
  FvMessage message = { .begin = whole->content, .end = whole->end };
  FvExtent extent = { FV_TYPE_OTHER, 0, 0 };
  guint32 number = 0;
  FvField field;

  while (fv_protobuf_next (file, &message, &field, error))
    if (!read_field (reader, file, &field, head, &extent, &number, error))
      return FALSE;
  if (message.has_failed)
    return FALSE;
  if (number == 0 && !fv_protobuf_is_whole (file, whole))
    return TRUE;
  return unpack_tensor (reader, head, name, number, &extent, error);
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

/* The functions of a #FvFormat */

gboolean
fv_onnx_tensor_check (FvReader *reader, guint tensor, GError **error)
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

gboolean
fv_onnx_tensor_read_values (FvReader *reader, guint tensor, gfloat *values,
                            GError **error)
{
  if (get_data (reader, tensor) == DATA_VARINTS)
    return read_varints (reader, fv_reader_get_tensor (reader, tensor), values, error);
  return fv_extent_read_tensor (reader, tensor, values, error);
}

/* Makes the reader's state. */
void
fv_onnx_tensors_init (FvReader *reader)
{
  reader->state = g_array_new (FALSE, FALSE, sizeof (Data));
}

void
fv_onnx_tensors_clear (FvReader *reader)
{
  GArray *data = reader->state;

  if (data != NULL)
    g_array_unref (data);
}
