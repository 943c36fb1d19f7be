/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog's preview: the view of the picture with what zooms and compares it, the
 * curve of the loss, and lines that tell how far it is and what it will cost. */

#include "preview.h"
#include "preview-display.h"
#include "preview-draft.h"
#include "run-view.h"
#include "dialog/base/dialog-widgets.h"

#include <glib/gi18n-lib.h>

#define CURVE_HEIGHT 36                  /* pixels */
#define LOST_WIDTH   (PREVIEW_SIZE - 24) /* pixels, beside an icon */

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
  gtk_widget_set_tooltip_text (preview->split_scale,
                               _ ("At the left of the line is the photo as it was"));
  dialog_set_name (preview->split_scale, _ ("Unchanged part"));
  g_signal_connect_swapped (preview->split_scale, "value-changed",
                            G_CALLBACK (split_changed), preview);

  preview->before_button = gtk_toggle_button_new_with_mnemonic (_ ("_Unchanged"));
  gtk_widget_set_tooltip_text (preview->before_button,
                               _ ("Shows the photo as it was, as a click on it does"));
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

/* Its label tells along which axes; nothing else does that in each language. */
static void
add_tiles_button (Preview *preview, GtkWidget *box)
{
  GtkWidget *button = gtk_toggle_button_new_with_label ("");

  gtk_widget_set_tooltip_text (
      button, _ ("Shows the picture beside itself, as seamless tiles are seen"));
  gtk_widget_set_no_show_all (button, TRUE);
  gtk_box_pack_start (GTK_BOX (box), button, FALSE, FALSE, 0);
  g_signal_connect_swapped (button, "toggled", G_CALLBACK (preview_show_tiles), preview);
  preview->tiles_button = button;
}

static GtkWidget *
make_tools (Preview *preview)
{
  GtkWidget *box = gtk_hbox_new (FALSE, 0);

  add_zoom_button (preview, box, "zoom-out", _ ("Zoom out"), G_CALLBACK (zoom_out));
  add_zoom_button (preview, box, "zoom-in", _ ("Zoom in; drag the picture to move it"),
                   G_CALLBACK (zoom_in));
  add_zoom_button (preview, box, "zoom-original", _ ("Zoom to the pixels"),
                   G_CALLBACK (zoom_to_pixels));
  add_zoom_button (preview, box, "zoom-fit-best", _ ("Show all of it"),
                   G_CALLBACK (zoom_to_fit));
  add_tiles_button (preview, box);

  preview->quick_button = gtk_check_button_new_with_mnemonic (_ ("_Quick draft"));
  gtk_widget_set_tooltip_text (
      preview->quick_button, _ ("Makes drafts by the small sample network: many times "
                                "faster, to try settings. Its filters are other ones."));
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
  dialog_set_attribute (line, pango_attr_scale_new (PANGO_SCALE_SMALL));
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
  preview->dialog->notes = gtk_vbox_new (FALSE, 6);
  gtk_box_pack_start (box, preview->dialog->notes, FALSE, FALSE, 0);
  preview->bar = gtk_progress_bar_new ();
  gtk_widget_set_no_show_all (preview->bar, TRUE);
  gtk_box_pack_start (box, preview->bar, FALSE, FALSE, 0);
  preview->lost_box = dialog_add_message (GTK_WIDGET (box), &preview->lost_text);
  gtk_widget_set_no_show_all (preview->lost_box, TRUE);
  gtk_widget_set_size_request (preview->lost_text, LOST_WIDTH, -1);
}

/* The panel */

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
  gtk_widget_set_tooltip_text (
      loss_curve_get_widget (preview->curve),
      _ ("How strongly the network responds, step by step; lines "
         "part the scales"));
  gtk_widget_set_tooltip_text (
      picture_view_get_widget (preview->view),
      _ ("The picture as it grows. The wheel zooms, a drag moves "
         "it, a click shows the photo as it was."));
  dialog_set_name (loss_curve_get_widget (preview->curve), _ ("Loss"));
  dialog_set_name (picture_view_get_widget (preview->view), _ ("Preview"));
  add_widgets (preview, GTK_BOX (dialog->side));
  gtk_widget_show_all (dialog->side);
  run_view_init (preview);
}

static void
changed (Dialog *dialog, const GError *problem)
{
  if (run_view_is_busy (dialog->preview))
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
  preview_show_nothing (preview);
  picture_view_free (preview->view);
  loss_curve_free (preview->curve);
  g_free (preview);
}

const DialogPanel dialog_preview = { is_for, add, changed, close_preview, NULL };
