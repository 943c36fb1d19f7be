/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which tensors of an ONNX model are those of which convolution.
 *
 * Every exporter names the tensors in its own way, but the order of the nodes is that
 * of the network. So a convolution's tensors get the names that torchvision gives to the
 * convolution at its place: "features.0.weight", "features.0.bias"; and those of the
 * three dense layers behind the last pooling: "classifier.0.weight". */

#ifndef FV_ONNX_GRAPH_H
#define FV_ONNX_GRAPH_H

#include "files/protobuf.h"

typedef struct _FvOnnxGraph FvOnnxGraph;

FvOnnxGraph *fv_onnx_graph_new (void);
void fv_onnx_graph_free (FvOnnxGraph *graph);
gboolean fv_onnx_graph_add_node (FvOnnxGraph *graph, FvProtobuf *file,
                                 const FvField *whole, GError **error);
void fv_onnx_graph_name_tensors (const FvOnnxGraph *graph, const FvProtobuf *file,
                                 FvReader *reader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvOnnxGraph, fv_onnx_graph_free)

#endif /* FV_ONNX_GRAPH_H */
