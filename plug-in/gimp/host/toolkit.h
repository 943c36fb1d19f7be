/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_TOOLKIT_H
#define PLUG_IN_TOOLKIT_H

#include <gtk/gtk.h>

void toolkit_init (const gchar *program);
GtkWidget *toolkit_attach (GtkTable *table, gint line, const gchar *label, gfloat align,
                           GtkWidget *widget);

#endif /* PLUG_IN_TOOLKIT_H */
