/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What Caffe's types of layers compute. */

#ifndef FV_CAFFE_LAYERS_H
#define FV_CAFFE_LAYERS_H

#include "files/graph.h"
#include "formats/caffe.pb-c.h"

#define FV_CAFFE_N_BLOBS 3

/* FV_CAFFE_NODE: it is a node
 * FV_CAFFE_SAME: it gives what it takes, to each of its tops
 * FV_CAFFE_FLAT: the same, as a row
 * FV_CAFFE_END: a softmax
 * FV_CAFFE_NONE: a loss, or another end of training
 * FV_CAFFE_UNKNOWN: none of these */
typedef enum
{
  FV_CAFFE_NODE,
  FV_CAFFE_SAME,
  FV_CAFFE_FLAT,
  FV_CAFFE_END,
  FV_CAFFE_NONE,
  FV_CAFFE_UNKNOWN
} FvCaffeRole;

const gchar *fv_caffe_layer_get_type (const FvCaffe__Layer *layer);
FvCaffeRole fv_caffe_layer_read (const FvCaffe__Layer *layer, const gint *tensors,
                                 FvGraphNode *node);

#endif /* FV_CAFFE_LAYERS_H */
