/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a result goes: into the image that the procedure was called on, or into a new
 * one.
 *
 * The user's Cancel in GIMP's progress bar kills this process without warning.
 * Therefore an image is not touched before the result is complete, and then it is
 * changed in one short undo group; a new image is shown when it is complete. */

#include "place-private.h"
#include "record.h"

#include <libgimp/gimp.h>

#include <glib/gi18n-lib.h>

gboolean
place_set_error (GError **error)
{
  g_set_error (error, FV_ERROR, FV_ERROR_MEMORY,
               _ ("GIMP could not make the layer: %s. Make sure that there is room for "
                  "it in GIMP's swap folder."),
               gimp_get_pdb_error ());
  return FALSE;
}

/* Above the drawable, in its group. A channel has no place among the layers: then,
 * and if the drawable is gone, at the top. */
static gboolean
insert_layer (const Source *source, gint32 layer)
{
  gint32 neighbour = source->drawable;
  gint32 parent = 0;
  gint position = 0;

  if (gimp_item_is_valid (neighbour) && gimp_item_is_layer_mask (neighbour))
    neighbour = gimp_layer_from_mask (neighbour);

  if (gimp_item_is_valid (neighbour) && gimp_item_is_layer (neighbour))
    {
      parent = MAX (gimp_item_get_parent (neighbour), 0);
      position = gimp_image_get_item_position (source->image, neighbour);
    }

  return gimp_image_insert_layer (source->image, layer, parent, position);
}

/* Lets a layer, which is not in the image yet, mix with those below as the drawable does,
 * if that is a layer. Only a group can let its layers through. */
static void
resemble (const Source *source, gint32 layer)
{
  gint32 drawable = source->drawable;
  GimpLayerMode mode;

  if (!gimp_item_is_valid (drawable) || !gimp_item_is_layer (drawable))
    return;

  gimp_layer_set_opacity (layer, gimp_layer_get_opacity (drawable));
  mode = gimp_layer_get_mode (drawable);
  if (mode == GIMP_LAYER_MODE_PASS_THROUGH && !gimp_item_is_group (layer))
    return;

  gimp_layer_set_mode (layer, mode);
  gimp_layer_set_blend_space (layer, gimp_layer_get_blend_space (drawable));
  gimp_layer_set_composite_space (layer, gimp_layer_get_composite_space (drawable));
  gimp_layer_set_composite_mode (layer, gimp_layer_get_composite_mode (drawable));
}

/* Puts a layer that belongs to the source's image into it. */
gboolean
place_layer (const Source *source, gint32 layer, GError **error)
{
  gboolean inserted;

  gimp_image_undo_group_start (source->image);
  inserted = insert_layer (source, layer);
  gimp_image_undo_group_end (source->image);
  return inserted || place_set_error (error);
}

/* Puts a new layer of the raster into the source's image. Returns the layer, or -1 with
 * the error set. */
gint32
place_raster (const Source *source, const gchar *name, const Raster *raster,
              const gchar *record, GError **error)
{
  gint32 layer;

  if (!source_check_image (source->image, error))
    return -1;

  layer = pixels_new_layer (source->image, name, raster);
  if (layer == -1)
    {
      place_set_error (error);
      return -1;
    }

  record_attach (layer, record);
  return place_layer (source, layer, error) ? layer : -1;
}

static void
move_to_region (const Source *source, gint32 layer)
{
  gimp_layer_set_offsets (layer, source->offset_x + source->x,
                          source->offset_y + source->y);
}

/* Puts a layer of the region's size over the region, where it mixes as the drawable
 * does. */
gboolean
place_layer_like (const Source *source, gint32 layer, GError **error)
{
  move_to_region (source, layer);
  resemble (source, layer);
  return place_layer (source, layer, error);
}

/* The same with several layers, in a group that has the name and a record. */
gboolean
place_group_like (const Source *source, const gchar *name, const gint32 *layers,
                  gint n_layers, const gchar *record, GError **error)
{
  gint32 group = gimp_layer_group_new (source->image);
  gboolean success;

  if (group == -1)
    return place_set_error (error);

  for (gint i = 0; i < n_layers; i++)
    move_to_region (source, layers[i]);
  resemble (source, group);
  gimp_item_set_name (group, name);
  record_attach (group, record);

  gimp_image_undo_group_start (source->image);
  success = place_layer (source, group, error) &&
            place_image_insert (source->image, group, layers, n_layers, error);
  gimp_image_undo_group_end (source->image);
  return success;
}

/* Removes layers that are in no image yet. */
void
place_discard_layers (const gint32 *layers, gint n_layers)
{
  for (gint i = 0; i < n_layers; i++)
    gimp_item_delete (layers[i]);
}

/* The channel at the top of the others; a layer that was active stays so. */
static gboolean
insert_channel (gint32 image, gint32 channel)
{
  gint32 active = gimp_image_get_active_layer (image);
  gboolean inserted = gimp_image_insert_channel (image, channel, 0, 0);

  if (inserted && active != -1)
    gimp_image_set_active_layer (image, active);
  return inserted;
}

/* The same for a channel. */
gboolean
place_channel (const Source *source, gint32 channel, GError **error)
{
  gboolean inserted;

  gimp_image_undo_group_start (source->image);
  inserted = insert_channel (source->image, channel);
  gimp_image_undo_group_end (source->image);
  return inserted || place_set_error (error);
}

/* Makes the selection of the channel, which is gone then. */
gboolean
place_selection (const Source *source, gint32 channel, GError **error)
{
  gint32 image = source->image;
  gboolean success;

  gimp_image_undo_group_start (image);
  success = insert_channel (image, channel);
  if (success)
    {
      success = gimp_image_select_item (image, GIMP_CHANNEL_OP_REPLACE, channel);
      gimp_image_remove_channel (image, channel);
    }
  gimp_image_undo_group_end (image);
  return success || place_set_error (error);
}

static const gchar *
explain_loss (gint32 image)
{
  if (!gimp_image_is_valid (image))
    return _ ("The image was closed while the picture was made. The picture is in a new "
              "image.");
  if (gimp_image_base_type (image) == GIMP_INDEXED)
    return _ ("The image became an indexed one while the picture was made. The picture "
              "is in a new image.");
  return _ ("The image got a floating selection while the picture was made. The picture "
            "is in a new image.");
}

/* The same while the picture is still being made; NULL if nothing is wrong. */
const gchar *
place_explain_loss (const Source *source)
{
  if (source_check_image (source->image, NULL))
    return NULL;
  if (!gimp_image_is_valid (source->image))
    return _ ("The image was closed. The picture will be in a new image.");
  if (gimp_image_base_type (source->image) == GIMP_INDEXED)
    return _ ("The image is an indexed one now. The picture will be in a new image.");
  return _ (
      "The image has a floating selection now. While it has, the picture will be in "
      "a new image.");
}

/* Whether a person closed the image, or made it one that takes no layer, while the work
 * went on. What was made is not to be lost: it goes into a new image, and that is told. A
 * script gets an error instead. */
gboolean
place_has_lost_image (const Source *source, RunMode run_mode)
{
  if (run_mode == RUN_BY_SCRIPT || source_check_image (source->image, NULL))
    return FALSE;

  g_message ("%s", explain_loss (source->image));
  return TRUE;
}

/* A new image in colors, with the precision of the source's, or of 8 bits if that is
 * NULL.
 */
gint32
place_image_new (gint width, gint height, const Source *source)
{
  gint32 image = gimp_image_new_with_precision (
      width, height, GIMP_RGB, source ? source->precision : GIMP_PRECISION_U8_GAMMA);

  gimp_image_undo_disable (image);
  return image;
}

/* Gives a new image the resolution of the source's, as far as that is still there. */
void
place_image_take_resolution (gint32 image, const Source *source)
{
  gdouble x_resolution, y_resolution;

  if (!gimp_image_is_valid (source->image) ||
      !gimp_image_get_resolution (source->image, &x_resolution, &y_resolution))
    return;

  gimp_image_set_resolution (image, x_resolution, y_resolution);
  gimp_image_set_unit (image, gimp_image_get_unit (source->image));
}

/* A new image of the size of the source's region, in colors or gray, with the precision,
 * resolution and profile of the source's image, as far as that is still there. A profile
 * of grays is none of colors. */
gint32
place_image_new_like (const Source *source, gboolean is_gray)
{
  gint32 image =
      gimp_image_new_with_precision (source->extent.width, source->extent.height,
                                     is_gray ? GIMP_GRAY : GIMP_RGB, source->precision);
  GimpColorProfile *profile = NULL;

  gimp_image_undo_disable (image);
  place_image_take_resolution (image, source);
  if (is_gray == source->is_gray && gimp_image_is_valid (source->image))
    profile = gimp_image_get_color_profile (source->image);
  if (profile)
    gimp_image_set_color_profile (image, profile);
  g_clear_object (&profile);
  return image;
}

/* Puts a layer of the raster into a new image, above the ones that are there. Returns the
 * layer, or -1 with the error set. */
gint32
place_image_add (gint32 image, const gchar *name, const Raster *raster,
                 const gchar *record, GError **error)
{
  gint32 layer = pixels_new_layer (image, name, raster);

  if (layer == -1 || !gimp_image_insert_layer (image, layer, 0, 0))
    {
      place_set_error (error);
      return -1;
    }

  record_attach (layer, record);
  return layer;
}

/* Puts a group, in which there is nothing yet, into a new image, above the layers that
 * are there. Returns it, or -1 with the error set. */
gint32
place_image_add_group (gint32 image, const gchar *name, const gchar *record,
                       GError **error)
{
  gint32 group = gimp_layer_group_new (image);

  if (group == -1 || !gimp_image_insert_layer (image, group, 0, 0))
    {
      place_set_error (error);
      return -1;
    }

  gimp_item_set_name (group, name);
  record_attach (group, record);
  return group;
}

/* Puts a layer of the raster into such a group, above the ones that are there. */
gboolean
place_image_add_to_group (gint32 image, gint32 group, const gchar *name,
                          const Raster *raster, GError **error)
{
  gint32 layer = pixels_new_layer (image, name, raster);

  return (layer != -1 && gimp_image_insert_layer (image, layer, group, 0)) ||
         place_set_error (error);
}

/* Puts layers into a group of the image, or into the image itself if @parent is 0, each
 * above the one before. */
gboolean
place_image_insert (gint32 image, gint32 parent, const gint32 *layers, gint n_layers,
                    GError **error)
{
  for (gint i = 0; i < n_layers; i++)
    if (!gimp_image_insert_layer (image, layers[i], parent, 0))
      return place_set_error (error);
  return TRUE;
}

/* Gives a new image its record, if that is not NULL, and shows it, unless a script asked
 * for it. */
void
place_image_finish (gint32 image, const gchar *record, RunMode run_mode)
{
  if (record)
    record_attach_to_image (image, record);
  gimp_image_undo_enable (image);
  if (run_mode != RUN_BY_SCRIPT)
    gimp_display_new (image);
}

void
place_image_discard (gint32 image)
{
  gimp_image_delete (image);
}

G_STATIC_ASSERT (PLACE_MAXIMUM_SIDE == GIMP_MAX_IMAGE_SIZE);
