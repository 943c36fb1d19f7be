/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_MAP_H
#define FV_MAP_H

#include <glib.h>

/* What flows between the nodes of a network: height × width × channels, row by row, the
 * channels of a position side by side. Only @n_rows rows have a place in the data, which
 * belongs to whoever planned the pass: row y is where row y - n_rows was, so that the
 * rows of a tall map can stream through little memory. A whole map has
 * n_rows = height. */
typedef struct
{
  gint height;
  gint width;
  gint channels;
  gint n_rows;
  gfloat *data;
} FvMap;

static inline gsize
fv_map_get_row_size (const FvMap *map)
{
  return (gsize)map->width * map->channels;
}

/* Number of values that have a place */
static inline gsize
fv_map_get_n_values (const FvMap *map)
{
  return map->n_rows * fv_map_get_row_size (map);
}

static inline gfloat *
fv_map_get_row (const FvMap *map, gint y)
{
  return map->data + (gsize)(y % map->n_rows) * fv_map_get_row_size (map);
}

/* Adds @n values to sums. */
static inline void
fv_values_add (const gfloat *values, gsize n, gfloat *sums)
{
  for (gsize i = 0; i < n; i++)
    sums[i] += values[i];
}

gboolean fv_map_allocate (FvMap *map, gint width, gint height, gint channels,
                          GError **error);
void fv_map_clear (FvMap *map);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FvMap, fv_map_clear)

#endif /* FV_MAP_H */
