/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The dialog while it runs the procedure, after OK: all but the preview waits, which
 * shows the picture as it grows, and the buttons are those that stop it. */

#include "run-view.h"
#include "preview-draft.h"
#include "dialog/base/dialog-widgets.h"
#include "dialog/base/dialog-changes.h"

#include <glib/gi18n-lib.h>

static void
set_response_visible (const Dialog *dialog, gint response, gboolean is_visible)
{
  gtk_widget_set_visible (
      gtk_dialog_get_widget_for_response (GTK_DIALOG (dialog->window), response),
      is_visible);
}

static void
set_running (Preview *preview, gboolean is_running)
{
  Dialog *dialog = preview->dialog;

  dialog_set_waiting (dialog, is_running);
  gtk_widget_set_sensitive (preview->quick_button, !is_running);
  gtk_widget_set_visible (preview->estimate, !is_running);
  gtk_widget_set_visible (dialog->notes, !is_running);
  gtk_widget_set_visible (preview->bar, is_running);
  gtk_widget_hide (preview->lost_box);
  set_response_visible (dialog, DIALOG_RESPONSE_RESET, !is_running);
  set_response_visible (dialog, GTK_RESPONSE_OK, !is_running);
  set_response_visible (dialog, DIALOG_RESPONSE_KEEP, is_running);
}

/* Closing the window is as good as Cancel, but for a question before. */
static void
respond (Preview *preview, gint response)
{
  if (response == GTK_RESPONSE_DELETE_EVENT)
    stop_question_ask (&preview->stop_question, preview->dialog->window, preview->work);
  else if (response != GTK_RESPONSE_HELP)
    work_stop (preview->work, response == DIALOG_RESPONSE_KEEP);
}

/* Until the first step, what the draft showed stays to be seen. */
static void
show_whole (Preview *preview)
{
  Dialog *dialog = preview->dialog;
  AscentPlan plan = { 0 };

  if (dialog->procedure->plan (dialog->job, &plan, NULL))
    {
      gint width = MAX (plan.ascent.width, plan.ascent.height);
      gint height = width;

      preview_show_size (preview, &plan.ascent, width);
      picture_view_zoom_to_fit (preview->view);
      preview->region = (PictureRegion){ 0, 0, plan.ascent.width, plan.ascent.height };
      if (plan.ascent.start == FV_START_IMAGE)
        fv_image_free (preview_show_photo (preview, &width, &height));
    }
  ascent_plan_clear (&plan);
}

static void
begin (WorkView *view, Work *work, const gchar *title G_GNUC_UNUSED)
{
  Preview *preview = (Preview *)view;
  GtkWidget *window = preview->dialog->window;

  preview->work = work;
  place_watch_begin (&preview->watch, preview->dialog->procedure, preview->dialog->job);
  show_whole (preview);
  preview_set_monitor (preview, work_get_monitor (work));
  g_signal_connect_swapped (window, "response", G_CALLBACK (respond), preview);
}

/* The user may go on in GIMP, and the picture lose its place. */
static void
show_lost (Preview *preview)
{
  dialog_set_message (preview->lost_box, preview->lost_text, preview->watch.lost);
  preview_set_proof (preview, place_watch_get_proof (&preview->watch));
}

static void
show (WorkView *view, Work *work, const gchar *text G_GNUC_UNUSED)
{
  Preview *preview = (Preview *)view;
  g_autofree gchar *state = work_describe_state (work);
  g_autofree gchar *time = work_describe_time (work);

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (preview->bar),
                                 work_get_fraction (work));
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (preview->bar), time);
  preview_set_status (preview, state);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (preview->dialog->window),
                                     DIALOG_RESPONSE_KEEP, work_can_keep (work));
  if (place_watch_look (&preview->watch))
    show_lost (preview);
}

static void
end (WorkView *view, Work *work G_GNUC_UNUSED)
{
  Preview *preview = (Preview *)view;

  stop_question_close (&preview->stop_question);
  g_signal_handlers_disconnect_by_data (preview->dialog->window, preview);
  preview_set_monitor (preview, NULL);
  preview->work = NULL;
}

/* Whether there is work to be seen. */
gboolean
run_view_is_busy (const Preview *preview)
{
  return preview->work != NULL;
}

/* Makes the dialog ready for work, and returns where it is to be seen. Before it begins,
 * GIMP is asked for the pixels, which takes a moment where there are many. */
WorkView *
run_view_prepare (Preview *preview)
{
  preview_stop_draft (preview);
  background_pause (preview->dialog->background, TRUE);
  set_running (preview, TRUE);
  preview_set_status (preview, _ ("Reading the picture…"));
  gtk_dialog_set_response_sensitive (GTK_DIALOG (preview->dialog->window),
                                     DIALOG_RESPONSE_KEEP, FALSE);
  while (gtk_events_pending ())
    gtk_main_iteration ();
  return &preview->work_view;
}

/* The user is to change something after all. */
void
run_view_close (Preview *preview)
{
  set_running (preview, FALSE);
  preview_set_status (preview, "");
  background_pause (preview->dialog->background, FALSE);
}

/* Makes the preview a view of work. */
void
run_view_init (Preview *preview)
{
  preview->work_view = (WorkView){ begin, show, end };
}
