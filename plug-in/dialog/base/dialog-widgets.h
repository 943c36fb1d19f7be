/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_DIALOG_WIDGETS_H
#define PLUG_IN_DIALOG_WIDGETS_H

#include <gtk/gtk.h>

#define DIALOG_BORDER 12

/* Of GIMP's icon themes */
#define DIALOG_ICON_INFORMATION "gimp-info"
#define DIALOG_ICON_WARNING     "gimp-warning"

GtkWidget *dialog_add_box (GtkWidget *window);
GtkWidget *dialog_make_table (void);
GtkTable *dialog_add_frame (GtkWidget *box, const gchar *title);
void dialog_set_name (GtkWidget *widget, const gchar *name);
void dialog_label_by (GtkWidget *widget, GtkWidget *label);
GtkWidget *dialog_make_icon_button (const gchar *icon, GtkIconSize size,
                                    const gchar *help);
GtkWidget *dialog_add_text (GtkWidget *box);
void dialog_set_attribute (GtkWidget *label, PangoAttribute *attribute);
void dialog_make_italic (GtkWidget *label);
GtkWidget *dialog_add_note (GtkWidget *box);
GtkWidget *dialog_make_message (GtkWidget **label);
GtkWidget *dialog_add_message (GtkWidget *box, GtkWidget **label);
void dialog_set_message (GtkWidget *row, GtkWidget *label, const gchar *text);

#endif /* PLUG_IN_DIALOG_WIDGETS_H */
