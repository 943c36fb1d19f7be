/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A tensor of an ONNX model: an initializer, or what a node of type Constant holds. Its
 * values are in one field of several, which tells, with data_type, how they are stored.
 *
 *   initializer  see onnx.proto; float_data = 4, int32_data = 5, raw_data = 9,
 *                double_data = 10
 *
 * The reader's state is how each of its tensors is stored. */

#ifndef FV_ONNX_TENSOR_H
#define FV_ONNX_TENSOR_H

#include "files/protobuf.h"

void fv_onnx_tensors_init (FvReader *reader);
void fv_onnx_tensors_clear (FvReader *reader);
gboolean fv_onnx_tensor_read (FvReader *reader, FvProtobuf *file, const FvField *whole,
                              const gchar *name, GError **error);
gboolean fv_onnx_tensor_check (FvReader *reader, guint tensor, GError **error);
gboolean fv_onnx_tensor_read_values (FvReader *reader, guint tensor, gfloat *values,
                                     GError **error);

#endif /* FV_ONNX_TENSOR_H */
