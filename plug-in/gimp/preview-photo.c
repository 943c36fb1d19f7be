/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a preview sees of a photo: GIMP makes a part of a drawable smaller much faster
 * than the pixels could be read. */

#include "preview-photo.h"
#include "gimp/host/drawable.h"
#include "gimp/host/image.h"
#include "gimp/host/item.h"

#define MAXIMUM_SIDE 1024 /* that GIMP gives */

/* What GIMP gives is gray or in colors, with alpha or without, and linear where the image
 * is; never of a profile. */
static guint8 *
convert (gint32 drawable, const guchar *bytes, gint n_pixels, const gchar *format)
{
  const Babl *to = babl_format (format);
  guint8 *converted = fv_memory_new (n_pixels, babl_format_get_n_components (to), NULL);

  if (converted)
    babl_process (babl_fish (drawable_get_thumbnail_format (drawable), to), bytes,
                  converted, n_pixels);
  return converted;
}

/* Reads a part of a drawable as R, G, B, of at most the size that is asked for, and with
 * the part's proportions. To be freed with fv_memory_free(); NULL if it cannot be read,
 * as the drawable may be gone. */
guint8 *
preview_photo_read (gint32 drawable, gint x, gint y, gint width, gint height,
                    gint *shown_width, gint *shown_height)
{
  g_autofree guchar *bytes = NULL;

  if (!item_exists (drawable))
    return NULL;

  *shown_width = CLAMP (*shown_width, 1, MAXIMUM_SIDE);
  *shown_height = CLAMP (*shown_height, 1, MAXIMUM_SIDE);
  bytes =
      drawable_get_thumbnail (drawable, x, y, width, height, shown_width, shown_height);
  return bytes ? convert (drawable, bytes, *shown_width * *shown_height, "R'G'B' u8")
               : NULL;
}

/* The same as a picture. */
FvImage *
preview_photo_read_image (gint32 drawable, gint x, gint y, gint width, gint height,
                          gint shown_width, gint shown_height)
{
  fv_autofree guint8 *bytes =
      preview_photo_read (drawable, x, y, width, height, &shown_width, &shown_height);

  return bytes ? fv_image_new_from_bytes (bytes, shown_width, shown_height, NULL) : NULL;
}

/* Multiplies the factors by a part of the selection, of a mask, or of a drawable's alpha.
 */
static gboolean
multiply_by (gint32 drawable, gint x, gint y, const PictureRegion *region, gint width,
             gint height, gfloat *factors)
{
  gint shown_width = CLAMP (width, 1, MAXIMUM_SIDE);
  gint shown_height = CLAMP (height, 1, MAXIMUM_SIDE);
  g_autofree guchar *bytes = drawable_get_thumbnail (
      drawable, (gint)region->x + x, (gint)region->y + y, MAX ((gint)region->width, 1),
      MAX ((gint)region->height, 1), &shown_width, &shown_height);
  gboolean has_alpha = drawable_has_alpha (drawable);
  fv_autofree guint8 *values = NULL;

  if (bytes && shown_width == width && shown_height == height)
    values = convert (drawable, bytes, width * height, has_alpha ? "YA u8" : "Y u8");

  for (gint i = 0; values && i < width * height; i++)
    factors[i] *= values[has_alpha ? 2 * i + 1 : i] / 255.0f;
  return values != NULL;
}

static gfloat *
new_factors (gint width, gint height)
{
  gfloat *factors = g_new (gfloat, (gsize)width * height);

  for (gint i = 0; i < width * height; i++)
    factors[i] = 1.0f;
  return factors;
}

/* How much is to be seen, 0…1, of a part of the source's region that is shown at that
 * size: by its alpha and the layer's mask. NULL where there is neither. */
gfloat *
preview_photo_read_alpha (const Source *source, const PictureRegion *region, gint width,
                          gint height)
{
  gint32 drawable = source->drawable;
  gint32 mask = source_find_mask (drawable);
  gboolean has_alpha = drawable_has_alpha (drawable);
  gfloat *alpha;

  if (mask == -1 && !has_alpha)
    return NULL;

  alpha = new_factors (width, height);
  if ((has_alpha &&
       !multiply_by (drawable, source->x, source->y, region, width, height, alpha)) ||
      (mask != -1 &&
       !multiply_by (mask, source->x, source->y, region, width, height, alpha)))
    g_clear_pointer (&alpha, g_free);
  return alpha;
}

/* How much may change in such a part: as much as the selection lets, where the alpha, if
 * it is not NULL, lets something be seen. NULL where all may. */
gfloat *
preview_photo_read_mask (const Source *source, const PictureRegion *region, gint width,
                         gint height, const gfloat *alpha)
{
  gfloat *mask;

  if (!source->has_selection && !alpha)
    return NULL;

  mask = new_factors (width, height);
  if (source->has_selection)
    multiply_by (image_get_selection (source->image), source->x + source->offset_x,
                 source->y + source->offset_y, region, width, height, mask);
  for (gint i = 0; alpha && i < width * height; i++)
    if (alpha[i] <= 0.0f)
      mask[i] = 0.0f;
  return mask;
}
