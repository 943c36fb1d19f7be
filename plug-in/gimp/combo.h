/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_COMBO_H
#define PLUG_IN_COMBO_H

#include <gtk/gtk.h>

GtkWidget *combo_new (void);
void combo_shorten (GtkWidget *combo);
GtkWidget *combo_new_for_drawables (const gchar *none);
GtkWidget *combo_new_for_records (void);

void combo_append (GtkWidget *combo, gint number, const gchar *label);
void combo_prepend (GtkWidget *combo, gint number, const gchar *label);
void combo_remove (GtkWidget *combo, gint number);
void combo_clear (GtkWidget *combo);
gboolean combo_has (GtkWidget *combo, gint number);
gboolean combo_get (GtkWidget *combo, gint *number);
gboolean combo_set (GtkWidget *combo, gint number);

#endif /* PLUG_IN_COMBO_H */
