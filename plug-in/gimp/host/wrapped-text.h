/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_WRAPPED_TEXT_H
#define PLUG_IN_WRAPPED_TEXT_H

#include <gtk/gtk.h>

GtkWidget *wrapped_text_new (void);
GtkWidget *wrapped_text_get_box (GtkWidget *label);

#endif /* PLUG_IN_WRAPPED_TEXT_H */
