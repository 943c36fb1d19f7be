/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where an objective looks at a layer's map: within its region and its border. */

#include "objective-positions.h"

#include "guide.h"

/* The positions along one axis that lie in @length pixels from @start, at least one. From
 * the edge on, one that lies there in part counts, too: a picture's map may have more or
 * fewer positions than strides fit into it.
 *
 * @from: (inout): the map's first position
 * @to: (inout): the one after its last */
static void
find_extent (gint start, gint length, gint stride, gint *from, gint *to)
{
  gint n = start == 0 ? (length + stride - 1) / stride : MAX (length / stride, 1);

  *from = MIN (start / stride, *to - 1);
  *to = MIN (*from + n, *to);
}

/**
 * fv_positions_of_tap:
 * @objective: what is maximised
 * @tap: a layer of it
 *
 * Returns: those of the tap's output that count
 */
FvPositions
fv_positions_of_tap (const FvObjective *objective, const FvTap *tap)
{
  const FvRegion *region = &objective->region;
  gint border = objective->border;
  FvPositions positions = { 0, tap->output.width, 0, tap->output.height, 0 };

  if (region->width > 0)
    {
      find_extent (region->x, region->width, tap->stride, &positions.left,
                   &positions.right);
      find_extent (region->y, region->height, tap->stride, &positions.top,
                   &positions.bottom);
    }
  positions.left += border;
  positions.right -= border;
  positions.top += border;
  positions.bottom -= border;
  positions.n =
      (gint64)(positions.right - positions.left) * (positions.bottom - positions.top);
  return positions;
}

/**
 * fv_positions_get_row_length:
 * @positions: positions of a map
 *
 * Returns: how many of them are in a row
 */
gint
fv_positions_get_row_length (const FvPositions *positions)
{
  return positions->right - positions->left;
}

/**
 * fv_positions_get_values:
 * @positions: positions of @tap's output
 * @tap: a layer of an objective
 * @y: a row of its output
 *
 * Returns: (transfer none): the values of the row's first position that counts
 */
gfloat *
fv_positions_get_values (const FvPositions *positions, const FvTap *tap, gint y)
{
  return fv_map_get_row (&tap->output, y) + (gsize)positions->left * tap->output.channels;
}

/**
 * fv_positions_get_content:
 * @positions: positions of @tap's output
 * @tap: a layer of an objective
 * @y: a row of its output
 *
 * Returns: (transfer none) (nullable): what the photo has at the row's first position
 *   that counts; %NULL without one
 */
const gfloat *
fv_positions_get_content (const FvPositions *positions, const FvTap *tap, gint y)
{
  const FvMap *map = &tap->output;
  gsize index = ((gsize)y * map->width + positions->left) * map->channels;

  if (!tap->has_content)
    return NULL;
  return (tap->guide != NULL ? tap->guide->features : tap->content) + index;
}

/**
 * fv_positions_rectify:
 * @objective: what is maximised
 * @tap: a layer of it
 * @values: (inout): @n_positions × channels of the tap's output
 * @n_positions: how many positions
 *
 * With the ReLU, what is not positive counts as zero; so does a value that is not a
 * number.
 *
 * Returns: whether there is a ReLU to do
 */
gboolean
fv_positions_rectify (const FvObjective *objective, const FvTap *tap, gfloat *values,
                      gint n_positions)
{
  gboolean rectifies = tap->is_rectified && objective->relu == FV_RELU_AFTER;

  for (gint i = 0; rectifies && i < n_positions * tap->output.channels; i++)
    if (values[i] <= 0.0f)
      values[i] = 0.0f;
  return rectifies;
}
