/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_STOP_QUESTION_H
#define PLUG_IN_STOP_QUESTION_H

#include "work/work.h"

#include <gtk/gtk.h>

/* The question whether to keep what there is of some work; all NULL until it is asked. */
typedef struct
{
  GtkWidget *window;
  Work *work;
} StopQuestion;

void stop_question_ask (StopQuestion *question, GtkWidget *parent, Work *work);
void stop_question_close (StopQuestion *question);

#endif /* PLUG_IN_STOP_QUESTION_H */
