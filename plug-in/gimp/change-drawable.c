/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A drawable whose own pixels are changed, in one step of undo. */

#include "change-drawable.h"
#include "gimp/host/drawable.h"
#include "gimp/host/image.h"
#include "gimp/host/item.h"
#include "pixels-private.h"
#include "place-private.h"
#include "record.h"

#include <glib/gi18n-lib.h>

/* Whether it can still take the picture, at the place that was read. */
static gboolean
check_drawable (const Source *source, GError **error)
{
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
gboolean
change_has_lost_drawable (const Source *source, RunMode run_mode)
{
  if (run_mode == RUN_BY_SCRIPT || check_drawable (source, NULL))
    return FALSE;

  if (item_exists (source->drawable))
    g_message (_ ("The layer was changed while the picture was made, and cannot take it "
                  "any more. The picture is in a new layer."));
  else
    g_message (_ ("The layer was deleted while the picture was made. The picture is in a "
                  "new layer."));
  return TRUE;
}

/* The same while the picture is still being made; NULL if nothing is wrong. */
const gchar *
change_explain_loss (const Source *source)
{
  if (check_drawable (source, NULL))
    return NULL;
  if (item_exists (source->drawable))
    return _ (
        "The layer was changed, and cannot take the picture any more. It will be in "
        "a new layer.");
  return _ ("The layer was deleted. The picture will be in a new layer.");
}

/* GIMP's undo step is of what is selected now, which may not be all that was selected
 * when the work began. Then what was is selected for a while. Returns the selection of
 * now as a channel, or -1 where it need not change. */
static gint32
select_region (const Source *source)
{
  const FvImage *extent = &source->extent;
  Source now;
  gint32 saved;

  source_init (&now, source->image, source->drawable);
  if (now.has_region && now.x <= source->x && now.y <= source->y &&
      now.x + now.extent.width >= source->x + extent->width &&
      now.y + now.extent.height >= source->y + extent->height)
    return -1;

  saved = image_save_selection (source->image);
  image_select_rectangle (source->image, now.offset_x + source->x,
                          now.offset_y + source->y, extent->width, extent->height);
  return saved;
}

static void
restore_selection (gint32 image, gint32 saved, const gint32 *layers, gint n_layers)
{
  if (saved == -1)
    return;

  image_select_item (image, saved);
  image_remove_channel (image, saved);
  image_set_selected_layers (image, layers, n_layers);
}

static gboolean
copy_to (const Source *source, GeglBuffer *pixels, GeglBuffer *buffer, GError **error)
{
  return pixels_copy (pixels, 0, 0, buffer, source->x, source->y, source->extent.width,
                      source->extent.height, error);
}

/* The shadow buffer's way makes the undo step, but mixes with the selection once more,
 * and not to the last bit. What it made is then replaced by the very pixels. */
static gboolean
write_pixels (const Source *source, GeglBuffer *pixels, GError **error)
{
  GeglBuffer *buffer = drawable_get_shadow_buffer (source->drawable);
  gboolean success = copy_to (source, pixels, buffer, error);

  g_object_unref (buffer);
  if (!success)
    return FALSE;
  if (!drawable_merge_shadow (source->drawable))
    return place_set_error (error);

  buffer = drawable_get_buffer (source->drawable);
  success = copy_to (source, pixels, buffer, error);
  g_object_unref (buffer); /* now GIMP has them */
  return success && drawable_update (source->drawable, source->x, source->y,
                                     source->extent.width, source->extent.height);
}

/* Puts the pixels, which are in the drawable's format, into the source's region. */
gboolean
change_drawable (const Source *source, GeglBuffer *pixels, const gchar *record,
                 Outcome *outcome, GError **error)
{
  gint n_layers;
  g_autofree gint32 *layers = NULL;
  gint32 saved;
  gboolean success;

  if (!check_drawable (source, error))
    return FALSE;

  image_begin_undo_group (source->image);
  layers = image_get_selected_layers (source->image, &n_layers);
  saved = select_region (source);
  drawable_merge_filters (source->drawable);
  success = write_pixels (source, pixels, error);
  if (success)
    record_attach (source->drawable, record);
  restore_selection (source->image, saved, layers, n_layers);
  image_end_undo_group (source->image);

  outcome->image = source->image;
  outcome->layer = item_is_layer (source->drawable) ? source->drawable : -1;
  return success;
}
