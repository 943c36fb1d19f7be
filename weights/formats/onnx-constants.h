/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is known of the constants of an ONNX graph before anything is computed: its
 * initializers, what its nodes of type Constant hold, and what is derived from those and
 * from shapes. */

#ifndef FV_ONNX_CONSTANTS_H
#define FV_ONNX_CONSTANTS_H

#include "files/protobuf.h"

#define FV_ONNX_MAX_VALUES 8 /* of a constant that is not a weight */

/* tensor: its number among the reader's tensors, or -1
 * is_transposed: whether it is that tensor with its two axes exchanged
 * is_read: whether its values are known
 * n_values: how many it has, 0 if that is not known or more than can be kept
 * n_columns: the length of the second of two axes; 1 if there is one axis, or none; 0 if
 *   there are more, or that is not known */
typedef struct
{
  gint tensor;
  gboolean is_transposed;
  gboolean is_read;
  gsize n_values;
  gsize n_columns;
  gdouble values[FV_ONNX_MAX_VALUES];
} FvOnnxConstant;

gboolean fv_onnx_constant_read (FvProtobuf *file, const FvField *whole,
                                FvOnnxConstant *constant, gchar **name, GError **error);
void fv_onnx_constant_unpack (const guint8 *bytes, gsize n_bytes,
                              FvOnnxConstant *constant, gchar **name);
gboolean fv_onnx_constant_is (const FvOnnxConstant *constant, gdouble value);

#endif /* FV_ONNX_CONSTANTS_H */
