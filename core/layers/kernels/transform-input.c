/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The transforms Bᵀ x B of a tile's inputs x to planes */

#include "kernel-set.h"
#include "points.h"

/* Bᵀ x of four values */
INLINE void
transform_input_2 (Lanes *x)
{
  Lanes a = x[0], b = x[1], c = x[2], d = x[3];

  x[0] = a - c;
  x[1] = b + c;
  x[2] = c - b;
  x[3] = b - d;
}

/* Bᵀ x of six values */
INLINE void
transform_input_4 (Lanes *x)
{
  Lanes a = x[0], b = x[1], c = x[2], d = x[3], e = x[4], f = x[5];
  Lanes even_a = multiply_add_to (-(gfloat)B_2, c, e);
  Lanes even_b = multiply_add_to (-(gfloat)A_2, c, e);
  Lanes odd_a = multiply_add_to (-(gfloat)B_2, b, d);
  Lanes odd_b = multiply_add_to (-(gfloat)A_2, b, d);

  x[0] = multiply_add_to ((gfloat)(A_2 * B_2), a,
                          multiply_add_to (-(gfloat)(A_2 + B_2), c, e));
  x[1] = multiply_add_to ((gfloat)POINT_A, odd_a, even_a);
  x[2] = multiply_add_to (-(gfloat)POINT_A, odd_a, even_a);
  x[3] = multiply_add_to ((gfloat)POINT_B, odd_b, even_b);
  x[4] = multiply_add_to (-(gfloat)POINT_B, odd_b, even_b);
  x[5] = multiply_add_to ((gfloat)(A_2 * B_2), b,
                          multiply_add_to (-(gfloat)(A_2 + B_2), d, f));
}

/* Where a tile's inputs are: the first channel of each row's first position, and from
 * there to those of the other columns. Behind a pooling, two rows and columns share
 * theirs. */
typedef struct
{
  const gfloat *values[MAXIMUM_INPUT]; /* %NULL outside */
  const guint8 *bits[MAXIMUM_INPUT];
  gsize columns[MAXIMUM_INPUT];
  gsize bits_columns[MAXIMUM_INPUT];
  gboolean outside[MAXIMUM_INPUT]; /* columns that are */
  gboolean all;                    /* whether no input lies outside */
} TileInputs;

INLINE void
find_inputs (const FvMap *map, const FvMask *mask, gboolean pools, gint input, gint top,
             gint left, TileInputs *tile)
{
  gint height = pools ? 2 * map->height : map->height;
  gint width = pools ? 2 * map->width : map->width;

  tile->all = top >= 0 && left >= 0 && top + input <= height && left + input <= width;
  for (gint i = 0; i < input; i++)
    {
      gint y = top + i, x = left + i;
      gboolean inside = y >= 0 && y < height;

      tile->values[i] = inside ? fv_map_get_row (map, pools ? y / 2 : y) : NULL;
      tile->bits[i] = inside && mask != NULL ? fv_mask_get_position (mask, y, 0) : NULL;
      tile->outside[i] = x < 0 || x >= width;
      tile->columns[i] =
          tile->outside[i] ? 0 : (gsize)(pools ? x / 2 : x) * map->channels;
      tile->bits_columns[i] = tile->outside[i] ? 0 : (gsize)x * (map->channels / 8);
    }
}

/* The inputs of one column of a tile, for the channels from @channel on */
INLINE void
load_column (const TileInputs *tile, gboolean masked, gboolean scaled, gfloat factor,
             gboolean all, gint input, gint column, gint channel, Lanes *inputs)
{
  gsize at = tile->columns[column] + channel;
  gsize bits = tile->bits_columns[column];

  for (gint row = 0; row < input; row++)
    {
      if (!all && (tile->values[row] == NULL || tile->outside[column]))
        {
          inputs[row] = (Lanes){ 0 };
          continue;
        }
      inputs[row] = load (tile->values[row] + at);
      if (masked)
        inputs[row] = select_marked (inputs[row], tile->bits[row] + bits, channel);
      if (scaled)
        inputs[row] *= factor;
    }
}

/* Bᵀ x B of a tile's inputs x, for the channels from @channel on: columns first, then
 * rows, each of which goes to its planes */
INLINE void
transform_tile_inputs (const TileInputs *inputs, gboolean masked, gboolean scaled,
                       gfloat factor, gboolean all, gint input,
                       void (*transform) (Lanes *x), gint channel, gfloat *target,
                       gsize plane_size)
{
  Lanes tile[MAXIMUM_INPUT][MAXIMUM_INPUT], x[MAXIMUM_INPUT];

  for (gint column = 0; column < input; column++)
    {
      load_column (inputs, masked, scaled, factor, all, input, column, channel, x);
      transform (x);
      for (gint row = 0; row < input; row++)
        tile[row][column] = x[row];
    }
  for (gint row = 0; row < input; row++)
    {
      for (gint column = 0; column < input; column++)
        x[column] = tile[row][column];
      transform (x);
      for (gint column = 0; column < input; column++, target += plane_size)
        store (target, x[column]);
    }
}

INLINE void
transform_inputs (const FvMap *map, const FvMask *mask, gboolean pools, gint output,
                  void (*transform) (Lanes *x), gint64 first, gint64 end, FvPlanes planes)
{
  gint input = output + 2;
  gint width = mask != NULL ? mask->width : map->width;
  gint tiles_across = (width + output - 1) / output;
  gint channels = map->channels;
  gboolean masked = mask != NULL;
  gfloat factor = masked ? fv_mask_get_factor (mask) : 1.0f;

  for (gint64 number = first; number < end; number++)
    {
      gfloat *target = planes.data + (number - first) * planes.tile_size;
      TileInputs tile;

      find_inputs (map, mask, pools, input, number / tiles_across * output - 1,
                   number % tiles_across * output - 1, &tile);
      if (tile.all)
        for (gint channel = 0; channel < channels; channel += LANES)
          transform_tile_inputs (&tile, masked, pools, factor, TRUE, input, transform,
                                 channel, target + channel, planes.plane_size);
      else
        for (gint channel = 0; channel < channels; channel += LANES)
          transform_tile_inputs (&tile, masked, pools, factor, FALSE, input, transform,
                                 channel, target + channel, planes.plane_size);
    }
}

/* Each case in a loop of its own */
INLINE void
choose_transform_inputs (const FvMap *map, const FvMask *mask, gint output,
                         void (*transform) (Lanes *x), gint64 first, gint64 end,
                         const FvPlanes *planes)
{
  if (mask == NULL || mask->bits == NULL)
    transform_inputs (map, NULL, FALSE, output, transform, first, end, *planes);
  else if (mask->pools)
    transform_inputs (map, mask, TRUE, output, transform, first, end, *planes);
  else
    transform_inputs (map, mask, FALSE, output, transform, first, end, *planes);
}

void
KERNEL (fv_transform_input_2x2_) (const FvMap *map, const FvMask *mask, gint64 first,
                                  gint64 end, const FvPlanes *planes)
{
  choose_transform_inputs (map, mask, 2, transform_input_2, first, end, planes);
}

void
KERNEL (fv_transform_input_4x4_) (const FvMap *map, const FvMask *mask, gint64 first,
                                  gint64 end, const FvPlanes *planes)
{
  choose_transform_inputs (map, mask, 4, transform_input_4, first, end, planes);
}
