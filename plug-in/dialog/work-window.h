/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_WORK_WINDOW_H
#define PLUG_IN_WORK_WINDOW_H

#include "work/work.h"

#include <gtk/gtk.h>

/* A window for work that no dialog shows. */
typedef struct
{
  WorkView view;
  GtkWidget *window;
  GtkWidget *bar;
} WorkWindow;

WorkView *work_window_init (WorkWindow *window);

#endif /* PLUG_IN_WORK_WINDOW_H */
