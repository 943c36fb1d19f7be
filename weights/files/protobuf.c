/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "protobuf.h"

#include <string.h>

#include "reader-errors.h"

/* Of a file in all. VGG19 has some hundred fields where this looks, and some kilobytes
 * of names and shapes; more is meant to use up time or memory. */
#define MAX_FIELDS       50000
#define MAX_COPIED_BYTES (4 * 1024 * 1024)

#define MAX_NUMBER ((1 << 29) - 1)

/**
 * fv_protobuf_init:
 * @file: (out caller-allocates): a file that is to be walked through
 * @reader: its reader, which must outlive it
 */
void
fv_protobuf_init (FvProtobuf *file, const FvReader *reader)
{
  memset (file, 0, sizeof *file);
  file->reader = reader;
  file->size = reader->size;
}

/**
 * fv_protobuf_probe:
 * @file: (out caller-allocates): stands for the first bytes of the reader's file, as if
 *   it had been truncated after them
 * @reader: the reader
 */
void
fv_protobuf_probe (FvProtobuf *file, const FvReader *reader)
{
  memset (file, 0, sizeof *file);
  file->reader = reader;
  file->size = file->buffer_length = reader->n_first_bytes;
  memcpy (file->buffer, reader->first_bytes, reader->n_first_bytes);
}

/* Returns: %FALSE without an error at the end of the file */
static gboolean
get_byte (FvProtobuf *file, guint64 offset, guint8 *byte, GError **error)
{
  if (offset >= file->size)
    {
      file->is_truncated = TRUE;
      return FALSE;
    }
  if (offset < file->buffer_begin || offset - file->buffer_begin >= file->buffer_length)
    {
      gsize length = (gsize)MIN (sizeof file->buffer, file->size - offset);

      file->buffer_length = 0;
      if (!fv_reader_read_bytes (file->reader, offset, file->buffer, length, error))
        return FALSE;
      file->buffer_begin = offset;
      file->buffer_length = length;
    }
  *byte = file->buffer[offset - file->buffer_begin];
  return TRUE;
}

/**
 * fv_protobuf_read_varint:
 * @file: a file
 * @position: (inout): where the number begins, and then where it ended
 * @value: (out): the number
 * @error: %FV_ERROR_FILE, or %FV_ERROR_WEIGHTS when the number has more than 64 bits
 *
 * Returns: %FALSE on an error, and without one where the file ends
 */
gboolean
fv_protobuf_read_varint (FvProtobuf *file, guint64 *position, guint64 *value,
                         GError **error)
{
  guint8 byte = 0x80;

  *value = 0;
  for (gint shift = 0; byte & 0x80; shift += 7)
    {
      if (!get_byte (file, *position, &byte, error))
        return FALSE;
      if (shift == 63 && byte > 1)
        {
          fv_reader_set_damaged (file->reader, error);
          return FALSE;
        }
      *value |= (guint64)(byte & 0x7f) << shift;
      (*position)++;
    }
  return TRUE;
}

/* Reads how long a field is. The deprecated groups, which have no length, are in none
 * of the messages that are read here. */
static gboolean
find_end (FvProtobuf *file, FvField *field, GError **error)
{
  guint64 value = 0;

  field->end = field->content;
  if (field->wire == FV_WIRE_VARINT)
    return fv_protobuf_read_varint (file, &field->end, &value, error);
  if (field->wire == FV_WIRE_BYTES &&
      !fv_protobuf_read_varint (file, &field->content, &value, error))
    return FALSE;
  if ((field->wire != FV_WIRE_BYTES && field->wire != FV_WIRE_64_BITS &&
       field->wire != FV_WIRE_32_BITS) ||
      value > G_MAXINT32)
    {
      fv_reader_set_damaged (file->reader, error);
      return FALSE;
    }
  if (field->wire == FV_WIRE_BYTES)
    field->end = field->content + value;
  else
    field->end += field->wire == FV_WIRE_64_BITS ? 8 : 4;
  return TRUE;
}

static gboolean
read_field (FvProtobuf *file, FvMessage *message, FvField *field, GError **error)
{
  guint64 tag;

  if (message->begin >= message->end ||
      (message->end == FV_PROTOBUF_WHOLE_FILE && message->begin >= file->size))
    return FALSE;
  field->begin = field->content = message->begin;
  if (!fv_protobuf_read_varint (file, &field->content, &tag, error))
    return FALSE;
  field->wire = tag & 7;
  field->number = (guint32)(tag >> 3 & MAX_NUMBER);
  if (tag >> 3 == 0 || tag >> 3 > MAX_NUMBER || ++file->n_fields > MAX_FIELDS)
    {
      fv_reader_set_damaged (file->reader, error);
      return FALSE;
    }
  if (!find_end (file, field, error))
    return FALSE;
  if (field->end > message->end)
    {
      fv_reader_set_damaged (file->reader, error);
      return FALSE;
    }
  if (field->end > file->size)
    file->is_truncated = TRUE;
  message->begin = field->end;
  return TRUE;
}

/**
 * fv_protobuf_next:
 * @file: a file
 * @message: (inout): what is left of a message, which becomes less by the field;
 *   message->has_failed tells an error from the end
 * @field: (out): its next field
 * @error: %FV_ERROR_FILE or %FV_ERROR_WEIGHTS
 *
 * Returns: %FALSE at the end of the message, which is where the file ends if it is cut
 *   before; and on an error
 */
gboolean
fv_protobuf_next (FvProtobuf *file, FvMessage *message, FvField *field, GError **error)
{
  g_autoptr (GError) reason = NULL;
  gboolean is_there = read_field (file, message, field, &reason);

  message->has_failed = reason != NULL;
  if (reason != NULL)
    g_propagate_error (error, g_steal_pointer (&reason));
  return is_there;
}

/**
 * fv_protobuf_is_whole:
 * @file: a file
 * @field: one of its fields
 *
 * Returns: whether the file does not end before the field does
 */
gboolean
fv_protobuf_is_whole (const FvProtobuf *file, const FvField *field)
{
  return field->end <= file->size;
}

/**
 * fv_protobuf_copy:
 * @file: a file
 * @field: one of its fields
 * @bytes: where the field, with its tag, is appended
 * @error: %FV_ERROR_FILE, or %FV_ERROR_WEIGHTS when it is too long, or is cut
 *
 * Returns: whether it succeeded
 */
gboolean
fv_protobuf_copy (FvProtobuf *file, const FvField *field, GByteArray *bytes,
                  GError **error)
{
  guint64 length = field->end - field->begin;
  guint old_length = bytes->len;

  if (length > MAX_COPIED_BYTES - file->n_copied)
    {
      fv_reader_set_damaged (file->reader, error);
      return FALSE;
    }
  file->n_copied += length;
  g_byte_array_set_size (bytes, old_length + (guint)length);
  for (guint64 i = 0; i < length; i++)
    if (!get_byte (file, field->begin + i, &bytes->data[old_length + i], error))
      {
        if (error != NULL && *error == NULL)
          fv_reader_set_truncated (file->reader, NULL, error);
        return FALSE;
      }
  return TRUE;
}

/**
 * fv_protobuf_end:
 * @file: a file that was walked through to its end
 * @reader: its reader, with the tensors that were found
 * @error: %FV_ERROR_WEIGHTS when the file was cut before the first tensor
 *
 * Notes whether tensors may be missing because the file was cut.
 *
 * Returns: whether what was found is to be used
 */
gboolean
fv_protobuf_end (const FvProtobuf *file, FvReader *reader, GError **error)
{
  reader->is_cut = file->is_truncated;
  if (!reader->is_cut || reader->tensors->len > 0)
    return TRUE;
  fv_reader_set_truncated (reader, NULL, error);
  return FALSE;
}
