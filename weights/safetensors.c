/* SPDX-License-Identifier: GPL-3.0-or-later */

/* safetensors (https://github.com/huggingface/safetensors):
 *
 *   8 bytes   length of the header, little-endian
 *   header    JSON: { "name": { "dtype": "F32", "shape": [2, 3],
 *                               "data_offsets": [begin, end] }, … }
 *   data      to its beginning the offsets refer; little-endian, C order
 *
 * Tensors are read one by one where they lie, so a file that was cut serves for
 * those before the cut. */

#include "reader.h"

#include <json-glib/json-glib.h>
#include <string.h>

#define LENGTH_BYTES        8
#define MAX_HEADER_BYTES    (1024 * 1024) /* VGG19's header has 4 kB */
#define MAX_NESTING         8             /* a true header has 3 levels */
#define MAX_TYPE_LENGTH     16
#define VALUES_READ_AT_ONCE 16384

typedef enum
{
  TYPE_F32,
  TYPE_F16,
  TYPE_BF16,
  TYPE_OTHER
} Type;

static const struct
{
  const gchar *name;
  gsize size;
} types[] = {
  [TYPE_F32] = { "F32", 4 }, [TYPE_F16] = { "F16", 2 }, [TYPE_BF16] = { "BF16", 2 }
};

/* Where a tensor lies, counted from the beginning of the file. */
typedef struct
{
  Type type;
  guint64 begin;
  guint64 end;
} Place;

typedef struct
{
  GFileInputStream *stream;
  GArray *places; /* of Place, one for each tensor of the reader */
} State;

static guint64
decode_length (const guint8 *bytes)
{
  guint64 length;

  memcpy (&length, bytes, sizeof length);
  return GUINT64_FROM_LE (length);
}

static gboolean
probe (const FvReader *reader)
{
  return reader->n_first_bytes > LENGTH_BYTES && reader->first_bytes[LENGTH_BYTES] == '{';
}

/* json-glib goes one level deeper into the stack for each bracket. It would also
 * take comments, in which quotes and brackets mean nothing; so what a header has
 * no use for is refused before brackets are counted wrongly. */
static gboolean
is_shallow_json (const gchar *json, gsize length)
{
  gint depth = 0;
  gboolean in_string = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (in_string && json[i] == '\\')
        i++;
      else if (json[i] == '"')
        in_string = !in_string;
      else if (in_string)
        continue;
      else if (json[i] == '{' || json[i] == '[')
        depth++;
      else if (json[i] == '}' || json[i] == ']')
        depth--;
      else if (!g_ascii_isalnum (json[i]) && strchr (" \t\r\n,:+-.", json[i]) == NULL)
        return FALSE;
      if (depth > MAX_NESTING)
        return FALSE;
    }
  return TRUE;
}

static gboolean
get_size (JsonNode *node, guint64 *value)
{
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64 ||
      json_node_get_int (node) < 0)
    return FALSE;
  *value = (guint64)json_node_get_int (node);
  return TRUE;
}

static JsonArray *
get_array (JsonObject *object, const gchar *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static gboolean
parse_shape (JsonArray *array, FvTensor *tensor)
{
  tensor->rank = (gint)json_array_get_length (array);
  for (gint i = 0; i < tensor->rank; i++)
    if (!get_size (json_array_get_element (array, (guint)i), &tensor->shape[i]))
      return FALSE;
  return TRUE;
}

static gboolean
parse_offsets (JsonArray *array, guint64 data_begin, Place *place)
{
  return json_array_get_length (array) == 2 &&
         get_size (json_array_get_element (array, 0), &place->begin) &&
         get_size (json_array_get_element (array, 1), &place->end) &&
         g_uint64_checked_add (&place->begin, place->begin, data_begin) &&
         g_uint64_checked_add (&place->end, place->end, data_begin) &&
         place->end <= G_MAXINT64;
}

static Type
find_type (const gchar *name)
{
  for (gint i = 0; i < TYPE_OTHER; i++)
    if (strcmp (name, types[i].name) == 0)
      return i;
  return TYPE_OTHER;
}

/* What has more dimensions than any tensor of a network here is passed over. */
static gboolean
add_tensor (FvReader *reader, const gchar *name, JsonObject *object, guint64 data_begin)
{
  State *state = reader->state;
  JsonNode *type = json_object_get_member (object, "dtype");
  JsonArray *shape = get_array (object, "shape");
  JsonArray *offsets = get_array (object, "data_offsets");
  FvTensor tensor = { NULL };
  Place place;

  if (type == NULL || json_node_get_value_type (type) != G_TYPE_STRING || shape == NULL ||
      offsets == NULL || !parse_offsets (offsets, data_begin, &place))
    return FALSE;
  if (json_array_get_length (shape) > FV_TENSOR_MAX_RANK)
    return TRUE;
  if (!parse_shape (shape, &tensor) ||
      strlen (json_node_get_string (type)) > MAX_TYPE_LENGTH)
    return FALSE;
  place.type = find_type (json_node_get_string (type));
  tensor.name = g_strdup (name);
  tensor.type = g_strdup (json_node_get_string (type));
  g_array_append_val (reader->tensors, tensor);
  g_array_append_val (state->places, place);
  return TRUE;
}

static gboolean
parse_header (FvReader *reader, const gchar *json, gsize length)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObjectIter iter;
  JsonNode *node;
  const gchar *name;

  if (!g_utf8_validate (json, (gssize)length, NULL) || !is_shallow_json (json, length) ||
      !json_parser_load_from_data (parser, json, (gssize)length, NULL))
    return FALSE;
  node = json_parser_get_root (parser);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;

  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &name, &node))
    {
      if (strcmp (name, "__metadata__") == 0)
        continue;
      if (!JSON_NODE_HOLDS_OBJECT (node) ||
          !add_tensor (reader, name, json_node_get_object (node), LENGTH_BYTES + length))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_at (FvReader *reader, guint64 offset, gpointer bytes, gsize n_bytes, GError **error)
{
  State *state = reader->state;
  g_autoptr (GError) reason = NULL;
  gsize n_read = 0;

  if (!g_seekable_seek (G_SEEKABLE (state->stream), (goffset)offset, G_SEEK_SET, NULL,
                        &reason) ||
      !g_input_stream_read_all (G_INPUT_STREAM (state->stream), bytes, n_bytes, &n_read,
                                NULL, &reason))
    {
      fv_reader_set_unreadable (reader, reason, error);
      return FALSE;
    }
  if (n_read < n_bytes)
    {
      fv_reader_set_truncated (reader, NULL, error);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_header (FvReader *reader, GError **error)
{
  guint8 bytes[LENGTH_BYTES];
  guint64 length;
  g_autofree gchar *json = NULL;

  if (!read_at (reader, 0, bytes, LENGTH_BYTES, error))
    return FALSE;
  length = decode_length (bytes);
  if (length > MAX_HEADER_BYTES)
    {
      fv_reader_set_damaged (reader, error);
      return FALSE;
    }
  if (length > reader->size - MIN (reader->size, LENGTH_BYTES))
    {
      fv_reader_set_truncated (reader, NULL, error);
      return FALSE;
    }
  json = g_malloc (length + 1);
  json[length] = '\0';
  if (!read_at (reader, LENGTH_BYTES, json, length, error))
    return FALSE;
  if (!parse_header (reader, json, length))
    {
      fv_reader_set_damaged (reader, error);
      return FALSE;
    }
  return TRUE;
}

static gboolean
open_file (FvReader *reader, GError **error)
{
  g_autoptr (GError) reason = NULL;
  State *state = g_new0 (State, 1);

  reader->state = state;
  state->places = g_array_new (FALSE, TRUE, sizeof (Place));
  state->stream = g_file_read (reader->location, NULL, &reason);
  if (state->stream == NULL)
    {
      fv_reader_set_unreadable (reader, reason, error);
      return FALSE;
    }
  return read_header (reader, error);
}

static gboolean
check (FvReader *reader, guint tensor, GError **error)
{
  State *state = reader->state;
  const FvTensor *info = fv_reader_get_tensor (reader, tensor);
  const Place *place = &g_array_index (state->places, Place, tensor);
  guint64 n_values;

  if (place->type == TYPE_OTHER)
    {
      fv_reader_set_unknown_type (reader, info, error);
      return FALSE;
    }
  if (!fv_tensor_get_n_values (info, &n_values) || place->begin > place->end ||
      place->end - place->begin != n_values * types[place->type].size)
    {
      fv_reader_set_damaged (reader, error);
      return FALSE;
    }
  if (place->end > reader->size)
    {
      fv_reader_set_truncated (reader, info->name, error);
      return FALSE;
    }
  return TRUE;
}

static gfloat
float_from_bits (guint32 bits)
{
  gfloat value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

/* IEEE 754 binary16: sign, 5 bits of exponent biased by 15, 10 of fraction. */
static gfloat
float_from_half (guint16 half)
{
  guint32 sign = (guint32)(half & 0x8000) << 16;
  guint32 exponent = (half >> 10) & 0x1f;
  guint32 fraction = half & 0x3ff;

  if (exponent == 0)
    return (sign != 0 ? -1.0f : 1.0f) * (gfloat)fraction * 0x1p-24f;
  if (exponent == 0x1f)
    return float_from_bits (sign | 0x7f800000 | fraction << 13);
  return float_from_bits (sign | (exponent + 127 - 15) << 23 | fraction << 13);
}

static void
decode (Type type, const guint8 *bytes, gsize n_values, gfloat *values)
{
  for (gsize i = 0; i < n_values; i++)
    {
      const guint8 *b = bytes + i * types[type].size;
      guint16 half = (guint16)(b[0] | b[1] << 8);

      if (type == TYPE_F32)
        values[i] = float_from_bits (half | (guint32)b[2] << 16 | (guint32)b[3] << 24);
      else if (type == TYPE_BF16)
        values[i] = float_from_bits ((guint32)half << 16);
      else
        values[i] = float_from_half (half);
    }
}

static gboolean
read_values (FvReader *reader, guint tensor, gfloat *values, GError **error)
{
  State *state = reader->state;
  const Place *place = &g_array_index (state->places, Place, tensor);
  gsize size = types[place->type].size;
  guint64 n_values = (place->end - place->begin) / size;
  g_autofree guint8 *bytes = g_malloc (VALUES_READ_AT_ONCE * size);

  for (guint64 i = 0; i < n_values; i += VALUES_READ_AT_ONCE)
    {
      gsize n = (gsize)MIN (n_values - i, VALUES_READ_AT_ONCE);

      if (!read_at (reader, place->begin + i * size, bytes, n * size, error))
        return FALSE;
      decode (place->type, bytes, n, values + i);
    }
  return TRUE;
}

static void
close_file (FvReader *reader)
{
  State *state = reader->state;

  if (state == NULL)
    return;
  g_clear_object (&state->stream);
  g_array_unref (state->places);
  g_free (state);
}

const FvFormat fv_format_safetensors = {
  .name = "safetensors",
  .probe = probe,
  .open = open_file,
  .check = check,
  .read = read_values,
  .close = close_file,
};
