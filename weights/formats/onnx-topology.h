/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The network that the nodes of an ONNX graph make. */

#ifndef FV_ONNX_TOPOLOGY_H
#define FV_ONNX_TOPOLOGY_H

#include "onnx-graph.h"

FvTopology *fv_onnx_topology_new (const FvOnnxGraph *graph, FvReader *reader);

#endif /* FV_ONNX_TOPOLOGY_H */
