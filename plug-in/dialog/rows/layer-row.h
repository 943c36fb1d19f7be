/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_LAYER_ROW_H
#define PLUG_IN_LAYER_ROW_H

#include "dialog/base/dialog-state.h"

extern const DialogRowKind dialog_layer_row;

void layer_row_fill_combo (const Dialog *dialog, GtkWidget *combo);
void layer_row_show_filters (DialogRow *filter_row);

#endif /* PLUG_IN_LAYER_ROW_H */
