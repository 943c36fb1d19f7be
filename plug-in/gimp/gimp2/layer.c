/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Layers of GIMP 2.10, and their masks. */

#include "gimp/host/layer.h"
#include "gimp/host/image.h"

#include <libgimp/gimp.h>

static GimpImageType
get_type (gint32 image, gboolean has_alpha)
{
  if (image_is_gray (image))
    return has_alpha ? GIMP_GRAYA_IMAGE : GIMP_GRAY_IMAGE;
  return has_alpha ? GIMP_RGBA_IMAGE : GIMP_RGB_IMAGE;
}

/* One that belongs to the image but is not in it yet: nothing that the user sees changes,
 * and nothing can be undone. Returns -1 if GIMP cannot make it. */
gint32
layer_new (gint32 image, const gchar *name, gint width, gint height, gboolean has_alpha)
{
  return gimp_layer_new (image, name, width, height, get_type (image, has_alpha), 100.0,
                         gimp_image_get_default_new_layer_mode (image));
}

gint32
layer_new_group (gint32 image, const gchar *name)
{
  gint32 group = gimp_layer_group_new (image);

  if (group != -1)
    gimp_item_set_name (group, name);
  return group;
}

void
layer_move (gint32 layer, gint x, gint y)
{
  gimp_layer_set_offsets (layer, x, y);
}

/* How it mixes with those below */

/* 0…1 */
void
layer_set_opacity (gint32 layer, gdouble opacity)
{
  gimp_layer_set_opacity (layer, 100.0 * opacity);
}

void
layer_copy_opacity (gint32 from, gint32 to)
{
  gimp_layer_set_opacity (to, gimp_layer_get_opacity (from));
}

gboolean
layer_passes_through (gint32 group)
{
  return gimp_layer_get_mode (group) == GIMP_LAYER_MODE_PASS_THROUGH;
}

void
layer_copy_mode (gint32 from, gint32 to)
{
  gimp_layer_set_mode (to, gimp_layer_get_mode (from));
  gimp_layer_set_blend_space (to, gimp_layer_get_blend_space (from));
  gimp_layer_set_composite_space (to, gimp_layer_get_composite_space (from));
  gimp_layer_set_composite_mode (to, gimp_layer_get_composite_mode (from));
}

/* GIMP's own way is in linear light. */
void
layer_mix_perceptually (gint32 layer)
{
  gimp_layer_set_composite_space (layer, GIMP_LAYER_COLOR_SPACE_RGB_PERCEPTUAL);
}

/* Masks */

/* -1 without one. */
gint32
layer_get_mask (gint32 layer)
{
  return gimp_layer_get_mask (layer);
}

/* Returns the mask, or -1. */
gint32
layer_add_white_mask (gint32 layer)
{
  gint32 mask = gimp_layer_create_mask (layer, GIMP_ADD_MASK_WHITE);

  return mask != -1 && gimp_layer_add_mask (layer, mask) ? mask : -1;
}

gint32
layer_find_by_mask (gint32 mask)
{
  return gimp_layer_from_mask (mask);
}

/* Whether the mask hides, and is not just there. */
gboolean
layer_applies_mask (gint32 layer)
{
  return gimp_layer_get_apply_mask (layer);
}

/* It is the layer's pixels that are worked on then. */
void
layer_use_mask (gint32 layer, gboolean is_applied)
{
  gimp_layer_set_apply_mask (layer, is_applied);
  gimp_layer_set_edit_mask (layer, FALSE);
}
