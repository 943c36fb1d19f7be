/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_SETTING_SLIDER_H
#define PLUG_IN_SETTING_SLIDER_H

#include <featvis.h>

#include <gtk/gtk.h>

GtkWidget *setting_slider_add (GtkWidget *widget, const FvSettingInfo *info);

#endif /* PLUG_IN_SETTING_SLIDER_H */
