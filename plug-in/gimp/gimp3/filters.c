/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Non-destructive filters above the pixels of a drawable. What is seen, and so what is
 * worked on, are the pixels with them. */

#include "gimp/host/drawable.h"
#include "gimp/host/image.h"
#include "objects.h"

static gboolean
has_filters (GimpDrawable *drawable)
{
  g_autofree GimpDrawableFilter **filters = gimp_drawable_get_filters (drawable);

  return filters && filters[0];
}

/* The pixels of a copy, at the places that they have in the drawable: filters may have
 * made it larger. */
static GeglBuffer *
take_pixels (GimpDrawable *drawable, GimpDrawable *copy)
{
  GeglBuffer *from = gimp_drawable_get_buffer (copy);
  const GeglRectangle extent = { 0, 0, gimp_drawable_get_width (drawable),
                                 gimp_drawable_get_height (drawable) };
  GeglBuffer *pixels = gegl_buffer_new (&extent, gegl_buffer_get_format (from));
  GeglRectangle part = extent;
  gint x, y, copy_x, copy_y;

  gimp_drawable_get_offsets (drawable, &x, &y);
  gimp_drawable_get_offsets (copy, &copy_x, &copy_y);
  part.x = x - copy_x;
  part.y = y - copy_y;
  gegl_buffer_copy (from, &part, GEGL_ABYSS_NONE, pixels, &extent);
  g_object_unref (from);
  return pixels;
}

static GeglBuffer *
merge_in_copy (GimpLayer *layer)
{
  GimpLayer *copy = gimp_layer_copy (layer);
  GeglBuffer *pixels = NULL;

  if (!gimp_item_is_group (GIMP_ITEM (copy)) &&
      gimp_drawable_merge_filters (GIMP_DRAWABLE (copy)))
    pixels = take_pixels (GIMP_DRAWABLE (layer), GIMP_DRAWABLE (copy));
  gimp_item_delete (GIMP_ITEM (copy));
  return pixels;
}

/* What cannot be merged itself, as a group, is when its image is: here it is alone in
 * one, where nothing but filters changes its pixels. */
static GeglBuffer *
merge_in_image (GimpLayer *layer)
{
  GimpImage *from = gimp_item_get_image (GIMP_ITEM (layer));
  GimpImage *image = gimp_image_new_with_precision (
      gimp_image_get_width (from), gimp_image_get_height (from),
      gimp_image_get_base_type (from), gimp_image_get_precision (from));
  GimpLayer *copy = gimp_layer_new_from_drawable (GIMP_DRAWABLE (layer), image);
  GeglBuffer *pixels;

  image_copy_profile (gimp_image_get_id (from), gimp_image_get_id (image));
  gimp_image_insert_layer (image, copy, NULL, 0);
  gimp_item_set_visible (GIMP_ITEM (copy), TRUE);
  gimp_layer_set_mode (copy, GIMP_LAYER_MODE_NORMAL);
  gimp_layer_set_opacity (copy, 100.0);
  if (gimp_layer_get_mask (copy))
    gimp_layer_set_apply_mask (copy, FALSE);
  copy = gimp_image_merge_visible_layers (image, GIMP_EXPAND_AS_NECESSARY);
  pixels = take_pixels (GIMP_DRAWABLE (layer), GIMP_DRAWABLE (copy));
  gimp_image_delete (image);
  return pixels;
}

/* The pixels as they are seen. Layers alone have filters. */
GeglBuffer *
drawable_get_seen_buffer (gint32 drawable)
{
  GimpDrawable *object = get_drawable (drawable);
  GeglBuffer *pixels;

  if (!has_filters (object))
    return gimp_drawable_get_buffer (object);

  pixels = merge_in_copy (GIMP_LAYER (object));
  return pixels ? pixels : merge_in_image (GIMP_LAYER (object));
}

/* Makes the filters part of the pixels, which look the same then. */
void
drawable_merge_filters (gint32 drawable)
{
  if (has_filters (get_drawable (drawable)))
    gimp_drawable_merge_filters (get_drawable (drawable));
}
