/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Images of GIMP 3. */

#include "gimp/host/image.h"
#include "objects.h"

static GimpImage *
get_image (gint32 id)
{
  return gimp_image_get_by_id (id);
}

G_STATIC_ASSERT (IMAGE_MAXIMUM_SIDE == GIMP_MAX_IMAGE_SIZE);

/* All that are open, to be freed. */
gint32 *
images_list (gint *n_images)
{
  g_autofree GimpImage **images = gimp_get_images ();
  gint32 *ids;

  for (*n_images = 0; images && images[*n_images];)
    (*n_images)++;

  ids = g_new (gint32, *n_images);
  for (gint i = 0; i < *n_images; i++)
    ids[i] = gimp_image_get_id (images[i]);
  return ids;
}

/* As GIMP opens the file, but nobody sees it; -1 if it cannot, which GIMP would tell in a
 * window of its own. Nor does its progress stay in the window. */
gint32
image_load (const gchar *file)
{
  GimpPlugIn *plug_in = gimp_get_plug_in ();
  g_autoptr (GFile) opened = g_file_new_for_path (file);
  GimpImage *image;

  gimp_plug_in_set_pdb_error_handler (plug_in, GIMP_PDB_ERROR_HANDLER_PLUGIN);
  image = gimp_file_load (GIMP_RUN_NONINTERACTIVE, opened);
  gimp_plug_in_set_pdb_error_handler (plug_in, GIMP_PDB_ERROR_HANDLER_INTERNAL);
  gimp_progress_end ();
  if (!image)
    return -1;

  gimp_image_policy_rotate (image, FALSE); /* upright, as GIMP shows photos */
  return gimp_image_get_id (image);
}

/* All that is visible in it, as a layer more of it; -1 if that cannot be. */
gint32
image_add_visible (gint32 image)
{
  GimpLayer *layer =
      gimp_layer_new_from_visible (get_image (image), get_image (image), NULL);

  return layer && gimp_image_insert_layer (get_image (image), layer, NULL, 0)
             ? get_id (layer)
             : -1;
}

/* Nobody sees it yet, nor can undo anything in it. */
gint32
image_new (gint width, gint height, gboolean is_gray, gint precision)
{
  GimpImage *image = gimp_image_new_with_precision (
      width, height, is_gray ? GIMP_GRAY : GIMP_RGB, precision);

  gimp_image_undo_disable (image);
  return gimp_image_get_id (image);
}

void
image_enable_undo (gint32 image)
{
  gimp_image_undo_enable (get_image (image));
}

void
image_show (gint32 image)
{
  gimp_display_new (get_image (image));
}

void
image_delete (gint32 image)
{
  gimp_image_delete (get_image (image));
}

/* What it is */

gboolean
image_is_valid (gint32 image)
{
  return gimp_image_id_is_valid (image);
}

gint
image_get_width (gint32 image)
{
  return gimp_image_get_width (get_image (image));
}

gint
image_get_height (gint32 image)
{
  return gimp_image_get_height (get_image (image));
}

gboolean
image_is_gray (gint32 image)
{
  return gimp_image_get_base_type (get_image (image)) == GIMP_GRAY;
}

gboolean
image_is_indexed (gint32 image)
{
  return gimp_image_get_base_type (get_image (image)) == GIMP_INDEXED;
}

gint
image_get_precision (gint32 image)
{
  return gimp_image_get_precision (get_image (image));
}

/* That of its profile, or NULL without one. */
const Babl *
image_get_space (gint32 image)
{
  GimpColorProfile *profile = gimp_image_get_color_profile (get_image (image));
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
  GimpColorProfile *profile = gimp_image_get_color_profile (get_image (from));

  if (profile)
    gimp_image_set_color_profile (get_image (to), profile);
  g_clear_object (&profile);
}

void
image_copy_resolution (gint32 from, gint32 to)
{
  gdouble x_resolution, y_resolution;

  if (!gimp_image_get_resolution (get_image (from), &x_resolution, &y_resolution))
    return;

  gimp_image_set_resolution (get_image (to), x_resolution, y_resolution);
  gimp_image_set_unit (get_image (to), gimp_image_get_unit (get_image (from)));
}

/* What is in it */

/* The topmost first; to be freed, as those below. */
gint32 *
image_get_layers (gint32 image, gint *n_layers)
{
  return objects_get_ids (gimp_image_get_layers (get_image (image)), n_layers);
}

gint32 *
image_get_selected_layers (gint32 image, gint *n_layers)
{
  return objects_get_ids (gimp_image_get_selected_layers (get_image (image)), n_layers);
}

void
image_set_selected_layers (gint32 image, const gint32 *layers, gint n_layers)
{
  g_autofree const GimpLayer **objects = g_new0 (const GimpLayer *, n_layers + 1);

  for (gint i = 0; i < n_layers; i++)
    objects[i] = get_layer (layers[i]);
  if (n_layers > 0)
    gimp_image_set_selected_layers (get_image (image), objects);
}

/* A layer or channel of that name, or -1. */
gint32
image_find_drawable (gint32 image, const gchar *name)
{
  GimpLayer *layer = gimp_image_get_layer_by_name (get_image (image), name);

  if (layer)
    return get_id (layer);
  return get_id (gimp_image_get_channel_by_name (get_image (image), name));
}

gint
image_get_item_position (gint32 image, gint32 item)
{
  return gimp_image_get_item_position (get_image (image), get_item (item));
}

/* @parent: a group, or 0 */
gboolean
image_insert_layer (gint32 image, gint32 layer, gint32 parent, gint position)
{
  return gimp_image_insert_layer (get_image (image), get_layer (layer),
                                  parent > 0 ? get_layer (parent) : NULL, position);
}

gboolean
image_insert_channel (gint32 image, gint32 channel)
{
  return gimp_image_insert_channel (get_image (image), gimp_channel_get_by_id (channel),
                                    NULL, 0);
}

void
image_remove_channel (gint32 image, gint32 channel)
{
  gimp_image_remove_channel (get_image (image), gimp_channel_get_by_id (channel));
}

/* What is selected */

gboolean
image_has_floating_selection (gint32 image)
{
  return gimp_image_get_floating_sel (get_image (image)) != NULL;
}

gboolean
image_has_selection (gint32 image)
{
  return !gimp_selection_is_empty (get_image (image));
}

gint32
image_get_selection (gint32 image)
{
  return get_id (gimp_image_get_selection (get_image (image)));
}

/* As a channel of the image. */
gint32
image_save_selection (gint32 image)
{
  return get_id (gimp_selection_save (get_image (image)));
}

void
image_select_rectangle (gint32 image, gint x, gint y, gint width, gint height)
{
  gimp_image_select_rectangle (get_image (image), GIMP_CHANNEL_OP_REPLACE, x, y, width,
                               height);
}

gboolean
image_select_item (gint32 image, gint32 item)
{
  return gimp_image_select_item (get_image (image), GIMP_CHANNEL_OP_REPLACE,
                                 get_item (item));
}

/* Undo */

void
image_begin_undo_group (gint32 image)
{
  gimp_image_undo_group_start (get_image (image));
}

void
image_end_undo_group (gint32 image)
{
  gimp_image_undo_group_end (get_image (image));
}
