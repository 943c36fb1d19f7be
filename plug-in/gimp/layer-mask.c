/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The mask of a layer: it hides pixels as transparency does, and a layer that is made of
 * the layer's pixels gets the same one, so that what was cut out stays cut out. */

#include "layer-mask.h"
#include "gimp/host/drawable.h"
#include "gimp/host/item.h"
#include "gimp/host/layer.h"
#include "pixels-private.h"
#include "place-private.h"

/* Reads what the drawable's mask has in the region, whether it is applied or not. */
gboolean
layer_mask_read (LayerMask *mask, const Source *source, GError **error)
{
  gint32 drawable = source->drawable;
  gint32 id = item_is_layer (drawable) ? layer_get_mask (drawable) : -1;

  *mask = (LayerMask){ NULL, FALSE };
  if (id == -1)
    return TRUE;

  mask->is_applied = layer_applies_mask (drawable);
  mask->values = pixels_copy_region (source, id, error);
  return mask->values != NULL;
}

/* Gives the mask to a layer of the region's size that is not in the image yet. It is the
 * layer's pixels that are worked on then, as before. */
gboolean
layer_mask_add (const LayerMask *mask, gint32 layer, GError **error)
{
  const GeglRectangle *extent;
  g_autoptr (GeglBuffer) buffer = NULL;
  gint32 id;

  if (!mask->values)
    return TRUE;

  id = layer_add_white_mask (layer);
  if (id == -1)
    return place_set_error (error);

  extent = gegl_buffer_get_extent (mask->values);
  buffer = drawable_get_buffer (id);
  layer_use_mask (layer, mask->is_applied);
  return pixels_copy (mask->values, 0, 0, buffer, 0, 0, extent->width, extent->height,
                      error);
}

void
layer_mask_clear (LayerMask *mask)
{
  g_clear_object (&mask->values);
}
