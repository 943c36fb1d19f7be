/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The transforms Aᵀ x A of a tile's planes x to outputs, and what follows them */

#include "kernel-set.h"
#include "points.h"
#include "rectify.h"

/* Aᵀ x of four values, to the first two */
INLINE void
transform_output_2 (Lanes *x)
{
  Lanes sum = x[1] + x[2], difference = x[1] - x[2];

  x[0] = x[0] + sum;
  x[1] = difference - x[3];
}

/* Aᵀ x of six values, to the first four */
INLINE void
transform_output_4 (Lanes *x)
{
  Lanes sum_a = x[1] + x[2], difference_a = x[1] - x[2];
  Lanes sum_b = x[3] + x[4], difference_b = x[3] - x[4];

  x[0] = x[0] + sum_a + sum_b;
  x[1] = multiply_add_to ((gfloat)POINT_A, difference_a, (gfloat)POINT_B * difference_b);
  x[2] = multiply_add_to ((gfloat)A_2, sum_a, (gfloat)B_2 * sum_b);
  x[3] = multiply_add_to ((gfloat)(A_2 * POINT_A), difference_a,
                          multiply_add_to ((gfloat)(B_2 * POINT_B), difference_b, x[5]));
}

/* Where a tile's outputs go: the place of each row's first one, and how many there are
 * each way. With a pooling, every second row has values. What is behind the pointers may
 * be anything to the compiler, so that all that the loops need is here. */
typedef struct
{
  gfloat *values[MAXIMUM_OUTPUT];
  guint8 *bits[MAXIMUM_OUTPUT];
  gint rows;
  gint columns;
  gsize channels;
  gsize position_size; /* of the bits */
  gboolean averages;
} TileOutputs;

INLINE TileOutputs
find_outputs (const FvMap *map, const FvMask *mask, gboolean pools, gint output, gint top,
              gint left)
{
  gint width = mask != NULL ? mask->width : map->width;
  gint height = mask != NULL ? mask->height : map->height;
  gint step = pools ? 2 : 1;
  TileOutputs at = { .rows = MIN (output, height - top),
                     .columns = MIN (output, width - left),
                     .channels = map->channels,
                     .position_size = map->channels / 8,
                     .averages = mask != NULL && mask->averages };

  for (gint row = 0; row < at.rows; row++)
    {
      gint y = (top + row) / step;

      if (y < map->height)
        at.values[row] = fv_map_get_row (map, y) + (gsize)(left / step) * map->channels;
      if (mask != NULL)
        at.bits[row] = fv_mask_get_position (mask, top + row, left);
    }
  return at;
}

INLINE void
store_plain (const Lanes *tile, gint output, const TileOutputs *at, gint rows,
             gint columns, gint channel, Lanes bias)
{
  for (gint row = 0; row < rows; row++)
    {
      gfloat *values = at->values[row] + channel;

      for (gint column = 0; column < columns; column++, values += at->channels)
        store (values, tile[row * output + column] + bias);
    }
}

INLINE void
store_rectified (const Lanes *tile, gint output, const TileOutputs *at, gint rows,
                 gint columns, gint channel, Lanes bias)
{
  for (gint row = 0; row < rows; row++)
    {
      gfloat *values = at->values[row] + channel;
      guint8 *bits = at->bits[row];

      for (gint column = 0; column < columns; column++)
        {
          store_relu (tile[row * output + column] + bias, channel, bits, values, LANES);
          values += at->channels;
          bits += at->position_size;
        }
    }
}

INLINE void
store_pooled (const Lanes *tile, gint output, const TileOutputs *at, gint rows,
              gint columns, gint channel, Lanes bias)
{
  for (gint row = 0; row + 1 < rows; row += 2)
    {
      gfloat *values = at->values[row] + channel;
      guint8 *upper = at->bits[row], *lower = at->bits[row + 1];

      for (gint column = 0; column + 1 < columns; column += 2)
        {
          const Lanes *window = tile + row * output + column;

          store_pooled_window (at->averages, window[0] + bias, window[1] + bias,
                               window[output] + bias, window[output + 1] + bias, channel,
                               at->position_size, upper, lower, values, LANES);
          values += at->channels;
          upper += 2 * at->position_size;
          lower += 2 * at->position_size;
        }
    }
}

INLINE void
store_tile (const Lanes *tile, gint output, const TileOutputs *at, gint rows,
            gint columns, gint channel, Lanes bias, gboolean masked, gboolean pools)
{
  if (!masked)
    store_plain (tile, output, at, rows, columns, channel, bias);
  else if (pools)
    store_pooled (tile, output, at, rows, columns, channel, bias);
  else
    store_rectified (tile, output, at, rows, columns, channel, bias);
}

/* Aᵀ x A of a tile's planes x, for LANES channels: columns first, then rows */
INLINE void
transform_tile_outputs (const gfloat *source, gsize plane_size, gint output,
                        void (*transform) (Lanes *x), Lanes *tile)
{
  gint input = output + 2;
  Lanes columns[MAXIMUM_OUTPUT][MAXIMUM_INPUT], x[MAXIMUM_INPUT];

  for (gint column = 0; column < input; column++, source += plane_size)
    {
      for (gint row = 0; row < input; row++)
        x[row] = load (source + row * input * plane_size);
      transform (x);
      for (gint row = 0; row < output; row++)
        columns[row][column] = x[row];
    }
  for (gint row = 0; row < output; row++)
    {
      for (gint column = 0; column < input; column++)
        x[column] = columns[row][column];
      transform (x);
      for (gint column = 0; column < output; column++)
        tile[row * output + column] = x[column];
    }
}

/* All channels of a tile, of which all outputs are there, or @at->rows × @at->columns */
INLINE void
transform_whole_outputs (const gfloat *source, gsize plane_size, gint output,
                         void (*transform) (Lanes *x), const TileOutputs *at,
                         gboolean all, gint channel, gint n_channels, const gfloat *bias,
                         gboolean masked, gboolean pools)
{
  gint rows = all ? output : at->rows, columns = all ? output : at->columns;

  for (gint i = 0; i < n_channels; i += LANES)
    {
      Lanes lanes = bias != NULL ? load (bias + channel + i) : (Lanes){ 0 };
      Lanes tile[MAXIMUM_OUTPUT * MAXIMUM_OUTPUT];

      transform_tile_outputs (source + i, plane_size, output, transform, tile);
      store_tile (tile, output, at, rows, columns, channel + i, lanes, masked, pools);
    }
}

INLINE void
transform_outputs (FvPlanes planes, gint output, void (*transform) (Lanes *x),
                   gint64 first, gint64 end, gint channel, gint n_channels,
                   const gfloat *bias, const FvMask *mask, gboolean pools,
                   const FvMap *map)
{
  gint width = mask != NULL ? mask->width : map->width;
  gint tiles_across = (width + output - 1) / output;
  gboolean masked = mask != NULL;

  for (gint64 number = first; number < end; number++)
    {
      const gfloat *source = planes.data + (number - first) * planes.tile_size;
      TileOutputs at =
          find_outputs (map, mask, pools, output, number / tiles_across * output,
                        number % tiles_across * output);

      if (at.rows == output && at.columns == output)
        transform_whole_outputs (source, planes.plane_size, output, transform, &at, TRUE,
                                 channel, n_channels, bias, masked, pools);
      else
        transform_whole_outputs (source, planes.plane_size, output, transform, &at, FALSE,
                                 channel, n_channels, bias, masked, pools);
    }
}

INLINE void
choose_transform_outputs (const FvPlanes *planes, gint output,
                          void (*transform) (Lanes *x), gint64 first, gint64 end,
                          gint channel, gint n_channels, const gfloat *bias,
                          const FvMask *mask, FvMap *map)
{
  if (mask == NULL || mask->bits == NULL)
    transform_outputs (*planes, output, transform, first, end, channel, n_channels, bias,
                       NULL, FALSE, map);
  else if (mask->pools)
    transform_outputs (*planes, output, transform, first, end, channel, n_channels, bias,
                       mask, TRUE, map);
  else
    transform_outputs (*planes, output, transform, first, end, channel, n_channels, bias,
                       mask, FALSE, map);
}

void
KERNEL (fv_transform_output_2x2_) (const FvPlanes *planes, gint64 first, gint64 end,
                                   gint channel, gint n_channels, const gfloat *bias,
                                   const FvMask *mask, FvMap *map)
{
  choose_transform_outputs (planes, 2, transform_output_2, first, end, channel,
                            n_channels, bias, mask, map);
}

void
KERNEL (fv_transform_output_4x4_) (const FvPlanes *planes, gint64 first, gint64 end,
                                   gint channel, gint n_channels, const gfloat *bias,
                                   const FvMask *mask, FvMap *map)
{
  choose_transform_outputs (planes, 4, transform_output_4, first, end, channel,
                            n_channels, bias, mask, map);
}
