/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a preview sees of a photo: GIMP makes a part of a drawable smaller much faster
 * than the pixels could be read. */

#include "preview-photo.h"

#include "memory.h"

#define MAXIMUM_SIDE  1024 /* that GIMP gives */
#define MINIMUM_GUIDE 64   /* pixels */

/* Gray or color, with alpha or without, to R, G, B. */
static guint8 *
to_colors (const guchar *bytes, gint n_pixels, gint n_components)
{
  guint8 *colors = fv_memory_new (n_pixels, 3, NULL);
  gboolean is_gray = n_components < 3;

  for (gint i = 0; colors && i < n_pixels; i++)
    for (gint channel = 0; channel < 3; channel++)
      colors[3 * i + channel] = bytes[i * n_components + (is_gray ? 0 : channel)];

  return colors;
}

/* Reads a part of a drawable as R, G, B, of at most the size that is asked for, and with
 * the part's proportions. To be freed with fv_memory_free(); NULL if there is none. */
guint8 *
preview_photo_read (gint32 drawable, gint x, gint y, gint width, gint height,
                    gint *shown_width, gint *shown_height)
{
  guint8 *colors = NULL;
  gint n_components;
  guchar *bytes;

  *shown_width = CLAMP (*shown_width, 1, MAXIMUM_SIDE);
  *shown_height = CLAMP (*shown_height, 1, MAXIMUM_SIDE);
  bytes = gimp_drawable_get_sub_thumbnail_data (drawable, x, y, width, height,
                                                shown_width, shown_height, &n_components);
  if (bytes)
    colors = to_colors (bytes, *shown_width * *shown_height, n_components);
  g_free (bytes);
  return colors;
}

/* The same as a picture. */
FvImage *
preview_photo_read_image (gint32 drawable, gint x, gint y, gint width, gint height,
                          gint shown_width, gint shown_height)
{
  guint8 *bytes =
      preview_photo_read (drawable, x, y, width, height, &shown_width, &shown_height);
  FvImage *picture =
      bytes ? fv_image_new_from_bytes (bytes, shown_width, shown_height, NULL) : NULL;

  fv_memory_free (bytes);
  return picture;
}

/* A guide at the scale that the photo is seen at, or NULL. */
FvImage *
preview_photo_read_guide (gint32 drawable, gdouble scale)
{
  gint width = gimp_drawable_width (drawable);
  gint height = gimp_drawable_height (drawable);

  return preview_photo_read_image (drawable, 0, 0, width, height,
                                   MAX ((gint)(width * scale), MINIMUM_GUIDE),
                                   MAX ((gint)(height * scale), MINIMUM_GUIDE));
}

/* How much the selection lets change, 0…1, in a part of the source's region that is shown
 * at that size. NULL where all is selected. */
gfloat *
preview_photo_read_mask (const Source *source, const PictureRegion *region, gint width,
                         gint height)
{
  gint32 selection;
  guint8 *bytes;
  gfloat *mask;
  gint shown_width = width;
  gint shown_height = height;

  if (!source->has_selection)
    return NULL;

  selection = gimp_image_get_selection (source->image);
  bytes = preview_photo_read (selection, (gint)region->x + source->x + source->offset_x,
                              (gint)region->y + source->y + source->offset_y,
                              MAX ((gint)region->width, 1), MAX ((gint)region->height, 1),
                              &shown_width, &shown_height);
  if (!bytes || shown_width != width || shown_height != height)
    {
      fv_memory_free (bytes);
      return NULL;
    }

  mask = g_new (gfloat, (gsize)width * height);
  for (gint i = 0; i < width * height; i++)
    mask[i] = bytes[3 * i] / 255.0f;
  fv_memory_free (bytes);
  return mask;
}
