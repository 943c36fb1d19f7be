/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_MAP_H
#define FV_MAP_H

#include <glib.h>

/* What flows between the nodes of a network: height × width × channels, row by
 * row, the channels of a position side by side. The data belongs to whoever
 * planned the pass. */
typedef struct
{
  gint height;
  gint width;
  gint channels;
  gfloat *data;
} FvMap;

static inline gsize
fv_map_get_n_values (const FvMap *map)
{
  return (gsize)map->height * map->width * map->channels;
}

#endif /* FV_MAP_H */
