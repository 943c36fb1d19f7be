/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is at hand while an ONNX graph becomes a network. */

#ifndef FV_ONNX_WORK_H
#define FV_ONNX_WORK_H

#include "files/graph.h"
#include "onnx-graph.h"

/* graph: the network, as far as it is made
 * constants: of FvOnnxConstant, by their names */
typedef struct
{
  FvGraph *graph;
  FvReader *reader;
  GHashTable *constants;
} FvOnnxWork;

/* Does one operation.
 *
 * value: (out): what its first output stands for
 *
 * Returns: whether the operation is known as it is */
typedef gboolean (*FvOnnxOperation) (FvOnnxWork *work, const FvOnnx__Node *message,
                                     FvValue *value);

const gchar *fv_onnx_work_get_label (const FvOnnx__Node *message);
gboolean fv_onnx_work_has_input (const FvOnnx__Node *message, gsize input);
const FvOnnxConstant *fv_onnx_work_get_constant (const FvOnnxWork *work,
                                                 const FvOnnx__Node *message,
                                                 gsize input);
gboolean fv_onnx_work_get_map (FvOnnxWork *work, const FvOnnx__Node *message, gsize input,
                               FvValue *value);
gboolean fv_onnx_work_add (FvOnnxWork *work, const FvOnnx__Node *message,
                           const FvGraphNode *node, const FvValue *inputs, gsize n_inputs,
                           FvValue *value);

#endif /* FV_ONNX_WORK_H */
