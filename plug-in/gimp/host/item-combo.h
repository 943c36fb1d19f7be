/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_ITEM_COMBO_H
#define PLUG_IN_ITEM_COMBO_H

#include <gtk/gtk.h>

GtkWidget *item_combo_new_for_drawables (void);
GtkWidget *item_combo_new_for_layers (const gchar *parasite);

#endif /* PLUG_IN_ITEM_COMBO_H */
