/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_DIALOG_QUESTION_H
#define PLUG_IN_DIALOG_QUESTION_H

#include "dialog-state.h"

typedef void (*DialogQuestion) (Dialog *dialog);

void dialog_connect_question (Dialog *dialog, GtkWidget *button, DialogQuestion ask);
void dialog_ask_soon (Dialog *dialog, GtkWidget *widget, DialogQuestion ask);

#endif /* PLUG_IN_DIALOG_QUESTION_H */
