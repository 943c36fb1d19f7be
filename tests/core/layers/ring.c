/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ring.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

/* Rows @first … @end - 1 of a map in a ring of @n_rows rows; all else is no number. */
FvMap
new_ring (const FvMap *map, gint n_rows, gint first, gint end)
{
  FvMap ring = *map;

  ring.n_rows = MAX (n_rows, 1);
  ring.data = fv_memory_new_floats (fv_map_get_n_values (&ring), NULL);
  for (gsize i = 0; i < fv_map_get_n_values (&ring); i++)
    ring.data[i] = NAN;
  for (gint y = first; y < end; y++)
    memcpy (fv_map_get_row (&ring, y), fv_map_get_row (map, y),
            fv_map_get_row_size (map) * sizeof (gfloat));
  return ring;
}
