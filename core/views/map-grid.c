/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where the maps of a layer's channels lie in one picture. */

#include "map-grid.h"

#include "label.h"

/* Columns of the widest number's strip: its digits, and the room around them */
static gint
get_number_width (gint n_channels)
{
  gint n_digits = 1;

  for (gint rest = (n_channels - 1) / 10; rest > 0; rest /= 10)
    n_digits++;
  return FV_LABEL_MARGIN + n_digits * FV_LABEL_DIGIT_WIDTH;
}

/**
 * fv_map_grid_arrange:
 * @settings: @columns and @numbers count
 * @n_channels: how many maps there are, at least 1
 * @map_width: a map's number of columns, at least 1
 * @map_height: its number of rows
 *
 * A map that is narrower than its number is enlarged, each position to as many pixels as
 * are needed for that.
 *
 * Returns: the grid, whose sides may be longer than a picture's can be
 */
FvMapGrid
fv_map_grid_arrange (const FvSettings *settings, gint n_channels, gint map_width,
                     gint map_height)
{
  FvMapGrid grid = { .columns = fv_sheet_count_columns (settings, n_channels),
                     .enlargement = 1 };

  grid.rows = (n_channels + grid.columns - 1) / grid.columns;
  if (settings->numbers)
    {
      gint number_width = get_number_width (n_channels);

      grid.number_height = FV_LABEL_HEIGHT;
      grid.enlargement = MAX ((number_width + map_width - 1) / map_width, 1);
    }
  grid.cell_width = (gint64)map_width * grid.enlargement;
  grid.cell_height = (gint64)map_height * grid.enlargement + grid.number_height;
  return grid;
}
