/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bias, ReLU and pooling of a convolution's output, and the way back through them, for
 * the convolutions that do not do it themselves: any number of channels, and perhaps no
 * ReLU. */

#include "kernel-set.h"
#include "rectify.h"

/* Where values go, and their bits; what is behind the pointers may be anything to the
 * compiler, so that all that the loops need is here. */
typedef struct
{
  gfloat *values;
  guint8 *bits;  /* %NULL without ReLU */
  guint8 *lower; /* bits of the row below, with a pooling */
  gsize bits_size;
  gint channels;
  gboolean averages;
} Target;

/* The values of a window, from @value on, with their bias. A mask's next row may lie
 * before this one. */
INLINE void
store_window (const gfloat *value, gsize row_size, Lanes bias, const Target *target,
              gint channel, gint n)
{
  store_pooled_window (target->averages, load_some (value, n) + bias,
                       load_some (value + target->channels, n) + bias,
                       load_some (value + row_size, n) + bias,
                       load_some (value + row_size + target->channels, n) + bias, channel,
                       target->bits_size, target->bits, target->lower,
                       target->values + channel, n);
}

/* All channels of a position, or of a window */
INLINE void
activate_position (const gfloat *values, gsize row_size, const gfloat *bias,
                   gboolean pools, const Target *target)
{
  for (gint channel = 0; channel < target->channels; channel += LANES)
    {
      gint rest = target->channels - channel;
      Lanes lanes = load_some (bias + channel, rest);

      if (pools)
        store_window (values + channel, row_size, lanes, target, channel, rest);
      else if (target->bits != NULL)
        store_relu (load_some (values + channel, rest) + lanes, channel, target->bits,
                    target->values + channel, rest);
      else
        store_some (target->values + channel, load_some (values + channel, rest) + lanes,
                    rest);
    }
}

void
KERNEL (fv_activate_) (const gfloat *values, gsize row_size, gint y, gint x, gint n,
                       const gfloat *bias, const FvMask *mask, FvMap *map)
{
  gboolean pools = mask->bits != NULL && mask->pools;
  gint step = mask->pools ? 2 : 1;
  Target target = { .values = fv_map_get_row (map, y / step) +
                              (gsize)(x / step) * map->channels,
                    .bits_size = fv_mask_get_position_size (mask),
                    .channels = map->channels,
                    .averages = mask->averages };

  if (mask->bits != NULL)
    target.bits = fv_mask_get_position (mask, y, x);
  if (pools)
    target.lower = fv_mask_get_position (mask, y + 1, x);
  for (gint i = 0; i + step <= n; i += step)
    {
      activate_position (values, row_size, bias, pools, &target);
      values += step * target.channels;
      target.values += target.channels;
      if (target.bits != NULL)
        target.bits += step * target.bits_size;
      if (pools)
        target.lower += step * target.bits_size;
    }
}

/* The gradient of one position, where @bits say that it passes */
INLINE void
gate_position (const gfloat *values, const guint8 *bits, gboolean scaled, gfloat factor,
               gint channels, gfloat *target)
{
  for (gint channel = 0; channel < channels; channel += LANES)
    {
      gint rest = channels - channel;
      Lanes lanes = select_marked (load_some (values + channel, rest), bits, channel);

      if (scaled)
        lanes *= factor;
      store_some (target + channel, lanes, rest);
    }
}

void
KERNEL (fv_gate_) (const FvMap *map, const FvMask *mask, gint y, gint x, gint n,
                   gfloat *values)
{
  gint channels = map->channels, width = map->width;
  gint step = mask->pools ? 2 : 1;
  gfloat factor = fv_mask_get_factor (mask);
  gsize bits_size = fv_mask_get_position_size (mask);
  const gfloat *row = fv_map_get_row (map, y / step);
  const guint8 *bits = fv_mask_get_position (mask, y, x);
  gboolean inside = y / step < map->height;

  for (gint i = 0; i < n; i++, values += channels, bits += bits_size)
    {
      const gfloat *source = row + (gsize)((x + i) / step) * channels;

      if (!inside || (x + i) / step >= width)
        memset (values, 0, channels * sizeof (gfloat));
      else if (factor == 1.0f)
        gate_position (source, bits, FALSE, factor, channels, values);
      else
        gate_position (source, bits, TRUE, factor, channels, values);
    }
}

/* @value, or its like below 0, or @limit */
INLINE Lanes
bend (Lanes value, Lanes slope, gboolean is_flat, Lanes limit)
{
  const Lanes zero = { 0 };
  Bits below = value < zero;
  Bits above = value > limit;
  Lanes bent = zero;

  if (!is_flat)
    bent = slope * value;
  return (Lanes)(((Bits)bent & below) | ((Bits)limit & above) |
                 ((Bits)value & ~below & ~above));
}

void
KERNEL (fv_rectify_) (gfloat *values, gint n, gint channels, gfloat slope, gfloat limit,
                      guint8 *bits)
{
  const Lanes zero = { 0 };
  Lanes slopes = zero + slope, limits = zero + limit;
  gsize size = fv_mask_get_position_size (&(FvMask){ .channels = channels });

  for (gint i = 0; i < n; i++, values += channels)
    for (gint channel = 0; channel < channels; channel += LANES)
      {
        Lanes lanes = load_some (values + channel, channels - channel);

        if (bits != NULL)
          store_bits (bits + i * size, channel,
                      get_greater_bits (lanes, zero) & get_greater_bits (limits, lanes));
        store_some (values + channel, bend (lanes, slopes, slope == 0.0f, limits),
                    channels - channel);
      }
}

void
KERNEL (fv_unrectify_) (const gfloat *gradient, gint n, gint channels, gfloat slope,
                        const guint8 *bits, gfloat *target)
{
  gsize size = fv_mask_get_position_size (&(FvMask){ .channels = channels });

  for (gint i = 0; i < n; i++, gradient += channels, target += channels)
    for (gint channel = 0; channel < channels; channel += LANES)
      {
        Lanes lanes = load_some (gradient + channel, channels - channel);
        guint passes = load_bits (bits + i * size, channel);
        Lanes passed = select_lanes (lanes, passes);

        if (slope != 0.0f)
          passed += slope * select_lanes (lanes, ~passes);
        store_some (target + channel, passed, channels - channel);
      }
}
