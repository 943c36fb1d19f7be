/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Escape, and closing the window, are easily done by accident, and the work of an hour
 * would be lost: where there is something to keep, they ask. The work goes on meanwhile.
 */

#include "stop-question.h"
#include "dialog-widgets.h"
#include "gimp/widgets.h"

#include <glib/gi18n-lib.h>

#define RESPONSE_KEEP    1
#define RESPONSE_DISCARD 2
#define TEXT_WIDTH       320 /* pixels */

/* What closes the question, such as Escape, lets the work go on. */
static void
respond (StopQuestion *question, gint response)
{
  Work *work = question->work;

  stop_question_close (question);
  if (response == RESPONSE_KEEP || response == RESPONSE_DISCARD)
    work_stop (work, response == RESPONSE_KEEP);
}

static void
show (StopQuestion *question, GtkWidget *parent)
{
  GtkWidget *window =
      widgets_new_dialog (parent, _ ("Stop"), "visualize-vgg16-filter-stop", FALSE,
                          _ ("_Go On"), GTK_RESPONSE_CANCEL, _ ("_Discard"),
                          RESPONSE_DISCARD, _ ("Stop and _Keep"), RESPONSE_KEEP, NULL);
  GtkWidget *text = dialog_add_text (dialog_add_box (window));

  gtk_dialog_set_alternative_button_order (GTK_DIALOG (window), RESPONSE_KEEP,
                                           RESPONSE_DISCARD, GTK_RESPONSE_CANCEL, -1);
  gtk_dialog_set_default_response (GTK_DIALOG (window), RESPONSE_KEEP);
  gtk_label_set_text (GTK_LABEL (text),
                      _ ("Keep what there is so far? Until you choose, it goes on."));
  gtk_widget_set_size_request (text, TEXT_WIDTH, -1);
  gtk_widget_show (text);
  g_signal_connect_swapped (window, "response", G_CALLBACK (respond), question);
  question->window = window;
  gtk_widget_show_all (window);
}

/* To be called where the user wants to close the window that shows the work. Where there
 * is nothing to keep yet, that stops it. */
void
stop_question_ask (StopQuestion *question, GtkWidget *parent, Work *work)
{
  question->work = work;
  if (question->window)
    gtk_window_present (GTK_WINDOW (question->window));
  else if (work_can_keep (work))
    show (question, parent);
  else if (!work_is_stopping (work))
    work_stop (work, FALSE);
}

/* To be called when the work has ended, too: then there is nothing more to be asked. */
void
stop_question_close (StopQuestion *question)
{
  g_clear_pointer (&question->window, gtk_widget_destroy);
}
