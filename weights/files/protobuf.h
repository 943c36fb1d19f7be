/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Walks through the fields of a protobuf message where it lies in a file, so that what
 * is not needed is not read. Small messages are then put together from the fields that
 * matter, for protobuf-c to unpack. */

#ifndef FV_PROTOBUF_H
#define FV_PROTOBUF_H

#include "reader.h"

#define FV_PROTOBUF_WHOLE_FILE G_MAXINT64 /* the end of the outermost message */

typedef enum
{
  FV_WIRE_VARINT = 0,
  FV_WIRE_64_BITS = 1,
  FV_WIRE_BYTES = 2,
  FV_WIRE_32_BITS = 5
} FvWire;

/* A field's number and where it lies: its tag from @begin, its content to @end, which
 * may be beyond the end of a truncated file. */
typedef struct
{
  guint32 number;
  FvWire wire;
  guint64 begin;
  guint64 content;
  guint64 end;
} FvField;

/* What is left of a message to walk through; and whether that failed, so that what is
 * left counts for nothing. */
typedef struct
{
  guint64 begin;
  guint64 end;
  gboolean has_failed;
} FvMessage;

/* @is_truncated: whether the file ended within a message that was walked through */
typedef struct
{
  const FvReader *reader;
  guint8 buffer[4096];
  guint64 buffer_begin;
  gsize buffer_length;
  guint64 size;
  guint n_fields;
  guint64 n_copied;
  gboolean is_truncated;
} FvProtobuf;

void fv_protobuf_init (FvProtobuf *file, const FvReader *reader);
gboolean fv_protobuf_end (const FvProtobuf *file, FvReader *reader, GError **error);
void fv_protobuf_probe (FvProtobuf *file, const FvReader *reader);

gboolean fv_protobuf_next (FvProtobuf *file, FvMessage *message, FvField *field,
                           GError **error);
gboolean fv_protobuf_read_varint (FvProtobuf *file, guint64 *position, guint64 *value,
                                  GError **error);
gboolean fv_protobuf_is_whole (const FvProtobuf *file, const FvField *field);
gboolean fv_protobuf_copy (FvProtobuf *file, const FvField *field, GByteArray *bytes,
                           GError **error);

#endif /* FV_PROTOBUF_H */
