/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "caffe-probe.h"

/* Until 2014 there were "layers", since then each is a "layer". */
static const FvCaffeGeneration generations[] = { { 100, 7, FALSE }, { 2, 6, TRUE } };

/**
 * fv_caffe_find_generation:
 * @field: a field of the whole message
 *
 * Returns: (nullable): the generation whose layer it is, or %NULL
 */
const FvCaffeGeneration *
fv_caffe_find_generation (const FvField *field)
{
  for (gsize i = 0; i < G_N_ELEMENTS (generations); i++)
    if (field->wire == FV_WIRE_BYTES && field->number == generations[i].layer)
      return &generations[i];
  return NULL;
}

/**
 * fv_caffe_is_known_field:
 * @field: a field of the whole message
 *
 * Returns: whether it is one that comes before the layers, of the published type: the
 *   name, the names and sizes of the inputs, and a few switches
 */
gboolean
fv_caffe_is_known_field (const FvField *field)
{
  switch (field->number)
    {
    case 1: /* name */
    case 3: /* input */
    case 6: /* state */
    case 8: /* input_shape */
      return field->wire == FV_WIRE_BYTES;
    case 4: /* input_dim */
    case 5: /* force_backward */
    case 7: /* debug_info */
      return field->wire == FV_WIRE_VARINT;
    default:
      return FALSE;
    }
}

/**
 * fv_caffe_probe:
 * @reader: a file
 *
 * Protobuf has no signature, so the first fields must make sense up to a layer, and that
 * must begin with its name, its type, or the blobs that it connects.
 *
 * Returns: whether it is one of Caffe's
 */
gboolean
fv_caffe_probe (const FvReader *reader)
{
  FvProtobuf file;
  FvMessage message = { .end = FV_PROTOBUF_WHOLE_FILE };
  FvField field;

  fv_protobuf_probe (&file, reader);
  while (fv_protobuf_next (&file, &message, &field, NULL))
    {
      FvMessage layer = { .begin = field.content, .end = field.end };

      if (fv_caffe_find_generation (&field) != NULL)
        return fv_protobuf_next (&file, &layer, &field, NULL) &&
               field.wire == FV_WIRE_BYTES && field.number <= 4;
      if (!fv_caffe_is_known_field (&field))
        return FALSE;
    }
  return FALSE;
}
