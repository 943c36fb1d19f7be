/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_MIXTURE_BUTTON_H
#define PLUG_IN_MIXTURE_BUTTON_H

#include "dialog/base/dialog-state.h"

GtkWidget *mixture_button_new (GCallback clicked, gpointer user_data);
void mixture_button_set_text (GtkWidget *button, const gchar *text, const gchar *help);

#endif /* PLUG_IN_MIXTURE_BUTTON_H */
