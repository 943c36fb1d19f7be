/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pixels of GIMP 3's drawables. */

#include "gimp/host/drawable.h"
#include "objects.h"

gint
drawable_get_width (gint32 drawable)
{
  return gimp_drawable_get_width (get_drawable (drawable));
}

gint
drawable_get_height (gint32 drawable)
{
  return gimp_drawable_get_height (get_drawable (drawable));
}

/* Where it lies in its image. */
void
drawable_get_offsets (gint32 drawable, gint *x, gint *y)
{
  gimp_drawable_get_offsets (get_drawable (drawable), x, y);
}

/* The part of it in the selection's bounding box; FALSE if there is none. */
gboolean
drawable_get_selected (gint32 drawable, gint *x, gint *y, gint *width, gint *height)
{
  return gimp_drawable_mask_intersect (get_drawable (drawable), x, y, width, height);
}

gboolean
drawable_is_gray (gint32 drawable)
{
  return gimp_drawable_is_gray (get_drawable (drawable));
}

gboolean
drawable_has_alpha (gint32 drawable)
{
  return gimp_drawable_has_alpha (get_drawable (drawable));
}

const Babl *
drawable_get_format (gint32 drawable)
{
  return gimp_drawable_get_format (get_drawable (drawable));
}

/* Whether pixels are converted to the space of the image's profile when they are stored.
 */
gboolean
drawable_has_colors_of_profile (void)
{
  return TRUE;
}

GeglBuffer *
drawable_get_buffer (gint32 drawable)
{
  return gimp_drawable_get_buffer (get_drawable (drawable));
}

GeglBuffer *
drawable_get_shadow_buffer (gint32 drawable)
{
  return gimp_drawable_get_shadow_buffer (get_drawable (drawable));
}

gboolean
drawable_merge_shadow (gint32 drawable)
{
  return gimp_drawable_merge_shadow (get_drawable (drawable), TRUE);
}

gboolean
drawable_update (gint32 drawable, gint x, gint y, gint width, gint height)
{
  return gimp_drawable_update (get_drawable (drawable), x, y, width, height);
}

/* A part of it, of at most the size that is asked for, and with the part's proportions.
 * To be freed; NULL if there is none. */
guchar *
drawable_get_thumbnail (gint32 drawable, gint x, gint y, gint width, gint height,
                        gint *shown_width, gint *shown_height)
{
  gint n_components;
  gsize size;
  GBytes *bytes = gimp_drawable_get_sub_thumbnail_data (
      get_drawable (drawable), x, y, width, height, *shown_width, *shown_height,
      shown_width, shown_height, &n_components);

  return bytes ? g_bytes_unref_to_data (bytes, &size) : NULL;
}

const Babl *
drawable_get_thumbnail_format (gint32 drawable)
{
  return gimp_drawable_get_thumbnail_format (get_drawable (drawable));
}

/* A channel of the image's size that belongs to it but is not in it yet, or -1. */
gint32
channel_new (gint32 image, const gchar *name)
{
  GimpImage *object = gimp_image_get_by_id (image);
  GeglColor *black = gegl_color_new ("black");
  GimpChannel *channel = gimp_channel_new (object, name, gimp_image_get_width (object),
                                           gimp_image_get_height (object), 50.0, black);

  g_object_unref (black);
  return get_id (channel);
}
