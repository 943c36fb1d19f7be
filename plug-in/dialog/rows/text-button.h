/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_TEXT_BUTTON_H
#define PLUG_IN_TEXT_BUTTON_H

#include <gtk/gtk.h>

GtkWidget *text_button_new (void);
void text_button_set_text (GtkWidget *button, const gchar *text, const gchar *help);

#endif /* PLUG_IN_TEXT_BUTTON_H */
