/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_DIALOG_SIZE_H
#define PLUG_IN_DIALOG_SIZE_H

#include "dialog-state.h"

GtkWidget *dialog_size_make_page (GtkWidget *box);
GtkWidget *dialog_size_get_page (GtkWidget *box);
void dialog_size_follow (Dialog *dialog);
void dialog_size_forget (Dialog *dialog);

#endif /* PLUG_IN_DIALOG_SIZE_H */
