/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_DIALOG_LAYOUT_H
#define PLUG_IN_DIALOG_LAYOUT_H

#include "dialog-state.h"

void dialog_make_window (Dialog *dialog);
GtkWidget *dialog_add_page (Dialog *dialog, const gchar *label);
DialogSection *dialog_get_section (Dialog *dialog, GtkWidget *page, const gchar *title);

void dialog_section_show_line (const DialogSection *section, gint line, gboolean visible);
void dialog_show_filters (const Dialog *dialog);

#endif /* PLUG_IN_DIALOG_LAYOUT_H */
