/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a network's picture goes: there its channels are put into the library's order
 * and scale. */

#ifndef FV_GRAPH_PICTURE_H
#define FV_GRAPH_PICTURE_H

#include "network/architecture.h"

gboolean fv_graph_takes_picture (const FvArchitecture *architecture, gint node);
gboolean fv_graph_can_fold (const FvArchitecture *architecture, const gboolean *is_needed,
                            const gboolean *is_asked);

#endif /* FV_GRAPH_PICTURE_H */
