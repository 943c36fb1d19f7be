/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Images of GIMP 2.10. */

#include "gimp/host/image.h"

#include <libgimp/gimp.h>

G_STATIC_ASSERT (IMAGE_MAXIMUM_SIDE == GIMP_MAX_IMAGE_SIZE);

/* All that are open, to be freed. */
gint32 *
images_list (gint *n_images)
{
  return gimp_image_list (n_images);
}

/* As GIMP opens the file, but nobody sees it; -1 if it cannot, which GIMP would tell in a
 * window of its own. Nor does its progress stay in the window. */
gint32
image_load (const gchar *file)
{
  gint32 image;

  gimp_plugin_set_pdb_error_handler (GIMP_PDB_ERROR_HANDLER_PLUGIN);
  image = gimp_file_load (GIMP_RUN_NONINTERACTIVE, file, file);
  gimp_plugin_set_pdb_error_handler (GIMP_PDB_ERROR_HANDLER_INTERNAL);
  gimp_progress_end ();
  return image;
}

/* All that is visible in it, as a layer more of it; -1 if that cannot be. */
gint32
image_add_visible (gint32 image)
{
  gint32 layer = gimp_layer_new_from_visible (image, image, NULL);

  return layer != -1 && gimp_image_insert_layer (image, layer, 0, 0) ? layer : -1;
}

/* Nobody sees it yet, nor can undo anything in it. */
gint32
image_new (gint width, gint height, gboolean is_gray, gint precision)
{
  gint32 image = gimp_image_new_with_precision (
      width, height, is_gray ? GIMP_GRAY : GIMP_RGB, precision);

  gimp_image_undo_disable (image);
  return image;
}

void
image_enable_undo (gint32 image)
{
  gimp_image_undo_enable (image);
}

void
image_show (gint32 image)
{
  gimp_display_new (image);
}

void
image_delete (gint32 image)
{
  gimp_image_delete (image);
}

/* What it is */

gboolean
image_is_valid (gint32 image)
{
  return gimp_image_is_valid (image);
}

gint
image_get_width (gint32 image)
{
  return gimp_image_width (image);
}

gint
image_get_height (gint32 image)
{
  return gimp_image_height (image);
}

gboolean
image_is_gray (gint32 image)
{
  return gimp_image_base_type (image) == GIMP_GRAY;
}

gboolean
image_is_indexed (gint32 image)
{
  return gimp_image_base_type (image) == GIMP_INDEXED;
}

gint
image_get_precision (gint32 image)
{
  return gimp_image_get_precision (image);
}

/* That of its profile, or NULL without one. */
const Babl *
image_get_space (gint32 image)
{
  GimpColorProfile *profile = gimp_image_get_color_profile (image);
  const Babl *space = NULL;

  if (profile)
    space = gimp_color_profile_get_space (
        profile, GIMP_COLOR_RENDERING_INTENT_RELATIVE_COLORIMETRIC, NULL);
  g_clear_object (&profile);
  return space;
}

void
image_copy_profile (gint32 from, gint32 to)
{
  GimpColorProfile *profile = gimp_image_get_color_profile (from);

  if (profile)
    gimp_image_set_color_profile (to, profile);
  g_clear_object (&profile);
}

void
image_copy_resolution (gint32 from, gint32 to)
{
  gdouble x_resolution, y_resolution;

  if (!gimp_image_get_resolution (from, &x_resolution, &y_resolution))
    return;

  gimp_image_set_resolution (to, x_resolution, y_resolution);
  gimp_image_set_unit (to, gimp_image_get_unit (from));
}

/* What is in it */

/* The topmost first; to be freed, as those below. */
gint32 *
image_get_layers (gint32 image, gint *n_layers)
{
  return gimp_image_get_layers (image, n_layers);
}

/* GIMP 2.10 knows one, or none. */
gint32 *
image_get_selected_layers (gint32 image, gint *n_layers)
{
  gint32 layer = gimp_image_get_active_layer (image);

  *n_layers = layer == -1 ? 0 : 1;
  return g_memdup2 (&layer, sizeof layer);
}

void
image_set_selected_layers (gint32 image, const gint32 *layers, gint n_layers)
{
  if (n_layers > 0)
    gimp_image_set_active_layer (image, layers[0]);
}

/* A layer or channel of that name, or -1. */
gint32
image_find_drawable (gint32 image, const gchar *name)
{
  gint32 drawable = gimp_image_get_layer_by_name (image, name);

  return drawable != -1 ? drawable : gimp_image_get_channel_by_name (image, name);
}

gint
image_get_item_position (gint32 image, gint32 item)
{
  return gimp_image_get_item_position (image, item);
}

/* @parent: a group, or 0 */
gboolean
image_insert_layer (gint32 image, gint32 layer, gint32 parent, gint position)
{
  return gimp_image_insert_layer (image, layer, parent, position);
}

gboolean
image_insert_channel (gint32 image, gint32 channel)
{
  return gimp_image_insert_channel (image, channel, 0, 0);
}

void
image_remove_channel (gint32 image, gint32 channel)
{
  gimp_image_remove_channel (image, channel);
}

/* What is selected */

gboolean
image_has_floating_selection (gint32 image)
{
  return gimp_image_get_floating_sel (image) != -1;
}

gboolean
image_has_selection (gint32 image)
{
  return !gimp_selection_is_empty (image);
}

gint32
image_get_selection (gint32 image)
{
  return gimp_image_get_selection (image);
}

/* As a channel of the image. */
gint32
image_save_selection (gint32 image)
{
  return gimp_selection_save (image);
}

void
image_select_rectangle (gint32 image, gint x, gint y, gint width, gint height)
{
  gimp_image_select_rectangle (image, GIMP_CHANNEL_OP_REPLACE, x, y, width, height);
}

gboolean
image_select_item (gint32 image, gint32 item)
{
  return gimp_image_select_item (image, GIMP_CHANNEL_OP_REPLACE, item);
}

/* Undo */

void
image_begin_undo_group (gint32 image)
{
  gimp_image_undo_group_start (image);
}

void
image_end_undo_group (gint32 image)
{
  gimp_image_undo_group_end (image);
}
