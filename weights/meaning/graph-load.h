/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Makes a network of what can be used of a file's, for the library's one convention of
 * input. */

#ifndef FV_GRAPH_LOAD_H
#define FV_GRAPH_LOAD_H

#include "graph-layout.h"
#include "input.h"

FvNetwork *fv_graph_layout_load (const FvGraphLayout *graph, FvReader *reader,
                                 const gchar *origin, const gchar *const *layers,
                                 const FvInput *input, GError **error);

#endif /* FV_GRAPH_LOAD_H */
