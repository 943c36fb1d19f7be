/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_FOCUS_SCROLL_H
#define PLUG_IN_FOCUS_SCROLL_H

#include <gtk/gtk.h>

void focus_scroll_watch (GtkWidget *box);

#endif /* PLUG_IN_FOCUS_SCROLL_H */
