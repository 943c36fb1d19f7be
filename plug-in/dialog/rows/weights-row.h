/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_WEIGHTS_ROW_H
#define PLUG_IN_WEIGHTS_ROW_H

#include "dialog/base/dialog-state.h"

extern const DialogRowKind dialog_weights_row;

void weights_row_choose_file (Dialog *dialog);
void weights_row_set_file (Dialog *dialog, const gchar *file);

#endif /* PLUG_IN_WEIGHTS_ROW_H */
