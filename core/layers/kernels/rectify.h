/* SPDX-License-Identifier: GPL-3.0-or-later */

/* ReLU and pooling of one vector of values, and the bits that the way back needs. The
 * first @n results are stored. */

#ifndef FV_RECTIFY_H
#define FV_RECTIFY_H

#include "lanes.h"

INLINE void
store_relu (Lanes lanes, gint channel, guint8 *bits, gfloat *value, gint n)
{
  const Lanes zero = { 0 };

  store_bits (bits, channel, get_greater_bits (lanes, zero));
  store_some (value, get_positive (lanes), n);
}

/* The largest of a window's values @a, @b above and @c, @d below, if positive; the first
 * of equals. @bits_size is that of one position. */
INLINE void
store_largest (Lanes a, Lanes b, Lanes c, Lanes d, gint channel, gsize bits_size,
               guint8 *upper, guint8 *lower, gfloat *value, gint n)
{
  const Lanes zero = { 0 };
  Lanes above = get_larger (a, b), below = get_larger (c, d);
  Lanes largest = get_larger (above, below);
  guint second = get_greater_bits (b, a), fourth = get_greater_bits (d, c);
  guint is_below = get_greater_bits (below, above);
  guint positive = get_greater_bits (largest, zero);

  store_bits (upper, channel, positive & ~is_below & ~second);
  store_bits (upper + bits_size, channel, positive & ~is_below & second);
  store_bits (lower, channel, positive & is_below & ~fourth);
  store_bits (lower + bits_size, channel, positive & is_below & fourth);
  store_some (value, get_positive (largest), n);
}

/* The mean of a window's values, with those that are not positive as zero */
INLINE void
store_average (Lanes a, Lanes b, Lanes c, Lanes d, gint channel, gsize bits_size,
               guint8 *upper, guint8 *lower, gfloat *value, gint n)
{
  const Lanes zero = { 0 };

  store_bits (upper, channel, get_greater_bits (a, zero));
  store_bits (upper + bits_size, channel, get_greater_bits (b, zero));
  store_bits (lower, channel, get_greater_bits (c, zero));
  store_bits (lower + bits_size, channel, get_greater_bits (d, zero));
  a = get_positive (a);
  b = get_positive (b);
  c = get_positive (c);
  d = get_positive (d);
  store_some (value, 0.25f * (a + b + c + d), n);
}

INLINE void
store_pooled_window (gboolean averages, Lanes a, Lanes b, Lanes c, Lanes d, gint channel,
                     gsize bits_size, guint8 *upper, guint8 *lower, gfloat *value, gint n)
{
  if (averages)
    store_average (a, b, c, d, channel, bits_size, upper, lower, value, n);
  else
    store_largest (a, b, c, d, channel, bits_size, upper, lower, value, n);
}

#endif /* FV_RECTIFY_H */
