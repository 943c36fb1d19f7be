/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "onnx-constants.h"

#include <string.h>

#include "files/values.h"
#include "formats/onnx.pb-c.h"

#define MAX_FIELD_BYTES 128 /* of one with a few values, or a name */

/* data_type */
#define TYPE_FLOAT  1
#define TYPE_INT32  6
#define TYPE_INT64  7
#define TYPE_DOUBLE 11

static gboolean
is_read (const FvField *field)
{
  switch (field->number)
    {
    case 1: /* dims */
    case 2: /* data_type */
    case 8: /* name */
      return TRUE;
    case 4:  /* float_data */
    case 5:  /* int32_data */
    case 7:  /* int64_data */
    case 9:  /* raw_data */
    case 10: /* double_data */
      return field->end - field->begin <= MAX_FIELD_BYTES;
    default:
      return FALSE;
    }
}

static gsize
get_size (gint type)
{
  return type == TYPE_FLOAT || type == TYPE_INT32 ? 4 : 8;
}

static gdouble
decode (gint type, const guint8 *bytes)
{
  guint64 bits = fv_values_get_number (bytes, get_size (type));
  guint32 half = (guint32)bits;
  gdouble wide;
  gfloat narrow;

  switch (type)
    {
    case TYPE_FLOAT:
      memcpy (&narrow, &half, sizeof narrow);
      return (gdouble)narrow;
    case TYPE_INT32:
      return (gdouble)(gint32)half;
    case TYPE_INT64:
      return (gdouble)(gint64)bits;
    default:
      memcpy (&wide, &bits, sizeof wide);
      return wide;
    }
}

/* Value @i as the message has it */
static gdouble
get_value (const FvOnnx__Constant *message, gsize i)
{
  if (message->has_raw_data)
    return decode (message->data_type,
                   message->raw_data.data + i * get_size (message->data_type));
  switch (message->data_type)
    {
    case TYPE_FLOAT:
      return (gdouble)message->float_data[i];
    case TYPE_INT32:
      return message->int32_data[i];
    case TYPE_INT64:
      return (gdouble)message->int64_data[i];
    default:
      return message->double_data[i];
    }
}

static gsize
count_values (const FvOnnx__Constant *message)
{
  if (message->has_raw_data)
    return message->raw_data.len / get_size (message->data_type);
  switch (message->data_type)
    {
    case TYPE_FLOAT:
      return message->n_float_data;
    case TYPE_INT32:
      return message->n_int32_data;
    case TYPE_INT64:
      return message->n_int64_data;
    case TYPE_DOUBLE:
      return message->n_double_data;
    default:
      return 0;
    }
}

static void
set_values (const FvOnnx__Constant *message, FvOnnxConstant *constant)
{
  const gint type = message->data_type;
  gsize n_values = 1;

  if (type != TYPE_FLOAT && type != TYPE_INT32 && type != TYPE_INT64 &&
      type != TYPE_DOUBLE)
    return;
  for (gsize i = 0; i < message->n_dims; i++)
    {
      if (message->dims[i] < 0 || message->dims[i] > FV_ONNX_MAX_VALUES)
        return;
      n_values *= (gsize)message->dims[i];
      if (n_values > FV_ONNX_MAX_VALUES)
        return;
    }
  constant->n_values = n_values;
  if (message->n_dims <= 2)
    constant->n_columns = message->n_dims < 2 ? 1 : (gsize)message->dims[1];
  constant->is_read = n_values > 0 && count_values (message) == n_values;
  for (gsize i = 0; i < n_values && constant->is_read; i++)
    constant->values[i] = get_value (message, i);
}

/**
 * fv_onnx_constant_unpack:
 * @bytes: (array length=n_bytes): a tensor with a few values
 * @n_bytes: how many
 * @constant: (out): what is known of it, but for its number among the tensors
 * @name: (out) (optional) (transfer full) (nullable): its name, if it has one
 */
void
fv_onnx_constant_unpack (const guint8 *bytes, gsize n_bytes, FvOnnxConstant *constant,
                         gchar **name)
{
  FvOnnx__Constant *unpacked = fv_onnx__constant__unpack (NULL, n_bytes, bytes);

  *constant = (FvOnnxConstant){ .tensor = -1 };
  if (unpacked == NULL)
    return;
  set_values (unpacked, constant);
  if (name != NULL)
    *name = g_strdup (unpacked->name);
  fv_onnx__constant__free_unpacked (unpacked, NULL);
}

/**
 * fv_onnx_constant_read:
 * @file: the model
 * @whole: a tensor, as a field of what holds it
 * @constant: (out): what is known of it, but for its number among the tensors
 * @name: (out) (transfer full) (nullable): its name, if it has one
 * @error: %FV_ERROR_FILE or %FV_ERROR_WEIGHTS
 *
 * Returns: whether it succeeded
 */
gboolean
fv_onnx_constant_read (FvProtobuf *file, const FvField *whole, FvOnnxConstant *constant,
                       gchar **name, GError **error)
{
  g_autoptr (GByteArray) head = g_byte_array_new ();
  FvMessage message = { .begin = whole->content, .end = whole->end };
  FvField field;

  *constant = (FvOnnxConstant){ .tensor = -1 };
  *name = NULL;
  while (fv_protobuf_next (file, &message, &field, error))
    if (is_read (&field) && fv_protobuf_is_whole (file, &field) &&
        !fv_protobuf_copy (file, &field, head, error))
      return FALSE;
  if (message.has_failed)
    return FALSE;
  fv_onnx_constant_unpack (head->data, head->len, constant, name);
  return TRUE;
}

/**
 * fv_onnx_constant_is:
 * @constant: (nullable): a constant
 * @value: a number
 *
 * Returns: whether the constant is that number
 */
gboolean
fv_onnx_constant_is (const FvOnnxConstant *constant, gdouble value)
{
  return constant != NULL && constant->is_read && constant->n_values == 1 &&
         constant->values[0] == value;
}
