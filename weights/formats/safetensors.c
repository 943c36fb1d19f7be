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

#include "formats.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "files/extent.h"
#include "files/json.h"
#include "files/reader-errors.h"
#include "meaning/training.h"

#define LENGTH_BYTES     8
#define MAX_HEADER_BYTES (1024 * 1024) /* VGG19's header has 4 kB */
#define MAX_NESTING      8             /* a true header has 3 levels */
#define MAX_TYPE_LENGTH  16

static const struct
{
  const gchar *name;
  FvType type;
} types[] = {
  { "F32", FV_TYPE_FLOAT32 },
  { "F16", FV_TYPE_FLOAT16 },
  { "BF16", FV_TYPE_BFLOAT16 },
  { "F64", FV_TYPE_FLOAT64 },
};

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
parse_offsets (JsonArray *array, guint64 data_begin, FvExtent *extent)
{
  return json_array_get_length (array) == 2 &&
         get_size (json_array_get_element (array, 0), &extent->begin) &&
         get_size (json_array_get_element (array, 1), &extent->end) &&
         g_uint64_checked_add (&extent->begin, extent->begin, data_begin) &&
         g_uint64_checked_add (&extent->end, extent->end, data_begin) &&
         extent->end <= G_MAXINT64;
}

static FvType
find_type (const gchar *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (types); i++)
    if (strcmp (name, types[i].name) == 0)
      return types[i].type;
  return FV_TYPE_OTHER;
}

/* What has more dimensions than any tensor of a network here is passed over. */
static gboolean
add_tensor (FvReader *reader, const gchar *name, JsonObject *object, guint64 data_begin)
{
  JsonNode *type = json_object_get_member (object, "dtype");
  JsonArray *shape = get_array (object, "shape");
  JsonArray *offsets = get_array (object, "data_offsets");
  FvTensor tensor = { NULL };

  if (type == NULL || json_node_get_value_type (type) != G_TYPE_STRING || shape == NULL ||
      offsets == NULL || !parse_offsets (offsets, data_begin, &tensor.extent))
    return FALSE;
  if (json_array_get_length (shape) > FV_TENSOR_MAX_RANK)
    return TRUE;
  if (!parse_shape (shape, &tensor) ||
      strlen (json_node_get_string (type)) > MAX_TYPE_LENGTH)
    return FALSE;
  tensor.extent.type = find_type (json_node_get_string (type));
  tensor.name = g_strdup (name);
  tensor.type = g_strdup (json_node_get_string (type));
  g_array_append_val (reader->tensors, tensor);
  return TRUE;
}

/* "103.53 116.28 123.675": of B, G, R */
static gboolean
parse_mean (FvReader *reader, const gchar *text)
{
  for (gint i = 0; i < 3; i++)
    {
      gchar *end;
      gdouble value = g_ascii_strtod (text, &end);

      if (end == text || !(value >= 0 && value <= 255))
        return FALSE;
      reader->mean[i] = (gfloat)value;
      text = end;
    }
  reader->has_mean = TRUE;
  return *text == '\0';
}

static const gchar *
get_string (JsonObject *object, const gchar *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && json_node_get_value_type (node) == G_TYPE_STRING
             ? json_node_get_string (node)
             : NULL;
}

/* What fv_weights_convert() has noted; what others note says nothing of the weights. */
static gboolean
parse_metadata (FvReader *reader, JsonObject *metadata)
{
  const gchar *training = get_string (metadata, "training");
  const gchar *mean = get_string (metadata, "mean");

  if (g_strcmp0 (get_string (metadata, "format"), "featvis") != 0)
    return TRUE;
  reader->training = training != NULL ? fv_training_find (training) : NULL;
  return mean == NULL || parse_mean (reader, mean);
}

static gboolean
parse_header (FvReader *reader, const gchar *json, gsize length)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  JsonObjectIter iter;
  JsonNode *node;
  const gchar *name;

  if (!g_utf8_validate (json, (gssize)length, NULL) ||
      !fv_json_is_shallow (json, length, MAX_NESTING) ||
      !json_parser_load_from_data (parser, json, (gssize)length, NULL))
    return FALSE;
  node = json_parser_get_root (parser);
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    return FALSE;

  json_object_iter_init_ordered (&iter, json_node_get_object (node));
  while (json_object_iter_next_ordered (&iter, &name, &node))
    {
      if (!JSON_NODE_HOLDS_OBJECT (node))
        return FALSE;
      if (strcmp (name, "__metadata__") == 0
              ? !parse_metadata (reader, json_node_get_object (node))
              : !add_tensor (reader, name, json_node_get_object (node),
                             LENGTH_BYTES + length))
        return FALSE;
    }
  return TRUE;
}

static gboolean
open_file (FvReader *reader, GError **error)
{
  guint8 bytes[LENGTH_BYTES];
  guint64 length;
  g_autofree gchar *json = NULL;

  if (!fv_reader_read_bytes (reader, 0, bytes, LENGTH_BYTES, error))
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
  if (!fv_reader_read_bytes (reader, LENGTH_BYTES, json, length, error))
    return FALSE;
  if (!parse_header (reader, json, length))
    {
      fv_reader_set_damaged (reader, error);
      return FALSE;
    }
  return TRUE;
}

const FvFormat fv_format_safetensors = {
  .name = "safetensors",
  .probe = probe,
  .open = open_file,
  .check = fv_extent_check_tensor,
  .read = fv_extent_read_tensor,
};
