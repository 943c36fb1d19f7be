/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Buttons that open another dialog. A screen reader that clicks one waits for an answer,
 * and nothing else of the program answers it before: so that answer comes first. */

#include "dialog-question.h"

typedef struct
{
  Dialog *dialog;
  DialogQuestion ask;
  guint idle; /* 0 for none */
} Question;

static gboolean
ask (gpointer data)
{
  Question *question = data;

  question->idle = 0;
  question->ask (question->dialog);
  return G_SOURCE_REMOVE;
}

static void
clicked (GtkWidget *button G_GNUC_UNUSED, Question *question)
{
  if (question->idle == 0)
    question->idle = g_idle_add (ask, question);
}

static void
free_question (gpointer data, GClosure *closure G_GNUC_UNUSED)
{
  Question *question = data;

  if (question->idle != 0)
    g_source_remove (question->idle);
  g_free (question);
}

/* Calls a function that runs another dialog, each time after the button was clicked. */
void
dialog_connect_question (Dialog *dialog, GtkWidget *button, DialogQuestion ask_function)
{
  const Question question = { dialog, ask_function, 0 };

  g_signal_connect_data (button, "clicked", G_CALLBACK (clicked),
                         g_memdup2 (&question, sizeof question), free_question, 0);
}
