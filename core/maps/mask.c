/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The redirected gradient of ReLUs, that of the Lucid library (redirected_relu_grad):
 * where a gradient would be zero everywhere, it passes where it raises an input that was
 * not positive. Without it, filters that no value of the start excites would never begin
 * to move. */

#include "mask.h"

static gboolean
get_bit (const guint8 *position, gint channel)
{
  return position[channel / 8] >> channel % 8 & 1;
}

/* Whether any gradient passes to position (y, x), @gradient being that of its window */
static gboolean
passes_at (const FvMask *mask, const gfloat *gradient, gint y, gint x)
{
  const guint8 *position = fv_mask_get_position (mask, y, x);

  for (gint channel = 0; channel < mask->channels; channel++)
    if (gradient[channel] != 0.0f && get_bit (position, channel))
      return TRUE;
  return FALSE;
}

/**
 * fv_mask_passes:
 * @mask: a mask
 * @gradient: d loss / d output after ReLU and pooling
 * @first: a row of it
 * @end: the one after the last row to look at
 *
 * Returns: whether any of this gradient passes
 */
gboolean
fv_mask_passes (const FvMask *mask, const FvMap *gradient, gint first, gint end)
{
  gint step = mask->pools ? 2 : 1;

  for (gint y = first * step; y < end * step; y++)
    for (gint x = 0; x < gradient->width * step; x++)
      if (passes_at (mask,
                     fv_map_get_row (gradient, y / step) +
                         (gsize)(x / step) * mask->channels,
                     y, x))
        return TRUE;
  return FALSE;
}

/**
 * fv_mask_redirect:
 * @mask: a mask through which no gradient passes
 * @gradient: d loss / d output after ReLU and pooling
 * @first: a row of it
 * @end: the one after the last row
 *
 * Lets positive gradient pass: of a window where nothing was positive, to its first
 * position, which won the pooling of zeros.
 */
void
fv_mask_redirect (FvMask *mask, const FvMap *gradient, gint first, gint end)
{
  gint step = mask->pools ? 2 : 1;

  for (gint y = first; y < end; y++)
    for (gint x = 0; x < gradient->width; x++)
      {
        const gfloat *value = fv_map_get_row (gradient, y) + (gsize)x * mask->channels;
        guint8 *position = fv_mask_get_position (mask, y * step, x * step);

        for (gint channel = 0; channel < mask->channels; channel++)
          if (value[channel] > 0.0f)
            position[channel / 8] |= 1 << channel % 8;
      }
}
