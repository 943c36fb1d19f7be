/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The inner loops. This file is compiled once per instruction set; FV_KERNELS is the
 * suffix of what it defines. They work on 16 values at once, which the compiler maps onto
 * whatever vectors the instruction set has.
 *
 * The transforms are those of Winograd's F(2×2, 3×3) and F(4×4, 3×3) (Lavin and Gray,
 * "Fast algorithms for convolutional neural networks", 2015), with the points 0, 1, -1, ∞
 * and 0, 1, -1, 2, -2, ∞. */

#include "kernels.h"

#include <string.h>

#define CONCATENATE_(a, b) a##b
#define CONCATENATE(a, b)  CONCATENATE_ (a, b)
#define TEXT_(a)           #a
#define TEXT(a)            TEXT_ (a)

#define LANES  16
#define INLINE static inline __attribute__ ((always_inline))

typedef gfloat Lanes __attribute__ ((vector_size (LANES * sizeof (gfloat)), aligned (4)));
typedef gint32 Bits __attribute__ ((vector_size (LANES * sizeof (gint32)), aligned (4)));
typedef guint8 Bytes __attribute__ ((vector_size (LANES), aligned (1)));

INLINE Lanes
load (const gfloat *values, gint n)
{
  Lanes lanes = { 0 };

  if (n >= LANES)
    return *(const Lanes *)values;
  memcpy (&lanes, values, n * sizeof (gfloat));
  return lanes;
}

INLINE void
store (gfloat *values, Lanes lanes, gint n)
{
  if (n >= LANES)
    *(Lanes *)values = lanes;
  else
    memcpy (values, &lanes, n * sizeof (gfloat));
}

/* Winograd's transforms ------------------------------------------------------------ */

/* G g of three values that lie @step apart, to four that lie @result_step apart */
INLINE void
transform_kernel_2 (const Lanes *g, gint step, Lanes *result, gint result_step)
{
  Lanes ends = 0.5f * (g[0] + g[2 * step]), middle = 0.5f * g[step];

  result[0] = g[0];
  result[result_step] = ends + middle;
  result[2 * result_step] = ends - middle;
  result[3 * result_step] = g[2 * step];
}

/* G g of three values that lie @step apart, to six that lie @result_step apart */
INLINE void
transform_kernel_4 (const Lanes *g, gint step, Lanes *result, gint result_step)
{
  Lanes a = g[0], b = g[step], c = g[2 * step];
  Lanes even = a * (1.0f / 24.0f) + c * (1.0f / 6.0f);

  result[0] = a * 0.25f;
  result[result_step] = (a + b + c) * (-1.0f / 6.0f);
  result[2 * result_step] = (a - b + c) * (-1.0f / 6.0f);
  result[3 * result_step] = even + b * (1.0f / 12.0f);
  result[4 * result_step] = even - b * (1.0f / 12.0f);
  result[5 * result_step] = c;
}

INLINE void
transform_kernel (void (*transform) (const Lanes *g, gint step, Lanes *result,
                                     gint result_step),
                  gint input, const gfloat *taps, gsize tap_size, gint n,
                  gboolean flipped, gfloat *planes, gsize plane_size)
{
  Lanes g[9], rows[3 * 6], tile[FV_WINOGRAD_MAXIMUM_PLANES];

  for (gint filter = 0; filter < n; filter += LANES)
    {
      for (gint tap = 0; tap < 9; tap++)
        g[tap] = load (taps + (flipped ? 8 - tap : tap) * tap_size + filter, n - filter);
      for (gint column = 0; column < 3; column++)
        transform (g + column, 3, rows + column, 3);
      for (gint row = 0; row < input; row++)
        transform (rows + 3 * row, 1, tile + input * row, 1);
      for (gint plane = 0; plane < input * input; plane++)
        store (planes + plane * plane_size + filter, tile[plane], n - filter);
    }
}

/* Bᵀ x of four values that lie @step apart */
INLINE void
transform_input_2 (Lanes *x, gint step)
{
  Lanes a = x[0], b = x[step], c = x[2 * step], d = x[3 * step];

  x[0] = a - c;
  x[step] = b + c;
  x[2 * step] = c - b;
  x[3 * step] = b - d;
}

/* Aᵀ x of four values that lie @step apart, to the first two */
INLINE void
transform_output_2 (Lanes *x, gint step)
{
  Lanes sum = x[step] + x[2 * step], difference = x[step] - x[2 * step];

  x[0] = x[0] + sum;
  x[step] = difference - x[3 * step];
}

/* Bᵀ x of six values that lie @step apart */
INLINE void
transform_input_4 (Lanes *x, gint step)
{
  Lanes a = x[0], b = x[step], c = x[2 * step], d = x[3 * step], e = x[4 * step],
        f = x[5 * step];
  Lanes even = e - 4.0f * c, odd = d - 4.0f * b;
  Lanes even_two = e - c, odd_two = 2.0f * (d - b);

  x[0] = 4.0f * a - 5.0f * c + e;
  x[step] = even + odd;
  x[2 * step] = even - odd;
  x[3 * step] = even_two + odd_two;
  x[4 * step] = even_two - odd_two;
  x[5 * step] = 4.0f * b - 5.0f * d + f;
}

/* Aᵀ x of six values that lie @step apart, to the first four */
INLINE void
transform_output_4 (Lanes *x, gint step)
{
  Lanes sum_one = x[step] + x[2 * step], difference_one = x[step] - x[2 * step];
  Lanes sum_two = x[3 * step] + x[4 * step], difference_two = x[3 * step] - x[4 * step];

  x[0] = x[0] + sum_one + sum_two;
  x[step] = difference_one + 2.0f * difference_two;
  x[2 * step] = sum_one + 4.0f * sum_two;
  x[3 * step] = difference_one + 8.0f * difference_two + x[5 * step];
}

/* The inputs of a tile of @output × @output, for channels @channel … @channel + n - 1 */
INLINE void
load_tile (const FvMap *map, gint output, gint top, gint left, gint channel, gint n,
           Lanes *tile)
{
  gint input = output + 2;
  gboolean inside =
      top >= 0 && left >= 0 && top + input <= map->height && left + input <= map->width;

  for (gint row = 0; row < input; row++)
    for (gint column = 0; column < input; column++)
      {
        gint y = top + row, x = left + column;

        if (inside || (y >= 0 && y < map->height && x >= 0 && x < map->width))
          tile[row * input + column] =
              load (map->data + ((gsize)y * map->width + x) * map->channels + channel, n);
        else
          tile[row * input + column] = (Lanes){ 0 };
      }
}

INLINE void
transform_input (const FvMap *map, gint output, void (*transform) (Lanes *x, gint step),
                 gint64 first, gint64 end, gfloat *planes, gsize plane_size)
{
  gint input = output + 2, tiles_across = (map->width + output - 1) / output;
  Lanes tile[FV_WINOGRAD_MAXIMUM_PLANES];

  for (gint64 number = first; number < end; number++)
    for (gint channel = 0; channel < map->channels; channel += LANES)
      {
        gfloat *target = planes + (number - first) * map->channels + channel;
        gint n = map->channels - channel;

        load_tile (map, output, number / tiles_across * output - 1,
                   number % tiles_across * output - 1, channel, n, tile);
        for (gint i = 0; i < input; i++)
          transform (tile + i, input);
        for (gint i = 0; i < input; i++)
          transform (tile + i * input, 1);
        for (gint plane = 0; plane < input * input; plane++)
          store (target + plane * plane_size, tile[plane], n);
      }
}

INLINE void
store_tile (FvMap *map, gint output, gint top, gint left, gint channel, gint n,
            const Lanes *tile, Lanes bias)
{
  gint rows = MIN (output, map->height - top), columns = MIN (output, map->width - left);

  for (gint row = 0; row < rows; row++)
    for (gint column = 0; column < columns; column++)
      store (map->data +
                 ((gsize)(top + row) * map->width + left + column) * map->channels +
                 channel,
             tile[row * (output + 2) + column] + bias, n);
}

INLINE void
transform_output (const gfloat *planes, gsize plane_size, gint output,
                  void (*transform) (Lanes *x, gint step), gint64 first, gint64 end,
                  const gfloat *bias, FvMap *map)
{
  gint input = output + 2, tiles_across = (map->width + output - 1) / output;
  Lanes tile[FV_WINOGRAD_MAXIMUM_PLANES];

  for (gint64 number = first; number < end; number++)
    for (gint channel = 0; channel < map->channels; channel += LANES)
      {
        const gfloat *source = planes + (number - first) * map->channels + channel;
        gint n = map->channels - channel;

        for (gint plane = 0; plane < input * input; plane++)
          tile[plane] = load (source + plane * plane_size, n);
        for (gint i = 0; i < input; i++)
          transform (tile + i, input);
        for (gint i = 0; i < output; i++)
          transform (tile + i * input, 1);
        store_tile (map, output, number / tiles_across * output,
                    number % tiles_across * output, channel, n, tile,
                    bias != NULL ? load (bias + channel, n) : (Lanes){ 0 });
      }
}

/* One set of functions for each size */
#define DEFINE_TRANSFORMS(m)                                                             \
  static void transform_kernel_##m##x##m (const gfloat *taps, gsize tap_size, gint n,    \
                                          gboolean flipped, gfloat *planes,              \
                                          gsize plane_size)                              \
  {                                                                                      \
    transform_kernel (transform_kernel_##m, m + 2, taps, tap_size, n, flipped, planes,   \
                      plane_size);                                                       \
  }                                                                                      \
  static void transform_input_##m##x##m (const FvMap *map, gint64 first, gint64 end,     \
                                         gfloat *planes, gsize plane_size)               \
  {                                                                                      \
    transform_input (map, m, transform_input_##m, first, end, planes, plane_size);       \
  }                                                                                      \
  static void transform_output_##m##x##m (const gfloat *planes, gsize plane_size,        \
                                          gint64 first, gint64 end, const gfloat *bias,  \
                                          FvMap *map)                                    \
  {                                                                                      \
    transform_output (planes, plane_size, m, transform_output_##m, first, end, bias,     \
                      map);                                                              \
  }

DEFINE_TRANSFORMS (2)
DEFINE_TRANSFORMS (4)

/* ReLU ----------------------------------------------------------------------------- */

static void
relu_forward (gfloat *values, gsize n_groups, guint8 *mask)
{
  for (; n_groups > 0; n_groups--, values += FV_RELU_VALUES, mask += FV_RELU_MASK_BYTES)
    {
      Bits bits = { 0 };

      for (gint bit = 0; bit < 8; bit++)
        {
          Lanes *lanes = (Lanes *)values + bit;

          bits |= (*lanes > 0.0f) & (1 << bit);
          /* written so that a value that is not a number stays one */
          *lanes = (Lanes)((Bits)*lanes & ~(*lanes < 0.0f));
        }
      *(Bytes *)mask = __builtin_convertvector(bits, Bytes);
    }
}

static void
relu_backward (gfloat *values, gsize n_groups, const guint8 *mask, gboolean redirect)
{
  for (; n_groups > 0; n_groups--, values += FV_RELU_VALUES, mask += FV_RELU_MASK_BYTES)
    {
      Bits bits = __builtin_convertvector(*(const Bytes *)mask, Bits);

      for (gint bit = 0; bit < 8; bit++)
        {
          Lanes *lanes = (Lanes *)values + bit;
          Bits passes = (bits & (1 << bit)) != 0;

          if (redirect)
            passes |= *lanes > 0.0f;
          *lanes = (Lanes)((Bits)*lanes & passes);
        }
    }
}

const FvKernels CONCATENATE (fv_kernels_, FV_KERNELS) = {
  TEXT (FV_KERNELS),
  {
      { transform_kernel_2x2, transform_input_2x2, transform_output_2x2 },
      { transform_kernel_4x4, transform_input_4x4, transform_output_4x4 },
  },
  relu_forward,
  relu_backward,
};
