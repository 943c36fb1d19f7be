/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The network that the layers of a Caffe model make. Blobs go by names; a layer whose
 * top is its bottom replaces it, so a blob is what the last layer that gives it makes. */

#ifndef FV_CAFFE_GRAPH_H
#define FV_CAFFE_GRAPH_H

#include "caffe-layers.h"

typedef struct _FvCaffeGraph FvCaffeGraph;

FvCaffeGraph *fv_caffe_graph_new (void);
void fv_caffe_graph_free (FvCaffeGraph *graph);
void fv_caffe_graph_take_layer (FvCaffeGraph *graph, FvCaffe__Layer *layer,
                                const gint *tensors);
FvTopology *fv_caffe_graph_make_topology (const FvCaffeGraph *graph,
                                          const FvCaffe__Net *net);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvCaffeGraph, fv_caffe_graph_free)

#endif /* FV_CAFFE_GRAPH_H */
