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

/* What closes the question, such as Escape, lets the work go on. The window stays until
 * the work has ended: its button may be pressed right now. */
static void
respond (StopQuestion *question, gint response)
{
  gtk_widget_hide (question->window);
  if (response == RESPONSE_KEEP || response == RESPONSE_DISCARD)
    work_stop (question->work, response == RESPONSE_KEEP);
}

static void
make_window (StopQuestion *question, GtkWidget *parent)
{
  GtkWidget *window =
      widgets_new_dialog (parent, _ ("Stop"), "visualize-vgg16-filter-stop", FALSE,
                          _ ("_Go On"), GTK_RESPONSE_CANCEL, _ ("_Discard"),
                          RESPONSE_DISCARD, _ ("Stop and _Keep"), RESPONSE_KEEP, NULL);
  GtkWidget *box = dialog_add_box (window);
  GtkWidget *text = dialog_add_text (box);

  gtk_dialog_set_alternative_button_order (GTK_DIALOG (window), RESPONSE_KEEP,
                                           RESPONSE_DISCARD, GTK_RESPONSE_CANCEL, -1);
  gtk_dialog_set_default_response (GTK_DIALOG (window), RESPONSE_KEEP);
  gtk_label_set_text (GTK_LABEL (text),
                      _ ("Keep what there is so far? Until you choose, it goes on."));
  gtk_widget_set_size_request (text, TEXT_WIDTH, -1);
  gtk_widget_show (text);
  gtk_widget_show_all (box);
  g_signal_connect_swapped (window, "response", G_CALLBACK (respond), question);
  g_signal_connect (window, "delete-event", G_CALLBACK (gtk_true), NULL);
  question->window = window;
}

/* To be called where the user wants to close the window that shows the work. Where there
 * is nothing to keep yet, that stops it. */
void
stop_question_ask (StopQuestion *question, GtkWidget *parent, Work *work)
{
  if (!work_can_keep (work))
    {
      if (!work_is_stopping (work))
        work_stop (work, FALSE);
      return;
    }

  question->work = work;
  if (!question->window)
    make_window (question, parent);
  gtk_window_present (GTK_WINDOW (question->window));
}

/* To be called when the work has ended: then there is nothing more to be asked. */
void
stop_question_close (StopQuestion *question)
{
  g_clear_pointer (&question->window, gtk_widget_destroy);
}
