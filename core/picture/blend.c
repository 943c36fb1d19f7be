/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How much of the picture that was started from a result keeps: its colours, and a share
 * of everything. */

#include "blend.h"

#include <string.h>

/* Luma by ITU-R BT.601, of R', G', B' */
static gfloat
get_luma (const gfloat *rgb)
{
  return 0.299f * rgb[0] + 0.587f * rgb[1] + 0.114f * rgb[2];
}

/**
 * fv_picture_keep_colors:
 * @picture: a picture: R, G, B in 0…255; its colours are replaced
 * @original: the picture, of the same size, whose colours it gets
 *
 * Luma of @picture, chroma (Cb and Cr) of @original, by ITU-R BT.601 and clipped to 0…255
 * at the end: "original_colors" of ProGamerGov's neural-dream, without its rounding to 8
 * bits on the way. As R' = Y' + 1.402 Cr, and likewise for G' and B', this is to add the
 * difference of the lumas to all three values of the original.
 */
void
fv_picture_keep_colors (FvImage *picture, const FvImage *original)
{
  for (gsize i = 0; i < fv_image_get_n_values (picture); i += 3)
    {
      gfloat difference = get_luma (picture->data + i) - get_luma (original->data + i);

      for (gint c = 0; c < 3; c++)
        picture->data[i + c] = CLAMP (original->data[i + c] + difference, 0.0f, 255.0f);
    }
}

/**
 * fv_picture_blend:
 * @picture: a picture
 * @original: a picture of the same size
 * @strength: 0 makes @picture the original, bit for bit; 1 leaves it as it is; what is
 *   beyond exaggerates
 * @mask: (nullable): height × width factors of @strength
 *
 * Makes @picture @original + @strength × mask × (@picture - @original). Nothing is
 * clipped. Where the factor is 0, the original stays bit for bit.
 */
void
fv_picture_blend (FvImage *picture, const FvImage *original, gdouble strength,
                  const gfloat *mask)
{
  for (gsize i = 0; i < fv_image_get_n_values (picture); i++)
    {
      gdouble factor = mask != NULL ? strength * mask[i / 3] : strength;
      gfloat before = original->data[i];

      if (factor == 0.0)
        picture->data[i] = before;
      else if (factor != 1.0)
        picture->data[i] = before + factor * ((gdouble)picture->data[i] - before);
    }
}

/**
 * fv_ascent_keeps_start:
 * @ascent: an ascent
 *
 * Returns: whether fv_picture_keep_start() does anything
 */
gboolean
fv_ascent_keeps_start (const FvAscent *ascent)
{
  return ascent->start == FV_START_IMAGE &&
         (ascent->settings.keep_colors || ascent->settings.strength < 1.0 ||
          ascent->mask != NULL);
}

/**
 * fv_picture_keep_start:
 * @picture: a picture of the size of @ascent's result; R, G, B in 0…255
 * @ascent: an ascent
 *
 * Gives it back what an ascent that starts from a picture keeps of that: its colours, and
 * what @strength and @mask leave. Other ascents keep nothing.
 */
void
fv_picture_keep_start (FvImage *picture, const FvAscent *ascent)
{
  if (ascent->start != FV_START_IMAGE)
    return;
  if (ascent->settings.keep_colors)
    fv_picture_keep_colors (picture, ascent->image);
  fv_picture_blend (picture, ascent->image, ascent->settings.strength, ascent->mask);
}
