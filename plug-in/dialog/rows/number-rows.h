/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_NUMBER_ROWS_H
#define PLUG_IN_NUMBER_ROWS_H

#include "dialog/base/dialog-state.h"

extern const DialogRowKind dialog_number_row;
extern const DialogRowKind dialog_real_row;
extern const DialogRowKind dialog_choice_row;
extern const DialogRowKind dialog_size_row;

GtkWidget *number_row_make_spin_button (gint minimum, gint maximum);
void number_row_update (DialogRow *row);

#endif /* PLUG_IN_NUMBER_ROWS_H */
