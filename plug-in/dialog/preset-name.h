/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_PRESET_NAME_H
#define PLUG_IN_PRESET_NAME_H

#include <gtk/gtk.h>

/* Whether a preset has that name, and would be replaced. */
typedef gboolean (*PresetNameTest) (const gchar *name, gpointer user_data);

/* Saves by that name. */
typedef gboolean (*PresetNameSave) (const gchar *name, gpointer user_data,
                                    GError **error);

void preset_name_ask (GtkWidget *parent, const gchar *name, PresetNameTest is_taken,
                      PresetNameSave save, gpointer user_data);
gboolean preset_name_confirm_deletion (GtkWidget *parent, const gchar *name);

#endif /* PLUG_IN_PRESET_NAME_H */
