/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_TEXT_ROWS_H
#define PLUG_IN_TEXT_ROWS_H

#include "dialog/base/dialog-state.h"

extern const DialogRowKind dialog_text_row;
extern const DialogRowKind dialog_recipe_row;
extern const DialogRowKind dialog_options_row;

GtkWidget *text_row_make_entry (DialogRow *row);
void options_row_open (const DialogRow *row);
gboolean options_row_has_room (const DialogRow *row, const gchar *options);

#endif /* PLUG_IN_TEXT_ROWS_H */
