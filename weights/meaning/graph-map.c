/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "graph-map.h"

/**
 * fv_graph_map_new:
 * @n_channels: its channels
 * @rows: of the picture that a network is for; 0 where that is not known
 * @columns: the same
 *
 * Returns: the picture
 */
FvGraphMap
fv_graph_map_new (gint n_channels, gint rows, gint columns)
{
  gboolean is_known = rows > 0 && columns > 0;

  return (FvGraphMap){ .n_channels = n_channels,
                       .rows = is_known ? rows : 0,
                       .columns = is_known ? columns : 0,
                       .row_stride = 1,
                       .column_stride = 1,
                       .field = 1 };
}

/* Whether an axis of a window makes sense; of a pooling, whether each of its places has a
 * position of the input. */
static gboolean
check_axis (const FvWindowAxis *axis, gboolean is_pooling)
{
  gint64 extent = (axis->size - 1) * (gint64)axis->dilation + 1;

  return axis->size >= 1 && axis->size <= FV_MAX_SIDE && axis->stride >= 1 &&
         axis->stride <= FV_MAX_SIDE && axis->dilation >= 1 && extent <= FV_MAX_SIDE &&
         ABS ((gint64)axis->before) <= FV_MAX_SIDE &&
         ABS ((gint64)axis->after) <= FV_MAX_SIDE &&
         (!is_pooling || (axis->before < extent && axis->after < extent));
}

/* Sees one axis: @n: (inout): positions of the input, then of the output; @stride,
 * @field: (inout): likewise */
static FvMapFit
see_axis (const FvWindow *window, gboolean is_column, gint *n, gint *stride, gint *field)
{
  const FvWindowAxis *axis = is_column ? &window->columns : &window->rows;
  gint64 new_field = *field + (gint64)(axis->size - 1) * axis->dilation * (gint64)*stride;
  gint64 new_stride = (gint64)*stride * axis->stride;

  if (new_stride > FV_MAX_SIDE || new_field > G_MAXINT / 4)
    return FV_MAP_TOO_LARGE;
  *field = (gint)new_field;
  *stride = (gint)new_stride;
  if (*n == 0)
    return FV_MAP_FITS;
  *n = fv_span_new (window, is_column, *n).n_outputs;
  if (*n <= 0)
    return FV_MAP_TOO_SMALL;
  return *n <= FV_MAX_SIDE ? FV_MAP_FITS : FV_MAP_TOO_LARGE;
}

/* What a window that sees all makes of any map */
static FvGraphMap
make_single (const FvGraphMap *input)
{
  FvGraphMap map = *input;

  map.rows = map.columns = 1;
  map.is_single = TRUE;
  return map;
}

/**
 * fv_graph_map_see:
 * @input: a map
 * @window: what sees it
 * @is_pooling: whether it is that of a pooling, else of a convolution or of padding
 * @map: (out): what comes out, with the channels of @input
 *
 * Returns: whether there is such a map
 */
FvMapFit
fv_graph_map_see (const FvGraphMap *input, const FvWindow *window, gboolean is_pooling,
                  FvGraphMap *map)
{
  gint rows_field = input->field, columns_field = input->field;
  FvMapFit fit;

  *map = *input;
  if (window->is_global)
    {
      *map = make_single (input);
      return FV_MAP_FITS;
    }
  if (!check_axis (&window->rows, is_pooling) ||
      !check_axis (&window->columns, is_pooling))
    return FV_MAP_IMPOSSIBLE;
  fit = see_axis (window, FALSE, &map->rows, &map->row_stride, &rows_field);
  if (fit == FV_MAP_FITS)
    fit = see_axis (window, TRUE, &map->columns, &map->column_stride, &columns_field);
  map->field = MAX (rows_field, columns_field);
  if (fit == FV_MAP_FITS && input->is_single && (map->rows != 1 || map->columns != 1))
    return FV_MAP_IMPOSSIBLE;
  return fit;
}

/**
 * fv_graph_maps_agree:
 * @map: a map
 * @other: another one
 *
 * Returns: whether their positions lie upon each other
 */
gboolean
fv_graph_maps_agree (const FvGraphMap *map, const FvGraphMap *other)
{
  if (map->is_single || other->is_single)
    return map->is_single && other->is_single;
  if (map->row_stride != other->row_stride || map->column_stride != other->column_stride)
    return FALSE;
  return map->rows == 0 || other->rows == 0 ||
         (map->rows == other->rows && map->columns == other->columns);
}
