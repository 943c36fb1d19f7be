/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_CLASS_BUTTON_H
#define PLUG_IN_CLASS_BUTTON_H

#include "dialog/base/dialog-question.h"

const FvLayer *class_button_find_layer (const Dialog *dialog);
const gchar *class_button_get_help (const FvLayer *layer);
GtkWidget *class_button_new (Dialog *dialog, DialogQuestion choose);
void class_button_show (GtkWidget *button, const FvLayer *layer, gint class_index);

#endif /* PLUG_IN_CLASS_BUTTON_H */
