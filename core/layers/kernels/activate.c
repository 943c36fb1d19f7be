/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bias, ReLU and pooling of a convolution's output, and the way back through them, for
 * the convolutions that do not do it themselves: any number of channels, and perhaps no
 * ReLU. */

#include "kernel-set.h"
#include "rectify.h"

/* The values of the window at (y, x), from @value on, with their bias. A mask's next row
 * may lie before this one. */
INLINE void
store_window (const gfloat *value, gsize row_size, Lanes bias, const FvMask *mask, gint y,
              gint x, gint channel, gint n, gfloat *target)
{
  store_pooled_window (mask->averages, load_some (value, n) + bias,
                       load_some (value + mask->channels, n) + bias,
                       load_some (value + row_size, n) + bias,
                       load_some (value + row_size + mask->channels, n) + bias, channel,
                       fv_mask_get_position_size (mask),
                       fv_mask_get_position (mask, y, x),
                       fv_mask_get_position (mask, y + 1, x), target, n);
}

void
KERNEL (fv_activate_) (const gfloat *values, gsize row_size, gint y, gint x, gint n,
                       const gfloat *bias, const FvMask *mask, FvMap *map)
{
  gint channels = map->channels;
  gint step = mask->pools ? 2 : 1;
  gfloat *target = fv_map_get_row (map, y / step) + (gsize)(x / step) * channels;

  for (gint i = 0; i + step <= n; i += step, target += channels)
    for (gint channel = 0; channel < channels; channel += LANES)
      {
        gint rest = channels - channel;
        const gfloat *value = values + (gsize)i * channels + channel;
        Lanes lanes = load_some (bias + channel, rest);

        if (mask->bits == NULL)
          store_some (target + channel, load_some (value, rest) + lanes, rest);
        else if (mask->pools)
          store_window (value, row_size, lanes, mask, y, x + i, channel, rest,
                        target + channel);
        else
          store_relu (load_some (value, rest) + lanes, channel,
                      fv_mask_get_position (mask, y, x + i), target + channel, rest);
      }
}

void
KERNEL (fv_gate_) (const FvMap *map, const FvMask *mask, gint y, gint x, gint n,
                   gfloat *values)
{
  gint channels = map->channels;
  gint step = mask->pools ? 2 : 1;
  gfloat factor = fv_mask_get_factor (mask);

  for (gint i = 0; i < n; i++, values += channels)
    {
      gboolean inside = y / step < map->height && (x + i) / step < map->width;
      const gfloat *value =
          fv_map_get_row (map, y / step) + (gsize)((x + i) / step) * channels;
      const guint8 *bits = fv_mask_get_position (mask, y, x + i);

      for (gint channel = 0; channel < channels; channel += LANES)
        {
          gint rest = channels - channel;
          Lanes lanes = { 0 };

          if (inside)
            lanes =
                factor * select_marked (load_some (value + channel, rest), bits, channel);
          store_some (values + channel, lanes, rest);
        }
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
