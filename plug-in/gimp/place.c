/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a result goes: into the image that the procedure was called on, or into a new
 * one.
 *
 * The user's Cancel in GIMP's progress bar kills this process without warning.
 * Therefore an image is not touched before the result is complete, and then it is
 * changed in one short undo group; a new image is shown when it is complete. */

#include "place-private.h"
#include "gimp/host/error.h"
#include "gimp/host/image.h"
#include "gimp/host/item.h"
#include "gimp/host/layer.h"
#include "record.h"

#include <glib/gi18n-lib.h>

gboolean
place_set_error (GError **error)
{
  g_set_error (error, FV_ERROR, FV_ERROR_MEMORY,
               _ ("GIMP could not make the layer: %s. Make sure that there is room for "
                  "it in GIMP's swap folder."),
               error_get_last ());
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

  if (item_is_layer_mask (neighbour))
    neighbour = layer_find_by_mask (neighbour);

  if (item_is_layer (neighbour))
    {
      parent = MAX (item_get_parent (neighbour), 0);
      position = image_get_item_position (source->image, neighbour);
    }

  return image_insert_layer (source->image, layer, parent, position);
}

/* Lets a layer, which is not in the image yet, mix with those below as the drawable does,
 * if that is a layer. Only a group can let its layers through. */
static void
resemble (const Source *source, gint32 layer)
{
  gint32 drawable = source->drawable;

  if (!item_is_layer (drawable))
    return;

  layer_copy_opacity (drawable, layer);
  if (!layer_passes_through (drawable) || item_is_group (layer))
    layer_copy_mode (drawable, layer);
}

/* Puts a layer that belongs to the source's image into it. */
gboolean
place_layer (const Source *source, gint32 layer, GError **error)
{
  gboolean inserted;

  image_begin_undo_group (source->image);
  inserted = insert_layer (source, layer);
  image_end_undo_group (source->image);
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
  layer_move (layer, source->offset_x + source->x, source->offset_y + source->y);
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
  gint32 group = layer_new_group (source->image, name);
  gboolean success;

  if (group == -1)
    return place_set_error (error);

  for (gint i = 0; i < n_layers; i++)
    move_to_region (source, layers[i]);
  resemble (source, group);
  record_attach (group, record);

  image_begin_undo_group (source->image);
  success = place_layer (source, group, error) &&
            place_image_insert (source->image, group, layers, n_layers, error);
  image_end_undo_group (source->image);
  return success;
}

/* Removes layers that are in no image yet. */
void
place_discard_layers (const gint32 *layers, gint n_layers)
{
  for (gint i = 0; i < n_layers; i++)
    item_delete (layers[i]);
}

/* The channel at the top of the others; layers that were selected stay so. */
static gboolean
insert_channel (gint32 image, gint32 channel)
{
  gint n_selected;
  g_autofree gint32 *selected = image_get_selected_layers (image, &n_selected);
  gboolean inserted = image_insert_channel (image, channel);

  if (inserted)
    image_set_selected_layers (image, selected, n_selected);
  return inserted;
}

/* The same for a channel. */
gboolean
place_channel (const Source *source, gint32 channel, GError **error)
{
  gboolean inserted;

  image_begin_undo_group (source->image);
  inserted = insert_channel (source->image, channel);
  image_end_undo_group (source->image);
  return inserted || place_set_error (error);
}

/* Makes the selection of the channel, which is gone then. */
gboolean
place_selection (const Source *source, gint32 channel, GError **error)
{
  gint32 image = source->image;
  gboolean success;

  image_begin_undo_group (image);
  success = insert_channel (image, channel);
  if (success)
    {
      success = image_select_item (image, channel);
      image_remove_channel (image, channel);
    }
  image_end_undo_group (image);
  return success || place_set_error (error);
}

static const gchar *
explain_loss (gint32 image)
{
  if (!image_is_valid (image))
    return _ ("The image was closed while the picture was made. The picture is in a new "
              "image.");
  if (image_is_indexed (image))
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
  if (!image_is_valid (source->image))
    return _ ("The image was closed. The picture will be in a new image.");
  if (image_is_indexed (source->image))
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
  return image_new (width, height, FALSE,
                    source ? source->precision : IMAGE_PRECISION_U8);
}

/* Gives a new image the resolution of the source's, as far as that is still there. */
void
place_image_take_resolution (gint32 image, const Source *source)
{
  if (image_is_valid (source->image))
    image_copy_resolution (source->image, image);
}

/* A new image of the size of the source's region, in colors or gray, with the precision,
 * resolution and profile of the source's image, as far as that is still there. A profile
 * of grays is none of colors. */
gint32
place_image_new_like (const Source *source, gboolean is_gray)
{
  gint32 image =
      image_new (source->extent.width, source->extent.height, is_gray, source->precision);

  place_image_take_resolution (image, source);
  if (is_gray == source->is_gray && image_is_valid (source->image))
    image_copy_profile (source->image, image);
  return image;
}

/* Puts a layer of the raster into a new image, above the ones that are there. Returns the
 * layer, or -1 with the error set. */
gint32
place_image_add (gint32 image, const gchar *name, const Raster *raster,
                 const gchar *record, GError **error)
{
  gint32 layer = pixels_new_layer (image, name, raster);

  if (layer == -1 || !image_insert_layer (image, layer, 0, 0))
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
  gint32 group = layer_new_group (image, name);

  if (group == -1 || !image_insert_layer (image, group, 0, 0))
    {
      place_set_error (error);
      return -1;
    }

  record_attach (group, record);
  return group;
}

/* Puts a layer of the raster into such a group, above the ones that are there. */
gboolean
place_image_add_to_group (gint32 image, gint32 group, const gchar *name,
                          const Raster *raster, GError **error)
{
  gint32 layer = pixels_new_layer (image, name, raster);

  return (layer != -1 && image_insert_layer (image, layer, group, 0)) ||
         place_set_error (error);
}

/* Puts layers into a group of the image, or into the image itself if @parent is 0, each
 * above the one before. */
gboolean
place_image_insert (gint32 image, gint32 parent, const gint32 *layers, gint n_layers,
                    GError **error)
{
  for (gint i = 0; i < n_layers; i++)
    if (!image_insert_layer (image, layers[i], parent, 0))
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
  image_enable_undo (image);
  if (run_mode != RUN_BY_SCRIPT)
    image_show (image);
}

void
place_image_discard (gint32 image)
{
  image_delete (image);
}
