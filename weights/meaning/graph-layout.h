/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A network that a file tells, checked against the file's tensors: what of it can be
 * used. */

#ifndef FV_GRAPH_LAYOUT_H
#define FV_GRAPH_LAYOUT_H

#include "input.h"
#include "network/network.h"

/* architecture: its nodes, each with the number of its channels and with a window that is
 *   known
 * weights: of FvNodeWeights: where theirs are
 * n_channels: of the picture that it takes: 3 or 1
 * unknown: (nullable): a sentence on what cannot be used, and why */
typedef struct
{
  FvArchitecture *architecture;
  GArray *weights;
  gint n_channels;
  gchar *unknown;
} FvGraphLayout;

FvGraphLayout *fv_graph_layout_new (const FvReader *reader, const FvTopology *topology,
                                    GError **error);
void fv_graph_layout_free (FvGraphLayout *graph);
FvInput fv_graph_layout_find_input (const FvGraphLayout *graph, const FvReader *reader);
const gchar *fv_graph_layout_get_type (const FvGraphLayout *graph,
                                       const FvReader *reader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvGraphLayout, fv_graph_layout_free)

#endif /* FV_GRAPH_LAYOUT_H */
