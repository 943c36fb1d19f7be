/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads the weights of a network's nodes. */

#ifndef FV_GRAPH_WEIGHTS_H
#define FV_GRAPH_WEIGHTS_H

#include "files/reader.h"
#include "layers/convolution.h"

FvConvolution *fv_graph_read_convolution (FvReader *reader, const FvNode *node,
                                          const FvNodeWeights *weights, gint n_inputs,
                                          GError **error);
FvChannelScale *fv_graph_read_scale (FvReader *reader, const FvNode *node,
                                     const FvNodeWeights *weights, GError **error);

#endif /* FV_GRAPH_WEIGHTS_H */
