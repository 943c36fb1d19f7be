/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Layers of GIMP 3, and their masks. */

#include "gimp/host/layer.h"
#include "objects.h"

static GimpImageType
get_type (GimpImage *image, gboolean has_alpha)
{
  if (gimp_image_get_base_type (image) == GIMP_GRAY)
    return has_alpha ? GIMP_GRAYA_IMAGE : GIMP_GRAY_IMAGE;
  return has_alpha ? GIMP_RGBA_IMAGE : GIMP_RGB_IMAGE;
}

/* One that belongs to the image but is not in it yet: nothing that the user sees changes,
 * and nothing can be undone. Returns -1 if GIMP cannot make it. */
gint32
layer_new (gint32 image, const gchar *name, gint width, gint height, gboolean has_alpha)
{
  GimpImage *object = gimp_image_get_by_id (image);

  return get_id (gimp_layer_new (object, name, width, height,
                                 get_type (object, has_alpha), 100.0,
                                 gimp_image_get_default_new_layer_mode (object)));
}

gint32
layer_new_group (gint32 image, const gchar *name)
{
  return get_id (gimp_group_layer_new (gimp_image_get_by_id (image), name));
}

void
layer_move (gint32 layer, gint x, gint y)
{
  gimp_layer_set_offsets (get_layer (layer), x, y);
}

/* How it mixes with those below */

/* 0…1 */
void
layer_set_opacity (gint32 layer, gdouble opacity)
{
  gimp_layer_set_opacity (get_layer (layer), 100.0 * opacity);
}

void
layer_copy_opacity (gint32 from, gint32 to)
{
  gimp_layer_set_opacity (get_layer (to), gimp_layer_get_opacity (get_layer (from)));
}

gboolean
layer_passes_through (gint32 group)
{
  return gimp_layer_get_mode (get_layer (group)) == GIMP_LAYER_MODE_PASS_THROUGH;
}

void
layer_copy_mode (gint32 from, gint32 to)
{
  GimpLayer *model = get_layer (from);
  GimpLayer *layer = get_layer (to);

  gimp_layer_set_mode (layer, gimp_layer_get_mode (model));
  gimp_layer_set_blend_space (layer, gimp_layer_get_blend_space (model));
  gimp_layer_set_composite_space (layer, gimp_layer_get_composite_space (model));
  gimp_layer_set_composite_mode (layer, gimp_layer_get_composite_mode (model));
}

/* GIMP's own way is in linear light. */
void
layer_mix_perceptually (gint32 layer)
{
  gimp_layer_set_composite_space (get_layer (layer),
                                  GIMP_LAYER_COLOR_SPACE_RGB_PERCEPTUAL);
}

/* Masks */

/* -1 without one. */
gint32
layer_get_mask (gint32 layer)
{
  return get_id (gimp_layer_get_mask (get_layer (layer)));
}

/* Returns the mask, or -1. */
gint32
layer_add_white_mask (gint32 layer)
{
  GimpLayerMask *mask = gimp_layer_create_mask (get_layer (layer), GIMP_ADD_MASK_WHITE);

  return mask && gimp_layer_add_mask (get_layer (layer), mask) ? get_id (mask) : -1;
}

gint32
layer_find_by_mask (gint32 mask)
{
  return get_id (gimp_layer_from_mask (gimp_layer_mask_get_by_id (mask)));
}

/* Whether the mask hides, and is not just there. */
gboolean
layer_applies_mask (gint32 layer)
{
  return gimp_layer_get_apply_mask (get_layer (layer));
}

/* It is the layer's pixels that are worked on then. */
void
layer_use_mask (gint32 layer, gboolean is_applied)
{
  gimp_layer_set_apply_mask (get_layer (layer), is_applied);
  gimp_layer_set_edit_mask (get_layer (layer), FALSE);
}
