/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_WIDGETS_H
#define PLUG_IN_WIDGETS_H

#include <gtk/gtk.h>

void widgets_init (void);

/* Dialogs: the arguments end with labels of buttons, each with its response, and NULL */
GtkWidget *widgets_new_dialog (GtkWidget *parent, const gchar *title, const gchar *name,
                               gboolean has_help, ...) G_GNUC_NULL_TERMINATED;
gint widgets_run_dialog (GtkWidget *dialog);

/* What is in them */
GtkWidget *widgets_new_frame (const gchar *title);
GtkWidget *widgets_attach (GtkTable *table, gint line, const gchar *label, gfloat align,
                           GtkWidget *widget);

#endif /* PLUG_IN_WIDGETS_H */
