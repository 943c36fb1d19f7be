/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "caffe-message.h"

/* Where a field is, and where caffe.proto's Layer has it */
typedef struct
{
  guint32 number;
  guint32 layer;
} Move;

/* NetParameter's layer, and its older layers */
static const Move moves[] = {
  { 1, 1 },     { 2, 2 },     { 3, 3 },     { 4, 4 },     { 8, 8 },     { 9, 9 },
  { 100, 100 }, { 104, 104 }, { 106, 106 }, { 110, 110 }, { 117, 117 }, { 118, 118 },
  { 121, 121 }, { 122, 122 }, { 123, 123 }, { 133, 133 }, { 135, 135 }, { 139, 139 },
  { 140, 140 }, { 141, 141 }, { 142, 142 }, { 143, 143 }, { 147, 147 }, { 148, 148 },
};
static const Move old_moves[] = {
  { 4, 1 },    { 5, 1000 }, { 2, 3 },    { 3, 4 },    { 32, 8 },
  { 33, 9 },   { 36, 100 }, { 9, 104 },  { 10, 106 }, { 24, 110 },
  { 17, 117 }, { 18, 118 }, { 19, 121 }, { 21, 122 }, { 30, 123 },
};

/* all: what matters of the message
 * names: of it, its names and its type */
typedef struct
{
  FvProtobuf *file;
  GByteArray *all;
  GByteArray *names;
} Head;

static void
append_varint (GByteArray *bytes, guint64 value)
{
  guint8 byte;

  for (; value >= 0x80; value >>= 7)
    {
      byte = (guint8)(value & 0x7f) | 0x80;
      g_byte_array_append (bytes, &byte, 1);
    }
  byte = (guint8)value;
  g_byte_array_append (bytes, &byte, 1);
}

/* Copies a field to another number. */
static gboolean
copy_field (Head *head, const FvField *field, guint32 number, GError **error)
{
  const guint begin = head->all->len;
  FvField content = *field;

  append_varint (head->all, (guint64)number << 3 | field->wire);
  if (field->wire == FV_WIRE_BYTES)
    append_varint (head->all, field->end - field->content);
  content.begin = field->content;
  if (!fv_protobuf_copy (head->file, &content, head->all, error))
    return FALSE;
  if (number <= 4 || number == 1000)
    g_byte_array_append (head->names, head->all->data + begin, head->all->len - begin);
  return TRUE;
}

static gboolean
read_field (Head *head, const FvField *field, gboolean is_old, GError **error)
{
  const Move *table = is_old ? old_moves : moves;
  const gsize n_moves = is_old ? G_N_ELEMENTS (old_moves) : G_N_ELEMENTS (moves);

  for (gsize i = 0; i < n_moves; i++)
    if (table[i].number == field->number)
      return !fv_protobuf_is_whole (head->file, field) ||
             copy_field (head, field, table[i].layer, error);
  return TRUE;
}

/* Returns: (transfer full) (nullable): the layer; where its parameters are not what Caffe
 * has by these numbers, its names and its type alone */
static FvCaffe__Layer *
unpack (const Head *head)
{
  FvCaffe__Layer *layer = fv_caffe__layer__unpack (NULL, head->all->len, head->all->data);

  return layer != NULL
             ? layer
             : fv_caffe__layer__unpack (NULL, head->names->len, head->names->data);
}

/**
 * fv_caffe_message_are_texts:
 * @texts: (array length=n_texts): strings of a message
 * @n_texts: how many
 *
 * Returns: whether all are UTF-8
 */
gboolean
fv_caffe_message_are_texts (gchar *const *texts, gsize n_texts)
{
  for (gsize i = 0; i < n_texts; i++)
    if (!g_utf8_validate (texts[i], -1, NULL))
      return FALSE;
  return TRUE;
}

static gboolean
has_texts (const FvCaffe__Layer *layer)
{
  return layer->name != NULL && g_utf8_validate (layer->name, -1, NULL) &&
         (layer->type == NULL || g_utf8_validate (layer->type, -1, NULL)) &&
         fv_caffe_message_are_texts (layer->bottom, layer->n_bottom) &&
         fv_caffe_message_are_texts (layer->top, layer->n_top);
}

static void
free_layer (FvCaffe__Layer *layer)
{
  fv_caffe__layer__free_unpacked (layer, NULL);
}

/**
 * fv_caffe_message_read:
 * @file: the file
 * @whole: a layer, as a field of its net
 * @is_old: whether it is one of the first Caffe's
 * @layer: (out) (transfer full) (nullable): the layer; %NULL if it has no name
 * @error: %FV_ERROR_FILE or %FV_ERROR_WEIGHTS
 *
 * Returns: whether it succeeded
 */
gboolean
fv_caffe_message_read (FvProtobuf *file, const FvField *whole, gboolean is_old,
                       FvCaffe__Layer **layer, GError **error)
{
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autoptr (GByteArray) names = g_byte_array_new ();
  Head head = { file, all, names };
  FvMessage message = { .begin = whole->content, .end = whole->end };
  FvField field;

  *layer = NULL;
  while (fv_protobuf_next (file, &message, &field, error))
    if (!read_field (&head, &field, is_old, error))
      return FALSE;
  if (message.has_failed)
    return FALSE;
  *layer = unpack (&head);
  if (*layer != NULL && !has_texts (*layer))
    g_clear_pointer (layer, free_layer);
  return TRUE;
}
