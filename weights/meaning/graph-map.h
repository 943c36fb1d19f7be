/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The maps that flow through a network, for a picture of the network's own size. */

#ifndef FV_GRAPH_MAP_H
#define FV_GRAPH_MAP_H

#include "files/topology.h"

#define FV_MAX_CHANNELS 65536
#define FV_MAX_SIDE     65536 /* positions of a map, of a window, of padding */

/* n_channels: its channels
 * rows, columns: its size; 0 while it is not known, as the network's own size is not
 * is_single: whether it is one position for a picture of any size
 * row_stride, column_stride: pixels from one of its positions to the next
 * field: pixels that one of them sees, along the longer axis */
typedef struct
{
  gint n_channels;
  gint rows;
  gint columns;
  gboolean is_single;
  gint row_stride;
  gint column_stride;
  gint field;
} FvGraphMap;

/* What hinders a map */
typedef enum
{
  FV_MAP_FITS,
  FV_MAP_IMPOSSIBLE,
  FV_MAP_TOO_SMALL,
  FV_MAP_TOO_LARGE
} FvMapFit;

FvGraphMap fv_graph_map_new (gint n_channels, gint rows, gint columns);
FvMapFit fv_graph_map_see (const FvGraphMap *input, const FvWindow *window,
                           gboolean is_pooling, FvGraphMap *map);
gboolean fv_graph_maps_agree (const FvGraphMap *map, const FvGraphMap *other);

#endif /* FV_GRAPH_MAP_H */
