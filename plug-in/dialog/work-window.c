/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A window for work that no dialog shows: a bar, and buttons to stop. */

#include "work-window.h"
#include "dialog/base/dialog-widgets.h"
#include "gimp/widgets.h"

#include <glib/gi18n-lib.h>

#define RESPONSE_KEEP 1
#define BAR_WIDTH     420 /* pixels */

static void
show (WorkView *view, Work *work, const gchar *text)
{
  WorkWindow *window = (WorkWindow *)view;

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (window->bar),
                                 work_get_fraction (work));
  gtk_progress_bar_set_text (GTK_PROGRESS_BAR (window->bar), text);
  gtk_dialog_set_response_sensitive (GTK_DIALOG (window->window), RESPONSE_KEEP,
                                     work_can_keep (work));
  /* The user may go on in GIMP, and the result lose its place. */
  if (place_watch_look (&window->watch))
    dialog_set_message (window->lost_box, window->lost_text, window->watch.lost);
}

/* Closing the window is as good as Cancel, but for a question before. */
static void
respond (WorkWindow *window, gint response)
{
  if (response == GTK_RESPONSE_DELETE_EVENT)
    stop_question_ask (&window->stop_question, window->window, window->work);
  else
    work_stop (window->work, response == RESPONSE_KEEP);
}

static void
begin (WorkView *view, Work *work, const gchar *title)
{
  WorkWindow *window = (WorkWindow *)view;
  GtkWidget *box;

  widgets_init ();
  window->work = work;
  window->window = widgets_new_dialog (NULL, title, "visualize-vgg16-filter-progress",
                                       FALSE, _ ("_Cancel"), GTK_RESPONSE_CANCEL,
                                       _ ("_Stop and Keep"), RESPONSE_KEEP, NULL);
  gtk_dialog_set_alternative_button_order (GTK_DIALOG (window->window), RESPONSE_KEEP,
                                           GTK_RESPONSE_CANCEL, -1);

  box = dialog_add_box (window->window);
  window->bar = gtk_progress_bar_new ();
  gtk_widget_set_size_request (window->bar, BAR_WIDTH, -1);
  gtk_box_pack_start (GTK_BOX (box), window->bar, FALSE, FALSE, 0);
  g_signal_connect_swapped (window->window, "response", G_CALLBACK (respond), window);
  g_signal_connect (window->window, "delete-event", G_CALLBACK (gtk_true), NULL);
  window->lost_box = dialog_add_message (box, &window->lost_text);
  gtk_widget_set_no_show_all (window->lost_box, TRUE);
  place_watch_begin (&window->watch, window->procedure, window->job);
  gtk_widget_show_all (window->window);
  /* Enter, pressed once more, is not to be Cancel. */
  gtk_window_set_focus (GTK_WINDOW (window->window), NULL);
  gtk_widget_set_visible (
      gtk_dialog_get_widget_for_response (GTK_DIALOG (window->window), RESPONSE_KEEP),
      work_has_parts (work));
}

static void
end (WorkView *view, Work *work G_GNUC_UNUSED)
{
  WorkWindow *window = (WorkWindow *)view;

  stop_question_close (&window->stop_question);
  gtk_widget_destroy (window->window);
}

/* Makes the window, which opens when the work on the job begins. */
WorkView *
work_window_init (WorkWindow *window, const Procedure *procedure, const Job *job)
{
  *window =
      (WorkWindow){ .view = { begin, show, end }, .procedure = procedure, .job = job };
  return &window->view;
}
