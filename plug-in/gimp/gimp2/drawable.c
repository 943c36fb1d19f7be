/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pixels of GIMP 2.10's drawables. */

#include "gimp/host/drawable.h"
#include "gimp/host/image.h"

#include <libgimp/gimp.h>

gint
drawable_get_width (gint32 drawable)
{
  return gimp_drawable_width (drawable);
}

gint
drawable_get_height (gint32 drawable)
{
  return gimp_drawable_height (drawable);
}

/* Where it lies in its image. */
void
drawable_get_offsets (gint32 drawable, gint *x, gint *y)
{
  gimp_drawable_offsets (drawable, x, y);
}

/* The part of it in the selection's bounding box; FALSE if there is none. */
gboolean
drawable_get_selected (gint32 drawable, gint *x, gint *y, gint *width, gint *height)
{
  return gimp_drawable_mask_intersect (drawable, x, y, width, height);
}

gboolean
drawable_is_gray (gint32 drawable)
{
  return gimp_drawable_is_gray (drawable);
}

gboolean
drawable_has_alpha (gint32 drawable)
{
  return gimp_drawable_has_alpha (drawable);
}

const Babl *
drawable_get_format (gint32 drawable)
{
  return gimp_drawable_get_format (drawable);
}

/* Whether pixels are converted to the space of the image's profile when they are stored.
 * GIMP 2.10 stores them as if they were of sRGB; the profile counts when they are shown.
 */
gboolean
drawable_has_colors_of_profile (void)
{
  return FALSE;
}

GeglBuffer *
drawable_get_buffer (gint32 drawable)
{
  return gimp_drawable_get_buffer (drawable);
}

/* The pixels as they are seen: GIMP 2.10 has no filters above them. */
GeglBuffer *
drawable_get_seen_buffer (gint32 drawable)
{
  return gimp_drawable_get_buffer (drawable);
}

void
drawable_merge_filters (gint32 drawable G_GNUC_UNUSED)
{
}

GeglBuffer *
drawable_get_shadow_buffer (gint32 drawable)
{
  return gimp_drawable_get_shadow_buffer (drawable);
}

gboolean
drawable_merge_shadow (gint32 drawable)
{
  return gimp_drawable_merge_shadow (drawable, TRUE);
}

gboolean
drawable_update (gint32 drawable, gint x, gint y, gint width, gint height)
{
  return gimp_drawable_update (drawable, x, y, width, height);
}

/* A part of it, of at most the size that is asked for, and with the part's proportions.
 * To be freed; NULL if there is none. */
guchar *
drawable_get_thumbnail (gint32 drawable, gint x, gint y, gint width, gint height,
                        gint *shown_width, gint *shown_height)
{
  gint n_components;

  return gimp_drawable_get_sub_thumbnail_data (drawable, x, y, width, height, shown_width,
                                               shown_height, &n_components);
}

const Babl *
drawable_get_thumbnail_format (gint32 drawable)
{
  return gimp_drawable_get_thumbnail_format (drawable);
}

/* A channel of the image's size that belongs to it but is not in it yet, or -1. */
gint32
channel_new (gint32 image, const gchar *name)
{
  const GimpRGB color = { 0.0, 0.0, 0.0, 1.0 };

  return gimp_channel_new (image, name, image_get_width (image), image_get_height (image),
                           50.0, &color);
}
