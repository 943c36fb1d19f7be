/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a dream goes: a new layer, or a group of them for a series; a new image; or the
 * drawable itself. */

#include "dream-private.h"
#include "gimp/place.h"
#include "gimp/record.h"

#include <glib/gi18n-lib.h>

#define FRAME_DURATION 100 /* milliseconds; animations read it from a layer's name */

static const DreamPicture *
get_picture (const Dream *dream, gint index)
{
  return &g_array_index (dream->pictures, DreamPicture, index);
}

static gboolean
copy_to_drawable (const Dream *dream, GeglBuffer *pixels, GeglBuffer *buffer, gint x,
                  gint y, GError **error)
{
  const FvImage *extent = &dream->job->source.extent;

  return pixels_copy (pixels, 0, 0, buffer, x, y, extent->width, extent->height, error);
}

/* Layers */

static gchar *
make_layer_name (const Dream *dream, gint index)
{
  gint step = get_picture (dream, index)->step;

  if (dream->plan.ascent.settings.frames > 1)
    return g_strdup_printf (_ ("Frame %04d (%dms)"), index + 1, FRAME_DURATION);
  if (step > 0)
    return g_strdup_printf (_ ("Step %d"), step);
  if (dream->plan.ascent.settings.every > 0)
    return g_strdup (_ ("Dream"));
  return dream_make_name (dream);
}

/* Makes a layer of a picture that belongs to the image but is not in it yet. What the
 * drawable's mask hides is hidden in it, too. Returns -1 with the error set. */
static gint32
make_layer (const Dream *dream, gint index, gint32 image, const GimpParasite *record,
            GError **error)
{
  const FvImage *extent = &dream->job->source.extent;
  gchar *name = make_layer_name (dream, index);
  gint32 layer = gimp_layer_new (image, name, extent->width, extent->height,
                                 pixels_get_layer_type (image, dream->has_alpha), 100.0,
                                 gimp_image_get_default_new_layer_mode (image));
  GeglBuffer *buffer;
  gboolean success;

  g_free (name);
  if (layer == -1)
    {
      place_set_error (error);
      return -1;
    }

  buffer = gimp_drawable_get_buffer (layer);
  success =
      copy_to_drawable (dream, get_picture (dream, index)->pixels, buffer, 0, 0, error) &&
      layer_mask_add (&dream->photo.layer_mask, layer, error);
  g_object_unref (buffer);
  gimp_item_attach_parasite (layer, record);
  if (success)
    return layer;

  gimp_item_delete (layer);
  return -1;
}

/* Makes a layer of each picture, none of them in the image yet. All of them, or none. */
static gint32 *
make_layers (const Dream *dream, gint32 image, const GimpParasite *record, GError **error)
{
  gint n = dream->pictures->len;
  gint32 *layers = g_new (gint32, n);
  gint n_made = 0;

  while (n_made < n &&
         (layers[n_made] = make_layer (dream, n_made, image, record, error)) != -1)
    n_made++;
  if (n_made == n)
    return layers;

  for (gint i = 0; i < n_made; i++)
    gimp_item_delete (layers[i]);
  g_free (layers);
  return NULL;
}

/* The oldest is the lowest. */
static gboolean
insert_layers (gint32 image, gint32 parent, const gint32 *layers, gint n, GError **error)
{
  for (gint i = 0; i < n; i++)
    if (!gimp_image_insert_layer (image, layers[i], parent, 0))
      return place_set_error (error);
  return TRUE;
}

/* The drawable's image */

static gint32
make_group (const Dream *dream, const GimpParasite *record)
{
  gint32 group = gimp_layer_group_new (dream->job->source.image);
  gchar *name = dream_make_name (dream);

  place_resemble (&dream->job->source, group);
  gimp_item_set_name (group, name);
  gimp_item_attach_parasite (group, record);
  g_free (name);
  return group;
}

static gboolean
insert_group (const Dream *dream, const gint32 *layers, const GimpParasite *record,
              GError **error)
{
  const Source *source = &dream->job->source;
  gint32 group = make_group (dream, record);

  return group == -1 ? place_set_error (error)
                     : place_layer (source, group, error) &&
                           insert_layers (source->image, group, layers,
                                          dream->pictures->len, error);
}

static gboolean
add_layers (const Dream *dream, const GimpParasite *record, Outcome *outcome,
            GError **error)
{
  const Source *source = &dream->job->source;
  gint n = dream->pictures->len;
  gint32 *layers = make_layers (dream, source->image, record, error);
  gboolean success;

  if (!layers)
    return FALSE;

  for (gint i = 0; i < n; i++)
    gimp_layer_set_offsets (layers[i], source->offset_x + source->x,
                            source->offset_y + source->y);
  gimp_image_undo_group_start (source->image);
  if (dream_plan_is_series (&dream->plan))
    success = insert_group (dream, layers, record, error);
  else
    {
      place_resemble (source, layers[0]);
      success = place_layer (source, layers[0], error);
    }
  gimp_image_undo_group_end (source->image);

  outcome->image = source->image;
  outcome->layer = layers[n - 1];
  g_free (layers);
  return success;
}

/* A new image */

static gboolean
make_image (const Dream *dream, const GimpParasite *record, Outcome *outcome,
            GError **error)
{
  const Source *source = &dream->job->source;
  gint n = dream->pictures->len;
  gint32 image = place_image_new_like (source, source->base_type);
  gint32 *layers = make_layers (dream, image, record, error);

  if (!layers || !insert_layers (image, 0, layers, n, error))
    {
      g_free (layers);
      gimp_image_delete (image);
      return FALSE;
    }

  outcome->image = image;
  outcome->layer = layers[n - 1];
  g_free (layers);
  gimp_image_attach_parasite (image, record);
  place_image_finish (image, dream->job->run_mode);
  return TRUE;
}

/* The drawable itself */

/* Whether it can still take the picture, at the place that was read. */
static gboolean
check_drawable (const Dream *dream, GError **error)
{
  const Source *source = &dream->job->source;
  Source now;

  source_init (&now, source->image, source->drawable);
  if (!now.has_drawable)
    {
      g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                           _ ("The layer does not exist any more. Keep it until the "
                              "result is there."));
      return FALSE;
    }

  if (!source_check_writable (&now, error))
    return FALSE;
  if (now.width == source->width && now.height == source->height)
    return TRUE;

  g_set_error_literal (error, FV_ERROR, FV_ERROR_SIZE,
                       _ ("The layer got another size in the meantime. Leave it as it is "
                          "until the result is there."));
  return FALSE;
}

/* Whether a person deleted or changed it while the work went on. What was made is not to
 * be lost: it becomes a new layer, and that is told. A script gets an error instead. */
static gboolean
has_lost_drawable (const Dream *dream)
{
  if (dream->job->run_mode == RUN_BY_SCRIPT || check_drawable (dream, NULL))
    return FALSE;

  if (gimp_item_is_valid (dream->job->source.drawable))
    g_message (_ ("The layer was changed while the picture was made, and cannot take it "
                  "any more. The picture is in a new layer."));
  else
    g_message (_ ("The layer was deleted while the picture was made. The picture is in a "
                  "new layer."));
  return TRUE;
}

/* GIMP's undo step is of what is selected now, which may not be all that was selected
 * when the work began. Then what was is selected for a while. Returns the selection of
 * now as a channel, or -1 where it need not change. */
static gint32
select_region (const Dream *dream)
{
  const Source *source = &dream->job->source;
  const FvImage *extent = &source->extent;
  Source now;
  gint32 saved;

  source_init (&now, source->image, source->drawable);
  if (now.has_region && now.x <= source->x && now.y <= source->y &&
      now.x + now.extent.width >= source->x + extent->width &&
      now.y + now.extent.height >= source->y + extent->height)
    return -1;

  saved = gimp_selection_save (source->image);
  gimp_image_select_rectangle (source->image, GIMP_CHANNEL_OP_REPLACE,
                               now.offset_x + source->x, now.offset_y + source->y,
                               extent->width, extent->height);
  return saved;
}

static void
restore_selection (const Dream *dream, gint32 saved, gint32 active)
{
  gint32 image = dream->job->source.image;

  if (saved == -1)
    return;

  gimp_image_select_item (image, GIMP_CHANNEL_OP_REPLACE, saved);
  gimp_image_remove_channel (image, saved);
  if (gimp_item_is_layer (active))
    gimp_image_set_active_layer (image, active);
}

/* The shadow buffer's way makes the undo step, but mixes with the selection once more,
 * and not to the last bit. What it made is then replaced by the very pixels. */
static gboolean
write_drawable (const Dream *dream, GError **error)
{
  const Source *source = &dream->job->source;
  GeglBuffer *pixels = get_picture (dream, 0)->pixels;
  GeglBuffer *buffer = gimp_drawable_get_shadow_buffer (source->drawable);
  gboolean success =
      copy_to_drawable (dream, pixels, buffer, source->x, source->y, error);

  g_object_unref (buffer);
  if (!success)
    return FALSE;
  if (!gimp_drawable_merge_shadow (source->drawable, TRUE))
    return place_set_error (error);

  buffer = gimp_drawable_get_buffer (source->drawable);
  success = copy_to_drawable (dream, pixels, buffer, source->x, source->y, error);
  g_object_unref (buffer);
  return success && gimp_drawable_update (source->drawable, source->x, source->y,
                                          source->extent.width, source->extent.height);
}

static gboolean
change_drawable (const Dream *dream, const GimpParasite *record, Outcome *outcome,
                 GError **error)
{
  const Source *source = &dream->job->source;
  gint32 active, saved;
  gboolean success;

  if (!check_drawable (dream, error))
    return FALSE;

  gimp_image_undo_group_start (source->image);
  active = gimp_image_get_active_layer (source->image);
  saved = select_region (dream);
  success = write_drawable (dream, error);
  if (success)
    gimp_item_attach_parasite (source->drawable, record);
  restore_selection (dream, saved, active);
  gimp_image_undo_group_end (source->image);

  outcome->image = source->image;
  outcome->layer = gimp_item_is_layer (source->drawable) ? source->drawable : -1;
  return success;
}

/* Puts the pictures where the parameters say. */
gboolean
dream_place (const Dream *dream, Outcome *outcome, GError **error)
{
  GimpParasite *record = dream_make_record (dream);
  gboolean success;

  outcome->value = dream->loss;
  if (dream->parameters->output == DREAM_OUTPUT_IMAGE ||
      place_has_lost_image (&dream->job->source, dream->job->run_mode))
    success = make_image (dream, record, outcome, error);
  else if (!source_check_image (dream->job->source.image, error))
    success = FALSE;
  else if (dream->parameters->output == DREAM_OUTPUT_DRAWABLE &&
           !has_lost_drawable (dream))
    success = change_drawable (dream, record, outcome, error);
  else
    success = add_layers (dream, record, outcome, error);
  gimp_parasite_free (record);
  return success;
}
