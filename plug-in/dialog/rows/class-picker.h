/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_CLASS_PICKER_H
#define PLUG_IN_CLASS_PICKER_H

#include <featvis.h>
#include <gtk/gtk.h>

gint class_picker_run (GtkWidget *parent, const FvLayer *layer, gint class_index);

#endif /* PLUG_IN_CLASS_PICKER_H */
