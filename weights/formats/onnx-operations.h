/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What ONNX's operations with one map compute, as far as their attributes tell. */

#ifndef FV_ONNX_OPERATIONS_H
#define FV_ONNX_OPERATIONS_H

#include "files/graph.h"
#include "formats/onnx.pb-c.h"

const FvOnnx__Attribute *fv_onnx_find_attribute (const FvOnnx__Node *message,
                                                 const gchar *name);
gint64 fv_onnx_get_number (const FvOnnx__Node *message, const gchar *name,
                           gint64 otherwise);
gfloat fv_onnx_get_float (const FvOnnx__Node *message, const gchar *name,
                          gfloat otherwise);
gboolean fv_onnx_has_numbers (const FvOnnx__Node *message, const gchar *name,
                              const gint64 *numbers, gsize n_numbers);
gboolean fv_onnx_read_window (const FvOnnx__Node *message, const guint64 *kernel,
                              FvWindow *window);
gboolean fv_onnx_read_operation (const FvOnnx__Node *message, FvGraphNode *node);

#endif /* FV_ONNX_OPERATIONS_H */
