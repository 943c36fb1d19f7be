/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether a node that a file tells can be: its weights' shapes, its window, and the maps
 * that it takes. */

#ifndef FV_GRAPH_CHECK_H
#define FV_GRAPH_CHECK_H

#include "graph-map.h"
#include "files/reader.h"

/* reader: the file
 * layer: name of the layer that the node is of
 * node: the node; the window of one that was a dense layer is filled in
 * weights: where its weights are
 * inputs: (array length=node->n_inputs): the maps that it takes */
typedef struct
{
  const FvReader *reader;
  const gchar *layer;
  FvNode *node;
  const FvNodeWeights *weights;
  const FvGraphMap *inputs;
} FvGraphSite;

gboolean fv_graph_check (const FvGraphSite *site, FvGraphMap *map, GError **error);
gboolean fv_graph_check_convolution (const FvGraphSite *site, gint *n_filters,
                                     GError **error);
gboolean fv_graph_check_scale (const FvGraphSite *site, GError **error);

#endif /* FV_GRAPH_CHECK_H */
