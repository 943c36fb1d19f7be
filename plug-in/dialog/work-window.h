/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_WORK_WINDOW_H
#define PLUG_IN_WORK_WINDOW_H

#include "dialog/base/stop-question.h"
#include "procedure/place-watch.h"

#include <gtk/gtk.h>

/* A window for work that no dialog shows. */
typedef struct
{
  WorkView view;
  GtkWidget *window;
  GtkWidget *bar;
  GtkWidget *lost_box; /* why the result will go elsewhere */
  GtkWidget *lost_text;
  const Procedure *procedure;
  const Job *job;
  PlaceWatch watch;
  Work *work;
  StopQuestion stop_question;
} WorkWindow;

WorkView *work_window_init (WorkWindow *window, const Procedure *procedure,
                            const Job *job);

#endif /* PLUG_IN_WORK_WINDOW_H */
