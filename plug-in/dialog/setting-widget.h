/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_SETTING_WIDGET_H
#define PLUG_IN_SETTING_WIDGET_H

#include <featvis.h>

#include <gtk/gtk.h>

GtkWidget *setting_widget_new (gint setting, const FvSettingInfo *info);
GtkWidget *setting_widget_attach (GtkWidget *widget, GtkWidget *box,
                                  const FvSettingInfo *info, GtkTable *table, gint line);
void setting_widget_watch (GtkWidget *widget, GCallback changed, gpointer user_data);
gchar *setting_widget_get_value (GtkWidget *widget, const FvSettingInfo *info);
void setting_widget_show_value (GtkWidget *widget, const FvSettingInfo *info,
                                const gchar *value);
void setting_widget_finish (GtkWidget *widget);

#endif /* PLUG_IN_SETTING_WIDGET_H */
