/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_WHEEL_H
#define PLUG_IN_WHEEL_H

#include <gtk/gtk.h>

void wheel_watch_focus (GtkWidget *window);
void wheel_tame (GtkWidget *widget);

#endif /* PLUG_IN_WHEEL_H */
