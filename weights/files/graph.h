/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A network that is put together operation by operation, whose inputs and outputs go by
 * names: as Caffe and ONNX store it. */

#ifndef FV_GRAPH_H
#define FV_GRAPH_H

#include "topology.h"

/* FV_VALUE_MAP: rows × columns of channels; or one position of them, as a row has it
 * FV_VALUE_ROW: a map of more than one position that was flattened
 * FV_VALUE_END: probabilities, which stand for what softmax was taken of: nothing that
 *   follows can be computed
 * FV_VALUE_UNKNOWN: what an operation gives that is not known */
typedef enum
{
  FV_VALUE_MAP,
  FV_VALUE_ROW,
  FV_VALUE_END,
  FV_VALUE_UNKNOWN
} FvValueKind;

/* What a name stands for
 *
 * node: what gives it, or FV_PICTURE
 * layer: the node that has this name, at which the layer begins; -1 if none does
 * is_single: whether it has one position, for a picture of the network's own size
 * has_channels_last: whether its axes are rows × columns × channels, or were when it
 *   became a row; else the channels come first */
typedef struct
{
  FvValueKind kind;
  gint node;
  gint layer;
  gboolean is_single;
  gboolean has_channels_last;
} FvValue;

/* A node that is being put together, without name and inputs */
typedef struct
{
  FvNode node;
  FvNodeWeights weights;
} FvGraphNode;

/* values: what each name stands for so far
 * layers: the names that nodes have */
typedef struct
{
  FvTopology *topology;
  GHashTable *values; /* of FvValue */
  GHashTable *layers;
} FvGraph;

FvGraph *fv_graph_new (void);
void fv_graph_free (FvGraph *graph);
FvTopology *fv_graph_steal (FvGraph *graph);
void fv_graph_set (FvGraph *graph, const gchar *name, const FvValue *value);
const FvValue *fv_graph_find (const FvGraph *graph, const gchar *name);
gboolean fv_graph_get_inputs (FvGraph *graph, const gchar *layer, gchar *const *names,
                              gsize n_names, FvValue *values);
gboolean fv_graph_has_layer (const FvGraph *graph, const gchar *layer);
void fv_graph_node_init (FvGraphNode *node);
gboolean fv_graph_can_add (const FvGraph *graph, const FvGraphNode *node,
                           const FvValue *inputs, gsize n_inputs);
FvValue fv_graph_add (FvGraph *graph, const FvGraphNode *node, const gchar *layer,
                      const FvValue *inputs, gsize n_inputs);
void fv_graph_move_layer (FvGraph *graph, gint from, gint to);
void fv_graph_set_size (FvGraph *graph, gint64 n_channels, gint64 height, gint64 width);
gboolean fv_graph_set_axis (FvWindowAxis *axis, gint64 size, gint64 stride,
                            gint64 dilation);
gboolean fv_graph_set_padding (FvWindowAxis *axis, gint64 before, gint64 after);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvGraph, fv_graph_free)

#endif /* FV_GRAPH_H */
