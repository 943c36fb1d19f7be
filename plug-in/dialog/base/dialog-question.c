/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Buttons and choices that open another dialog. A screen reader that uses one waits for
 * an answer, and nothing else of the program answers it before: so that answer comes
 * first. */

#include "dialog-question.h"

typedef struct
{
  Dialog *dialog;
  DialogQuestion ask;
  guint idle; /* 0 for none */
} Question;

#define QUESTION_KEY "question"

static gboolean
ask (gpointer data)
{
  Question *question = data;

  question->idle = 0;
  question->ask (question->dialog);
  return G_SOURCE_REMOVE;
}

static void
free_question (gpointer data)
{
  Question *question = data;

  g_clear_handle_id (&question->idle, g_source_remove);
  g_free (question);
}

static Question *
get_question (Dialog *dialog, GtkWidget *widget, DialogQuestion ask_function)
{
  Question *question = g_object_get_data (G_OBJECT (widget), QUESTION_KEY);

  if (!question)
    {
      question = g_new0 (Question, 1);
      question->dialog = dialog;
      question->ask = ask_function;
      g_object_set_data_full (G_OBJECT (widget), QUESTION_KEY, question, free_question);
    }
  return question;
}

static void
begin (Question *question)
{
  if (question->idle == 0)
    question->idle = g_idle_add (ask, question);
}

/* Calls a function that runs another dialog, once what the widget does has come to its
 * end. There is one such function for a widget. */
void
dialog_ask_soon (Dialog *dialog, GtkWidget *widget, DialogQuestion ask_function)
{
  begin (get_question (dialog, widget, ask_function));
}

/* Calls it each time after the button was clicked. */
void
dialog_connect_question (Dialog *dialog, GtkWidget *button, DialogQuestion ask_function)
{
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (begin),
                            get_question (dialog, button, ask_function));
}
