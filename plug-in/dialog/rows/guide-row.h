/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_GUIDE_ROW_H
#define PLUG_IN_GUIDE_ROW_H

#include "dialog/base/dialog-state.h"

extern const DialogRowKind dialog_guide_row;
extern const DialogRowKind dialog_guide_file_row;

gboolean guide_row_is_set (const Dialog *dialog);
void guide_row_set_used (Dialog *dialog, gboolean is_used);

#endif /* PLUG_IN_GUIDE_ROW_H */
