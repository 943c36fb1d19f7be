/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tensors whose values lie side by side in a file, in C order. */

#ifndef FV_PLACE_H
#define FV_PLACE_H

#include "reader.h"
#include "values.h"

/* @begin and @end are counted from the beginning of the file; nothing has been checked
 * against its size. */
typedef struct
{
  FvType type;
  guint64 begin;
  guint64 end;
} FvPlace;

gint fv_place_open (const FvReader *reader, GError **error);
GInputStream *fv_place_open_stream (const FvReader *reader, GError **error);
gboolean fv_place_read_bytes (const FvReader *reader, GInputStream *stream,
                              guint64 offset, gpointer bytes, gsize n_bytes,
                              GError **error);
gboolean fv_place_check (const FvReader *reader, const FvTensor *tensor,
                         const FvPlace *place, GError **error);
gboolean fv_place_read (const FvReader *reader, GInputStream *stream,
                        const FvPlace *place, gfloat *values, GError **error);

#endif /* FV_PLACE_H */
