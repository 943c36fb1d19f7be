/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_MAP_GRID_H
#define FV_MAP_GRID_H

#include "featvis.h"

/* Where the maps of a layer's channels lie in one picture.
 *
 * columns: maps side by side
 * rows: so many of these are needed
 * enlargement: pixels along each side of a map's position
 * number_height: rows of the strip below each map that has its number; 0 without numbers
 * cell_width: pixels that a map takes
 * cell_height: the same with its strip */
typedef struct
{
  gint columns;
  gint rows;
  gint enlargement;
  gint number_height;
  gint64 cell_width;
  gint64 cell_height;
} FvMapGrid;

FvMapGrid fv_map_grid_arrange (const FvSettings *settings, gint n_channels,
                               gint map_width, gint map_height);

#endif /* FV_MAP_GRID_H */
