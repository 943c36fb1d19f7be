/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Patches: what direct convolutions take of a map at once. */

#include "patch.h"

#include <string.h>

#include "layers/kernels/kernels.h"

#define MAXIMUM_COLUMNS 64
#define MAXIMUM_ROWS    16
#define POSITIONS       512 /* that a patch is to have */

/**
 * fv_patch_grid_new:
 * @first: a row, even
 * @end: the one after the last
 * @width: the map's width
 *
 * Returns: patches that cover these rows
 */
FvPatchGrid
fv_patch_grid_new (gint first, gint end, gint width)
{
  FvPatchGrid grid = { .first = first, .end = end, .width = width };

  grid.columns = MIN (width, MAXIMUM_COLUMNS);
  grid.rows = CLAMP (POSITIONS / grid.columns / 2 * 2, 2, MAXIMUM_ROWS);
  grid.n_across = (width + grid.columns - 1) / grid.columns;
  grid.n_patches = (end - first + grid.rows - 1) / grid.rows * grid.n_across;
  return grid;
}

/**
 * fv_patch_grid_get:
 * @grid: a grid
 * @patch: a number from 0 on
 *
 * Returns: the patch of that number
 */
FvPatch
fv_patch_grid_get (const FvPatchGrid *grid, gint patch)
{
  gint top = grid->first + patch / grid->n_across * grid->rows;
  gint left = patch % grid->n_across * grid->columns;
  FvPatch result = { top, MIN (top + grid->rows, grid->end), left,
                     MIN (left + grid->columns, grid->width) };

  return result;
}

static void
load_row (const FvMap *map, const FvMask *mask, gint y, gint x, gint n, gfloat *values)
{
  if (mask != NULL && mask->bits != NULL)
    fv_kernels_get ()->gate (map, mask, y, x, n, values);
  else
    memcpy (values, fv_map_get_row (map, y) + (gsize)x * map->channels,
            (gsize)n * map->channels * sizeof (gfloat));
}

/**
 * fv_patch_load:
 * @patch: a patch
 * @map: a map, or a gradient after ReLU and pooling
 * @mask: (nullable): what is before these, then
 * @values: (out caller-allocates): rows of the patch with a position more at each edge;
 *   what lies outside the map is zero
 *
 * Returns: number of values written
 */
gsize
fv_patch_load (const FvPatch *patch, const FvMap *map, const FvMask *mask, gfloat *values)
{
  gint height = mask != NULL ? mask->height : map->height;
  gint width = mask != NULL ? mask->width : map->width;
  gint from = MAX (patch->left - 1, 0), to = MIN (patch->right + 1, width);
  gsize row_size = (gsize)fv_patch_get_width (patch) * map->channels;

  for (gint y = patch->top - 1; y <= patch->bottom; y++, values += row_size)
    {
      if (y < 0 || y >= height || from != patch->left - 1 || to != patch->right + 1)
        memset (values, 0, row_size * sizeof (gfloat));
      if (y >= 0 && y < height)
        load_row (map, mask, y, from, to - from,
                  values + (gsize)(from - (patch->left - 1)) * map->channels);
    }
  return (patch->bottom - patch->top + 2) * row_size;
}

/**
 * fv_patch_activate:
 * @patch: a patch
 * @values: a convolution's output there, without bias
 * @values_width: positions from one row of it to the next
 * @bias: of each channel
 * @mask: (inout): what follows; the patch's bits are written
 * @map: (inout): the output after bias, ReLU and pooling
 */
void
fv_patch_activate (const FvPatch *patch, const gfloat *values, gint values_width,
                   const gfloat *bias, const FvMask *mask, FvMap *map)
{
  gint step = mask->pools ? 2 : 1;
  gsize row_size = (gsize)values_width * map->channels;

  for (gint y = patch->top; y + step <= patch->bottom;
       y += step, values += step * row_size)
    fv_kernels_get ()->activate (values, row_size, y, patch->left,
                                 patch->right - patch->left, bias, mask, map);
}
