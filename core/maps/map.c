/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "map.h"

#include "base/memory.h"

/**
 * fv_map_allocate:
 * @map: (out): a map without data
 * @width: number of columns
 * @height: number of rows, all of which get a place
 * @channels: number of channels
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: whether @map has data, of undefined content, to be freed with fv_map_clear()
 */
gboolean
fv_map_allocate (FvMap *map, gint width, gint height, gint channels, GError **error)
{
  *map = (FvMap){ height, width, channels, height, NULL };
  map->data = fv_memory_new_floats (MAX (fv_map_get_n_values (map), 1), error);
  return map->data != NULL;
}

/**
 * fv_map_clear:
 * @map: a map, perhaps without data
 */
void
fv_map_clear (FvMap *map)
{
  g_clear_pointer (&map->data, fv_memory_free);
}
