/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Which tensors of an ONNX model are those of which convolution.
 *
 * Every exporter names the tensors in its own way, but the order of the nodes is that
 * of the network. So a convolution's tensors get the names that torchvision gives to the
 * convolution at its place: "features.0.weight", "features.0.bias"; and those of the
 * three dense layers behind the last pooling: "classifier.0.weight". */

#ifndef FV_ONNX_GRAPH_H
#define FV_ONNX_GRAPH_H

#include "onnx-constants.h"
#include "formats/onnx.pb-c.h"

/* What a VGG may have a node for */
typedef enum
{
  FV_ONNX_CONVOLUTION,
  FV_ONNX_POOLING,
  FV_ONNX_DENSE,    /* its kernel being outputs × inputs */
  FV_ONNX_HARMLESS, /* does not change what a VGG computes */
  FV_ONNX_BODY,     /* the same, but only between the convolutions */
  FV_ONNX_HEAD,     /* the same, but only behind the last pooling */
  FV_ONNX_FOREIGN   /* a VGG has none */
} FvOnnxRole;

/* kernel, bias: the tensors' names: of a convolution or a dense layer; NULL where there
 * are none */
typedef struct
{
  FvOnnxRole role;
  FvOnnx__Node *message;
  const gchar *kernel;
  const gchar *bias;
} FvOnnxNode;

/* nodes: of FvOnnxNode, in the graph's order
 * inputs: of FvOnnx__ValueInfo
 * constants: of FvOnnxConstant, by their names */
typedef struct
{
  GArray *nodes;
  GPtrArray *inputs;
  GHashTable *constants;
} FvOnnxGraph;

FvOnnxGraph *fv_onnx_graph_new (void);
void fv_onnx_graph_free (FvOnnxGraph *graph);
gboolean fv_onnx_graph_add_node (FvOnnxGraph *graph, FvProtobuf *file,
                                 const FvField *whole, GError **error);
gboolean fv_onnx_graph_add_input (FvOnnxGraph *graph, FvProtobuf *file,
                                  const FvField *whole, GError **error);
void fv_onnx_graph_name_tensors (const FvOnnxGraph *graph, const FvProtobuf *file,
                                 FvReader *reader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvOnnxGraph, fv_onnx_graph_free)

#endif /* FV_ONNX_GRAPH_H */
