/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's preview: the view of the picture with what zooms and compares it, the
 * curve of the loss, and lines that tell how far it is and what it will cost. */

#include "preview.h"
#include "gimp/preview-photo.h"

#include <math.h>

#include <glib/gi18n-lib.h>

#define CURVE_HEIGHT 40 /* pixels */
#define INTERVAL     60 /* milliseconds from one look at the work to the next */

/* What is seen of the work */

void
preview_set_status (Preview *preview, const gchar *text)
{
  gtk_label_set_text (GTK_LABEL (preview->status), text);
  gimp_help_set_help_data (preview->status, text[0] ? text : NULL, NULL);
}

static void
show_curve (Preview *preview)
{
  MonitorState state;
  gdouble *losses;
  gint n_losses;

  monitor_get_state (preview->monitor, &state);
  losses = monitor_copy_losses (preview->monitor, &n_losses);
  loss_curve_set (preview->curve, losses, n_losses, state.n_steps,
                  state.n_steps * state.n_scales);
}

static void
show_draft_state (Preview *preview)
{
  MonitorState state;
  gchar *text;

  monitor_get_state (preview->monitor, &state);
  if (state.scale > 0)
    text = g_strdup_printf (_ ("Draft: scale %d of %d, step %d of %d"), state.scale,
                            state.n_scales, state.step, state.n_steps);
  else
    text = g_strdup (_ ("Preparing a draft…"));
  preview_set_status (preview, text);
  g_free (text);
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
      picture_view_set_after (preview->view, frame.bytes, frame.width, frame.height,
                              &preview->region);
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
  else if (!monitor && preview->timer != 0)
    {
      g_source_remove (preview->timer);
      preview->timer = 0;
    }
  preview_look (preview);
}

/* What the view is of */

/* The picture of an ascent; where it starts from noise, a part of it that is no longer
 * than that. */
void
preview_show_size (Preview *preview, const FvAscent *ascent, gint longest_side)
{
  gboolean has_photo = ascent->start == FV_START_IMAGE;
  gint width = has_photo ? ascent->width : MIN (ascent->width, longest_side);
  gint height = has_photo ? ascent->height : MIN (ascent->height, longest_side);

  gtk_widget_set_visible (preview->photo_box, has_photo);
  if (!has_photo)
    picture_view_set_before (preview->view, NULL, 0, 0, NULL);
  picture_view_set_size (preview->view, width, height);
  picture_view_get_region (preview->view, &preview->region);
}

/* Shows the region of the photo in that size, or one with the photo's proportions.
 * Returns it as a picture, or NULL if it cannot be read. */
FvImage *
preview_show_photo (Preview *preview, gint *width, gint *height)
{
  const Source *source = &preview->dialog->job->source;
  const PictureRegion *region = &preview->region;
  FvImage *photo = NULL;
  guint8 *bytes = NULL;

  if (gimp_item_is_valid (source->drawable))
    bytes = preview_photo_read (source->drawable, source->x + (gint)region->x,
                                source->y + (gint)region->y, MAX ((gint)region->width, 1),
                                MAX ((gint)region->height, 1), width, height);
  if (bytes)
    photo = fv_image_new_from_bytes (bytes, *width, *height, NULL);
  picture_view_set_before (preview->view, bytes, *width, *height, region);
  return photo;
}

/* What the user does in the view: another part of a photo needs another draft. */
static void
view_changed (PictureView *view, gpointer user_data)
{
  Preview *preview = user_data;
  PictureRegion region;

  preview->showing = TRUE;
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (preview->before_button),
                                picture_view_shows_before (view));
  gtk_range_set_value (GTK_RANGE (preview->split_scale), picture_view_get_split (view));
  preview->showing = FALSE;

  picture_view_get_region (view, &region);
  if (gtk_widget_get_visible (preview->photo_box) &&
      (region.x != preview->region.x || region.y != preview->region.y ||
       region.width != preview->region.width || region.height != preview->region.height))
    preview_change_draft (preview);
}

/* Widgets */

static void
before_toggled (Preview *preview)
{
  if (!preview->showing)
    picture_view_show_before (
        preview->view,
        gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (preview->before_button)));
}

static void
split_changed (Preview *preview)
{
  if (!preview->showing)
    picture_view_set_split (preview->view,
                            gtk_range_get_value (GTK_RANGE (preview->split_scale)));
}

static void
zoom_in (Preview *preview)
{
  picture_view_zoom (preview->view, 2.0);
}

static void
zoom_out (Preview *preview)
{
  picture_view_zoom (preview->view, 0.5);
}

static void
zoom_to_pixels (Preview *preview)
{
  picture_view_zoom_to (preview->view, 1.0);
}

static void
zoom_to_fit (Preview *preview)
{
  picture_view_zoom_to_fit (preview->view);
}

static void
add_zoom_button (Preview *preview, GtkWidget *box, const gchar *icon, const gchar *help,
                 GCallback callback)
{
  GtkWidget *button = dialog_make_icon_button (icon, GTK_ICON_SIZE_MENU, help);

  gtk_button_set_relief (GTK_BUTTON (button), GTK_RELIEF_NONE);
  gtk_box_pack_start (GTK_BOX (box), button, FALSE, FALSE, 0);
  g_signal_connect_swapped (button, "clicked", callback, preview);
}

static GtkWidget *
make_photo_box (Preview *preview)
{
  GtkWidget *box = gtk_hbox_new (FALSE, 6);

  preview->split_scale = gtk_hscale_new_with_range (0.0, 1.0, 0.05);
  gtk_scale_set_draw_value (GTK_SCALE (preview->split_scale), FALSE);
  gimp_help_set_help_data (preview->split_scale,
                           _ ("At the left of the line is the photo as it was"), NULL);
  dialog_set_name (preview->split_scale, _ ("Unchanged part"));
  g_signal_connect_swapped (preview->split_scale, "value-changed",
                            G_CALLBACK (split_changed), preview);

  preview->before_button = gtk_toggle_button_new_with_mnemonic (_ ("_Unchanged"));
  gimp_help_set_help_data (preview->before_button,
                           _ ("Shows the photo as it was, as a click on it does"), NULL);
  g_signal_connect_swapped (preview->before_button, "toggled",
                            G_CALLBACK (before_toggled), preview);

  gtk_box_pack_start (GTK_BOX (box), preview->split_scale, TRUE, TRUE, 0);
  gtk_box_pack_start (GTK_BOX (box), preview->before_button, FALSE, FALSE, 0);
  gtk_widget_show_all (box);
  gtk_widget_set_no_show_all (box, TRUE);
  gtk_widget_hide (box);
  preview->photo_box = box;
  return box;
}

static GtkWidget *
make_tools (Preview *preview)
{
  GtkWidget *box = gtk_hbox_new (FALSE, 0);

  add_zoom_button (preview, box, GIMP_ICON_ZOOM_OUT, _ ("Zoom out"),
                   G_CALLBACK (zoom_out));
  add_zoom_button (preview, box, GIMP_ICON_ZOOM_IN,
                   _ ("Zoom in; drag the picture to move it"), G_CALLBACK (zoom_in));
  add_zoom_button (preview, box, GIMP_ICON_ZOOM_ORIGINAL, _ ("Zoom to the pixels"),
                   G_CALLBACK (zoom_to_pixels));
  add_zoom_button (preview, box, GIMP_ICON_ZOOM_FIT_BEST, _ ("Show all of it"),
                   G_CALLBACK (zoom_to_fit));

  preview->quick_button = gtk_check_button_new_with_mnemonic (_ ("_Quick draft"));
  gimp_help_set_help_data (preview->quick_button,
                           _ ("Makes drafts by the small sample network: many times "
                              "faster, to try settings. Its filters are other ones."),
                           NULL);
  g_signal_connect_swapped (preview->quick_button, "toggled",
                            G_CALLBACK (preview_change_draft), preview);
  gtk_box_pack_end (GTK_BOX (box), preview->quick_button, FALSE, FALSE, 0);
  return box;
}

static GtkWidget *
make_line (void)
{
  GtkWidget *line = gtk_label_new (NULL);

  gtk_misc_set_alignment (GTK_MISC (line), 0.0, 0.5);
  gtk_label_set_ellipsize (GTK_LABEL (line), PANGO_ELLIPSIZE_END);
  gtk_widget_set_size_request (line, PREVIEW_SIZE, -1);
  gimp_label_set_attributes (GTK_LABEL (line), PANGO_ATTR_SCALE, PANGO_SCALE_SMALL, -1);
  return line;
}

static void
add_widgets (Preview *preview, GtkBox *box)
{
  GtkWidget *frame = gtk_frame_new (NULL);

  gtk_frame_set_shadow_type (GTK_FRAME (frame), GTK_SHADOW_IN);
  gtk_container_add (GTK_CONTAINER (frame), picture_view_get_widget (preview->view));
  gtk_box_pack_start (box, frame, FALSE, FALSE, 0);
  gtk_box_pack_start (box, make_photo_box (preview), FALSE, FALSE, 0);
  gtk_box_pack_start (box, make_tools (preview), FALSE, FALSE, 0);
  gtk_box_pack_start (box, loss_curve_get_widget (preview->curve), FALSE, FALSE, 0);
  preview->status = make_line ();
  gtk_box_pack_start (box, preview->status, FALSE, FALSE, 0);
  preview->estimate = make_line ();
  gtk_box_pack_start (box, preview->estimate, FALSE, FALSE, 0);
  preview->bar = gtk_progress_bar_new ();
  gtk_widget_set_no_show_all (preview->bar, TRUE);
  gtk_box_pack_start (box, preview->bar, FALSE, FALSE, 0);
}

/* The part of the dialog */

static gboolean
is_for (const Procedure *procedure)
{
  return procedure->plan != NULL;
}

static void
add (Dialog *dialog)
{
  Preview *preview = g_new0 (Preview, 1);

  dialog->preview = preview;
  preview->dialog = dialog;
  preview->view = picture_view_new (PREVIEW_SIZE, view_changed, preview);
  preview->curve = loss_curve_new (PREVIEW_SIZE, CURVE_HEIGHT);
  gimp_help_set_help_data (loss_curve_get_widget (preview->curve),
                           _ ("How strongly the network responds, step by step; lines "
                              "part the scales"),
                           NULL);
  gimp_help_set_help_data (picture_view_get_widget (preview->view),
                           _ ("The picture as it grows. The wheel zooms, a drag moves "
                              "it, a click shows the photo as it was."),
                           NULL);
  dialog_set_name (loss_curve_get_widget (preview->curve), _ ("Loss"));
  dialog_set_name (picture_view_get_widget (preview->view), _ ("Preview"));
  add_widgets (preview, GTK_BOX (dialog->side));
  gtk_widget_show_all (dialog->side);
  preview_init_run (preview);
}

static void
changed (Dialog *dialog, const GError *problem)
{
  if (dialog->preview->work)
    return;

  if (problem)
    preview_stop_draft (dialog->preview);
  else
    preview_change_draft (dialog->preview);
}

static void
close_preview (Dialog *dialog)
{
  Preview *preview = dialog->preview;

  preview_stop_draft (preview);
  picture_view_free (preview->view);
  loss_curve_free (preview->curve);
  g_free (preview);
}

const DialogPart dialog_preview_part = { is_for, add, NULL, changed, close_preview };
