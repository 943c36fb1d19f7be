/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The transforms of Winograd's F(2×2, 3×3) and F(4×4, 3×3) (Lavin and Gray, "Fast
 * algorithms for convolutional neural networks", 2015), with the points 0, ±1, ∞ and 0,
 * ±5/8, ±3/2, ∞. The latter were found by trying (as Barabasz et al., "Error analysis and
 * improving the accuracy of Winograd convolution for deep neural networks", 2020): they
 * halve the rounding error of the usual 0, ±1, ±2, ∞, which is nowhere smaller on a grid
 * of 1/16. */

#include "kernel-set.h"
#include "rectify.h"

typedef gdouble Doubles
    __attribute__ ((vector_size (LANES * sizeof (gdouble)), aligned (8)));

#define POINT_A 0.625
#define POINT_B 1.5
#define A_2     (POINT_A * POINT_A)
#define B_2     (POINT_B * POINT_B)

/* The most inputs that a tile has on a side */
#define MAXIMUM_INPUT 6

/* Kernels --------------------------------------------------------------------------- */

/* G g of three values that lie @step apart, to four that lie @result_step apart */
INLINE void
transform_kernel_2 (const Doubles *g, gint step, Doubles *result, gint result_step)
{
  Doubles ends = 0.5 * (g[0] + g[2 * step]), middle = 0.5 * g[step];

  result[0] = g[0];
  result[result_step] = ends + middle;
  result[2 * result_step] = ends - middle;
  result[3 * result_step] = g[2 * step];
}

/* G g of three values that lie @step apart, to six that lie @result_step apart */
INLINE void
transform_kernel_4 (const Doubles *g, gint step, Doubles *result, gint result_step)
{
  const gdouble factor_a = 1.0 / (2.0 * A_2 * (A_2 - B_2));
  const gdouble factor_b = 1.0 / (2.0 * B_2 * (B_2 - A_2));
  Doubles even_a = factor_a * (g[0] + A_2 * g[2 * step]);
  Doubles odd_a = factor_a * POINT_A * g[step];
  Doubles even_b = factor_b * (g[0] + B_2 * g[2 * step]);
  Doubles odd_b = factor_b * POINT_B * g[step];

  result[0] = g[0] * (1.0 / (A_2 * B_2));
  result[result_step] = even_a + odd_a;
  result[2 * result_step] = even_a - odd_a;
  result[3 * result_step] = even_b + odd_b;
  result[4 * result_step] = even_b - odd_b;
  result[5 * result_step] = g[2 * step];
}

/* In double precision: it is done once, and its rounding would add to that of every
 * product. */
INLINE void
transform_kernel (void (*transform) (const Doubles *g, gint step, Doubles *result,
                                     gint result_step),
                  gint input, const gfloat *taps, gsize tap_size, gfloat *planes,
                  gsize plane_size)
{
  Doubles g[9], rows[3 * MAXIMUM_INPUT], tile[FV_WINOGRAD_MAXIMUM_PLANES];

  for (gint pair = 0; pair < FV_PANEL; pair += LANES)
    {
      for (gint tap = 0; tap < 9; tap++)
        g[tap] = __builtin_convertvector(load (taps + tap * tap_size + pair), Doubles);
      for (gint column = 0; column < 3; column++)
        transform (g + column, 3, rows + column, 3);
      for (gint row = 0; row < input; row++)
        transform (rows + 3 * row, 1, tile + input * row, 1);
      for (gint plane = 0; plane < input * input; plane++)
        store (planes + plane * plane_size + pair,
               __builtin_convertvector(tile[plane], Lanes));
    }
}

/* Inputs ---------------------------------------------------------------------------- */

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
  Lanes even_a = e - (gfloat)B_2 * c, odd_a = (gfloat)POINT_A * (d - (gfloat)B_2 * b);
  Lanes even_b = e - (gfloat)A_2 * c, odd_b = (gfloat)POINT_B * (d - (gfloat)A_2 * b);

  x[0] = (gfloat)(A_2 * B_2) * a - (gfloat)(A_2 + B_2) * c + e;
  x[1] = even_a + odd_a;
  x[2] = even_a - odd_a;
  x[3] = even_b + odd_b;
  x[4] = even_b - odd_b;
  x[5] = (gfloat)(A_2 * B_2) * b - (gfloat)(A_2 + B_2) * d + f;
}

/* Where the rows of a tile's inputs begin; %NULL outside */
typedef struct
{
  const gfloat *values[MAXIMUM_INPUT];
  const guint8 *bits[MAXIMUM_INPUT];
  gfloat factor; /* of values behind a pooling */
  gboolean all;  /* whether no input lies outside */
  gint left;
  gint width; /* of what has a value: with a pooling, without a last odd column */
} TileRows;

INLINE void
find_rows (const FvMap *map, const FvMask *mask, gboolean pools, gint input, gint top,
           gint left, TileRows *rows)
{
  gint height = pools ? 2 * map->height : map->height;

  rows->factor = mask != NULL ? fv_mask_get_factor (mask) : 1.0f;
  rows->left = left;
  rows->width = pools ? 2 * map->width : map->width;
  rows->all =
      top >= 0 && left >= 0 && top + input <= height && left + input <= rows->width;
  for (gint row = 0; row < input; row++)
    {
      gint y = top + row;
      gboolean inside = y >= 0 && y < height;

      rows->values[row] = inside ? fv_map_get_row (map, pools ? y / 2 : y) : NULL;
      rows->bits[row] = inside && mask != NULL ? fv_mask_get_position (mask, y, 0) : NULL;
    }
}

/* The inputs of one column of a tile, for the channels from @channel on */
INLINE void
load_column (const TileRows *rows, gboolean masked, gboolean pools, gboolean all,
             gint input, gint column, gint channel, gint channels, Lanes *inputs)
{
  gint x = rows->left + column;
  gsize at = (gsize)(pools ? x / 2 : x) * channels + channel; /* if there is any */

  for (gint row = 0; row < input; row++)
    {
      const gfloat *value = rows->values[row];

      if (!all && (value == NULL || x < 0 || x >= rows->width))
        inputs[row] = (Lanes){ 0 };
      else if (masked && pools)
        inputs[row] =
            rows->factor *
            select_lanes (load (value + at),
                          load_bits (rows->bits[row] + x * (channels / 8), channel));
      else if (masked)
        inputs[row] = select_lanes (
            load (value + at), load_bits (rows->bits[row] + x * (channels / 8), channel));
      else
        inputs[row] = load (value + at);
    }
}

/* Bᵀ x B of a tile's inputs x, for the channels from @channel on: columns first, then
 * rows, each of which goes to its planes */
INLINE void
transform_tile_inputs (const TileRows *rows, gboolean masked, gboolean pools,
                       gboolean all, gint input, void (*transform) (Lanes *x),
                       gint channel, gint channels, gfloat *target, gsize plane_size)
{
  Lanes tile[MAXIMUM_INPUT][MAXIMUM_INPUT], x[MAXIMUM_INPUT];

  for (gint column = 0; column < input; column++)
    {
      load_column (rows, masked, pools, all, input, column, channel, channels, x);
      transform (x);
      for (gint row = 0; row < input; row++)
        tile[row][column] = x[row];
    }
  for (gint row = 0; row < input; row++)
    {
      for (gint column = 0; column < input; column++)
        x[column] = tile[row][column];
      transform (x);
      for (gint column = 0; column < input; column++)
        store (target + (row * input + column) * plane_size, x[column]);
    }
}

INLINE void
transform_inputs (const FvMap *map, const FvMask *mask, gboolean pools, gint output,
                  void (*transform) (Lanes *x), gint64 first, gint64 end,
                  const FvPlanes *planes)
{
  gint input = output + 2;
  gint width = mask != NULL ? mask->width : map->width;
  gint tiles_across = (width + output - 1) / output;
  gint channels = map->channels;
  gboolean masked = mask != NULL;
  TileRows rows;

  for (gint64 number = first; number < end; number++)
    {
      gfloat *target = planes->data + (number - first) * planes->tile_size;

      find_rows (map, mask, pools, input, number / tiles_across * output - 1,
                 number % tiles_across * output - 1, &rows);
      for (gint channel = 0; channel < channels; channel += LANES)
        if (rows.all)
          transform_tile_inputs (&rows, masked, pools, TRUE, input, transform, channel,
                                 channels, target + channel, planes->plane_size);
        else
          transform_tile_inputs (&rows, masked, pools, FALSE, input, transform, channel,
                                 channels, target + channel, planes->plane_size);
    }
}

/* Each case in a loop of its own */
INLINE void
choose_transform_inputs (const FvMap *map, const FvMask *mask, gint output,
                         void (*transform) (Lanes *x), gint64 first, gint64 end,
                         const FvPlanes *planes)
{
  if (mask == NULL || mask->bits == NULL)
    transform_inputs (map, NULL, FALSE, output, transform, first, end, planes);
  else if (mask->pools)
    transform_inputs (map, mask, TRUE, output, transform, first, end, planes);
  else
    transform_inputs (map, mask, FALSE, output, transform, first, end, planes);
}

/* Outputs --------------------------------------------------------------------------- */

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
  x[1] = (gfloat)POINT_A * difference_a + (gfloat)POINT_B * difference_b;
  x[2] = (gfloat)A_2 * sum_a + (gfloat)B_2 * sum_b;
  x[3] = (gfloat)(A_2 * POINT_A) * difference_a + (gfloat)(B_2 * POINT_B) * difference_b +
         x[5];
}

/* Where a tile's outputs go: the upper left one, and how many there are each way */
typedef struct
{
  gint top;
  gint left;
  gint rows;
  gint columns;
} TileOutputs;

INLINE void
store_plain (const Lanes *tile, gint output, const TileOutputs *at, gint channel,
             Lanes bias, FvMap *map)
{
  for (gint row = 0; row < at->rows; row++)
    for (gint column = 0; column < at->columns; column++)
      store (fv_map_get_row (map, at->top + row) +
                 (gsize)(at->left + column) * map->channels + channel,
             tile[row * (output + 2) + column] + bias);
}

INLINE void
store_rectified (const Lanes *tile, gint output, const TileOutputs *at, gint channel,
                 Lanes bias, const FvMask *mask, FvMap *map)
{
  for (gint row = 0; row < at->rows; row++)
    {
      gfloat *values =
          fv_map_get_row (map, at->top + row) + (gsize)at->left * map->channels + channel;
      guint8 *bits = fv_mask_get_position (mask, at->top + row, at->left);

      for (gint column = 0; column < at->columns; column++)
        store_relu (tile[row * (output + 2) + column] + bias, channel,
                    bits + column * (map->channels / 8),
                    values + (gsize)column * map->channels, LANES);
    }
}

INLINE void
store_pooled (const Lanes *tile, gint output, const TileOutputs *at, gint channel,
              Lanes bias, const FvMask *mask, FvMap *map)
{
  for (gint row = 0; row + 1 < at->rows; row += 2)
    {
      gfloat *values = fv_map_get_row (map, (at->top + row) / 2) +
                       (gsize)at->left / 2 * map->channels + channel;
      guint8 *upper = fv_mask_get_position (mask, at->top + row, at->left);
      guint8 *lower = fv_mask_get_position (mask, at->top + row + 1, at->left);

      for (gint column = 0; column + 1 < at->columns; column += 2)
        {
          const Lanes *window = tile + row * (output + 2) + column;
          gsize position = column * (map->channels / 8);

          store_pooled_window (mask->averages, window[0] + bias, window[1] + bias,
                               window[output + 2] + bias, window[output + 3] + bias,
                               channel, map->channels / 8, upper + position,
                               lower + position,
                               values + (gsize)column / 2 * map->channels, LANES);
        }
    }
}

INLINE void
store_tile (const Lanes *tile, gint output, const TileOutputs *at, gint channel,
            Lanes bias, const FvMask *mask, gboolean pools, FvMap *map)
{
  if (mask == NULL)
    store_plain (tile, output, at, channel, bias, map);
  else if (pools)
    store_pooled (tile, output, at, channel, bias, mask, map);
  else
    store_rectified (tile, output, at, channel, bias, mask, map);
}

/* Aᵀ x A of a tile's planes x, for LANES channels: columns first, then rows */
INLINE void
transform_tile_outputs (const gfloat *source, gsize plane_size, gint output,
                        void (*transform) (Lanes *x), Lanes *tile)
{
  gint input = output + 2;
  Lanes x[MAXIMUM_INPUT];

  for (gint column = 0; column < input; column++)
    {
      for (gint row = 0; row < input; row++)
        x[row] = load (source + (row * input + column) * plane_size);
      transform (x);
      for (gint row = 0; row < output; row++)
        tile[row * input + column] = x[row];
    }
  for (gint row = 0; row < output; row++)
    {
      for (gint column = 0; column < input; column++)
        x[column] = tile[row * input + column];
      transform (x);
      for (gint column = 0; column < output; column++)
        tile[row * input + column] = x[column];
    }
}

INLINE void
transform_outputs (const FvPlanes *planes, gint output, void (*transform) (Lanes *x),
                   gint64 first, gint64 end, gint first_channel, gint n_channels,
                   const gfloat *bias, const FvMask *mask, gboolean pools, FvMap *map)
{
  gint width = mask != NULL ? mask->width : map->width;
  gint height = mask != NULL ? mask->height : map->height;
  gint tiles_across = (width + output - 1) / output;
  Lanes tile[FV_WINOGRAD_MAXIMUM_PLANES];

  for (gint64 number = first; number < end; number++)
    {
      const gfloat *source = planes->data + (number - first) * planes->tile_size;
      gint top = number / tiles_across * output, left = number % tiles_across * output;
      TileOutputs at = { top, left, MIN (output, height - top),
                         MIN (output, width - left) };
      TileOutputs whole = { top, left, output, output };

      for (gint channel = first_channel; channel < first_channel + n_channels;
           channel += LANES, source += LANES)
        {
          Lanes lanes = bias != NULL ? load (bias + channel) : (Lanes){ 0 };

          transform_tile_outputs (source, planes->plane_size, output, transform, tile);
          if (at.rows == output && at.columns == output)
            store_tile (tile, output, &whole, channel, lanes, mask, pools, map);
          else
            store_tile (tile, output, &at, channel, lanes, mask, pools, map);
        }
    }
}

INLINE void
choose_transform_outputs (const FvPlanes *planes, gint output,
                          void (*transform) (Lanes *x), gint64 first, gint64 end,
                          gint channel, gint n_channels, const gfloat *bias,
                          const FvMask *mask, FvMap *map)
{
  if (mask == NULL || mask->bits == NULL)
    transform_outputs (planes, output, transform, first, end, channel, n_channels, bias,
                       NULL, FALSE, map);
  else if (mask->pools)
    transform_outputs (planes, output, transform, first, end, channel, n_channels, bias,
                       mask, TRUE, map);
  else
    transform_outputs (planes, output, transform, first, end, channel, n_channels, bias,
                       mask, FALSE, map);
}

/* One set of functions for each size */
#define DEFINE_TRANSFORMS(m)                                                             \
  static void transform_kernel_##m##x##m (const gfloat *taps, gsize tap_size,            \
                                          gfloat *planes, gsize plane_size)              \
  {                                                                                      \
    transform_kernel (transform_kernel_##m, m + 2, taps, tap_size, planes, plane_size);  \
  }                                                                                      \
  static void transform_input_##m##x##m (const FvMap *map, const FvMask *mask,           \
                                         gint64 first, gint64 end,                       \
                                         const FvPlanes *planes)                         \
  {                                                                                      \
    choose_transform_inputs (map, mask, m, transform_input_##m, first, end, planes);     \
  }                                                                                      \
  static void transform_output_##m##x##m (                                               \
      const FvPlanes *planes, gint64 first, gint64 end, gint channel, gint n_channels,   \
      const gfloat *bias, const FvMask *mask, FvMap *map)                                \
  {                                                                                      \
    choose_transform_outputs (planes, m, transform_output_##m, first, end, channel,      \
                              n_channels, bias, mask, map);                              \
  }                                                                                      \
  const FvWinogradTransforms KERNEL (fv_transforms_##m##x##m##_) = {                     \
    m,                                                                                   \
    transform_kernel_##m##x##m,                                                          \
    transform_input_##m##x##m,                                                           \
    transform_output_##m##x##m,                                                          \
  };

DEFINE_TRANSFORMS (2)
DEFINE_TRANSFORMS (4)
