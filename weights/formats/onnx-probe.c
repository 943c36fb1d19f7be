/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "onnx-probe.h"

#include "files/protobuf.h"

#define MAX_IR_VERSION 1000 /* the file format's version; 9 in 2023 */

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

/**
 * fv_onnx_probe:
 * @reader: a file
 *
 * Protobuf has no signature, so all the first fields must make sense, and there must be
 * a version and something else.
 *
 * Returns: whether it is a model in ONNX
 */
gboolean
fv_onnx_probe (const FvReader *reader)
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
