/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a preview shows: how far the work on the picture is, and the photo it begins with.
 */

#include "preview-display.h"
#include "gimp/host/toolkit.h"
#include "gimp/preview-photo.h"
#include "work/draft.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define INTERVAL 60 /* milliseconds from one look at the work to the next */

/* What is seen of the work */

void
preview_set_status (Preview *preview, const gchar *text)
{
  gtk_label_set_text (GTK_LABEL (preview->status), text);
  gtk_widget_set_tooltip_text (preview->status, text[0] ? text : NULL);
}

void
preview_tell_preparing (Preview *preview)
{
  preview_set_status (preview, _ ("Preparing a draft…"));
}

static void
show_curve (Preview *preview)
{
  gint n_losses, n_scales;
  gdouble *losses = monitor_copy_losses (preview->monitor, &n_losses);
  gint *scales = monitor_copy_scales (preview->monitor, &n_scales);

  loss_curve_set (preview->curve, losses, n_losses, scales, n_scales);
}

static void
show_draft_state (Preview *preview)
{
  MonitorState state;
  g_autofree gchar *text = NULL;

  monitor_get_state (preview->monitor, &state);
  if (state.scale == 0)
    {
      preview_tell_preparing (preview);
      return;
    }

  text = g_strdup_printf (_ ("Draft: scale %d of %d, step %d of %d"), state.scale,
                          state.n_scales, state.step, state.n_steps);
  preview_set_status (preview, text);
}

/* Shows the last picture as it will be where it goes. */
static void
show_frame (Preview *preview)
{
  const MonitorFrame *frame = &preview->frame;
  gsize n_pixels = (gsize)frame->width * frame->height;
  guint8 *bytes = frame->bytes ? fv_memory_new (n_pixels, 3, NULL) : NULL;

  if (!bytes)
    return;

  memcpy (bytes, frame->bytes, 3 * n_pixels);
  proof_apply (preview->proof, bytes, n_pixels);
  picture_view_set_after (preview->view, bytes, frame->width, frame->height,
                          &preview->frame_region);
}

static void
clear_frame (Preview *preview)
{
  fv_memory_free (preview->frame.bytes);
  preview->frame = (MonitorFrame){ 0 };
}

void
preview_set_proof (Preview *preview, const Proof *proof)
{
  if (preview->proof == proof)
    return;

  preview->proof = proof;
  show_frame (preview);
}

void
preview_show_nothing (Preview *preview)
{
  clear_frame (preview);
  picture_view_set_after (preview->view, NULL, 0, 0, NULL);
}

/* Shows what there is of the work. */
void
preview_look (Preview *preview)
{
  MonitorFrame frame;

  if (!preview->monitor)
    return;

  if (monitor_take_frame (preview->monitor, &frame))
    {
      clear_frame (preview);
      preview->frame = frame;
      preview->frame_region = preview->region;
      show_frame (preview);
      show_curve (preview);
    }
  if (!preview->work)
    show_draft_state (preview);
}

static gboolean
look (gpointer data)
{
  preview_look (data);
  return G_SOURCE_CONTINUE;
}

/* Begins to look at the work that the monitor is of, or with NULL at none. */
void
preview_set_monitor (Preview *preview, Monitor *monitor)
{
  if (monitor)
    monitor_ref (monitor);
  g_clear_pointer (&preview->monitor, monitor_unref);
  preview->monitor = monitor;

  if (monitor && preview->timer == 0)
    preview->timer = g_timeout_add (INTERVAL, look, preview);
  else if (!monitor)
    g_clear_handle_id (&preview->timer, g_source_remove);
  preview_look (preview);
}

/* What the view is of */

static gboolean
wraps (FvSeamless seamless, FvSeamless axis)
{
  return seamless == axis || seamless == FV_SEAMLESS_XY;
}

/* Shows the picture beside itself, if the user wants to see that and it is a tile. */
void
preview_show_tiles (Preview *preview)
{
  gint n_across = wraps (preview->seamless, FV_SEAMLESS_X) ? 2 : 1;
  gint n_down = wraps (preview->seamless, FV_SEAMLESS_Y) ? 2 : 1;
  gboolean are_shown =
      gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (preview->tiles_button));
  g_autofree gchar *label = g_strdup_printf ("%d × %d", n_across, n_down);

  gtk_button_set_label (GTK_BUTTON (preview->tiles_button), label);
  gtk_widget_set_visible (preview->tiles_button, n_across > 1 || n_down > 1);
  picture_view_set_tiles (preview->view, are_shown ? n_across : 1,
                          are_shown ? n_down : 1);
}

/* The picture of an ascent; where it starts from noise, as much of it as a draft shows
 * that is no longer than that. */
void
preview_show_size (Preview *preview, const FvAscent *ascent, gint longest_side)
{
  gboolean has_photo = ascent->start == FV_START_IMAGE;
  gint width = ascent->width;
  gint height = ascent->height;

  if (!has_photo)
    draft_get_size (ascent, longest_side, &width, &height);
  gtk_widget_set_visible (preview->photo_box, has_photo);
  if (!has_photo)
    picture_view_set_before (preview->view, NULL, 0, 0, NULL);
  preview->seamless = ascent->settings.seamless;
  if (picture_view_set_size (preview->view, width, height))
    clear_frame (preview);
  preview_show_tiles (preview);
  preview_set_proof (preview, dialog_get_proof (preview->dialog));
  picture_view_get_region (preview->view, &preview->region);
}

/* Reads the region of the photo in that size, or one with the photo's proportions. */
static guint8 *
read_photo (const Preview *preview, gint *width, gint *height)
{
  const Source *source = &preview->dialog->job->source;
  const PictureRegion *region = &preview->region;

  return preview_photo_read (source->drawable, source->x + (gint)region->x,
                             source->y + (gint)region->y, MAX ((gint)region->width, 1),
                             MAX ((gint)region->height, 1), width, height);
}

/* Shows the region of the photo, with a pixel for each of the screen's if it has so many.
 * @bytes: the region in a draft's size, which is as good on most screens */
static void
show_photo (Preview *preview, guint8 *bytes, gint width, gint height)
{
  const PictureRegion *region = &preview->region;
  gint factor = toolkit_get_scale_factor (picture_view_get_widget (preview->view));

  if (bytes && factor > 1)
    {
      fv_memory_free (bytes);
      width = MIN (width * factor, MAX ((gint)region->width, 1));
      height = MIN (height * factor, MAX ((gint)region->height, 1));
      bytes = read_photo (preview, &width, &height);
    }
  if (bytes)
    proof_apply (proof_get_for_photo (&preview->dialog->job->source), bytes,
                 (gsize)width * height);
  picture_view_set_before (preview->view, bytes, width, height, region);
}

/* Shows the region of the photo. Returns it as a picture of that size, or one with the
 * photo's proportions, or NULL if it cannot be read. */
FvImage *
preview_show_photo (Preview *preview, gint *width, gint *height)
{
  guint8 *bytes = read_photo (preview, width, height);
  FvImage *photo = bytes ? fv_image_new_from_bytes (bytes, *width, *height, NULL) : NULL;

  show_photo (preview, bytes, *width, *height);
  return photo;
}
