/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The maps of all channels, cut apart: a layer for each channel, called after it, so that
 * a click into the picture finds it. They lie side by side as in the picture of all. */

#include "map-tiles.h"
#include "gimp/place.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/* Where a layer's maps lie in the picture that they are cut from */
typedef struct
{
  gint columns;
  gint top; /* below the title */
  gint width;
  gint height;
} Tiling;

static Tiling
get_tiling (const Maps *maps, const FvSettings *settings)
{
  Tiling tiling = { .columns = fv_sheet_count_columns (settings, maps->dead.n_channels),
                    .top = settings->labels ? MAPS_TITLE_HEIGHT : 0 };
  gint n_rows = (maps->dead.n_channels + tiling.columns - 1) / tiling.columns;

  tiling.width = maps->width / tiling.columns;
  tiling.height = (maps->height - tiling.top) / n_rows;
  return tiling;
}

static void
cut (const Maps *maps, const Raster *tile, guint8 *bytes)
{
  gsize row_size = (gsize)maps->width * 3;
  gsize tile_row_size = (gsize)tile->width * 3;

  for (gint y = 0; y < tile->height; y++)
    memcpy (bytes + y * tile_row_size,
            maps->bytes + (tile->y + y) * row_size + (gsize)tile->x * 3, tile_row_size);
}

static gboolean
add_tile (const Maps *maps, const Tiling *tiling, gint channel, gint32 image,
          gint32 group, guint8 *bytes, GError **error)
{
  g_autofree gchar *name =
      g_strdup_printf (_ ("%s channel %d"), maps->dead.layer, channel);
  const Raster tile = { .width = tiling->width,
                        .height = tiling->height,
                        .bytes = bytes,
                        .x = channel % tiling->columns * tiling->width,
                        .y = tiling->top + channel / tiling->columns * tiling->height };

  cut (maps, &tile, bytes);
  return place_image_add_to_group (image, group, name, &tile, error);
}

/* Puts them into a group of a new image, above what is there, the first channel as the
 * uppermost. Returns the group, which has the record, or -1. */
gint32
map_tiles_add (const Maps *maps, const FvSettings *settings, gint32 image,
               const gchar *record, GError **error)
{
  Tiling tiling = get_tiling (maps, settings);
  fv_autofree guint8 *bytes =
      fv_memory_new ((gsize)tiling.width * tiling.height, 3, error);
  gint32 group =
      bytes ? place_image_add_group (image, maps->dead.layer, record, error) : -1;

  for (gint channel = maps->dead.n_channels - 1; group != -1 && channel >= 0; channel--)
    if (!add_tile (maps, &tiling, channel, image, group, bytes, error))
      return -1;
  return group;
}
