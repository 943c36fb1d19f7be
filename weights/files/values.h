/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The types of numbers that weights are stored as; all little-endian. */

#ifndef FV_VALUES_H
#define FV_VALUES_H

#include <glib.h>

#define FV_VALUES_AT_ONCE 16384 /* how many values to read and decode at a time */

typedef enum
{
  FV_TYPE_FLOAT32,
  FV_TYPE_FLOAT64,
  FV_TYPE_FLOAT16,
  FV_TYPE_BFLOAT16,
  FV_TYPE_OTHER /* one that is not read */
} FvType;

guint64 fv_values_get_number (const guint8 *bytes, gsize n);
gsize fv_type_get_size (FvType type);
void fv_values_decode (FvType type, const guint8 *bytes, gsize n_values, gfloat *values);
guint16 fv_values_encode_half (gfloat value);

#endif /* FV_VALUES_H */
