/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_DIALOG_CHANGES_H
#define PLUG_IN_DIALOG_CHANGES_H

#include "dialog-state.h"

void dialog_changed (Dialog *dialog);
void dialog_show (Dialog *dialog);
void dialog_show_rows (Dialog *dialog, const ArgumentKind *kinds, gint n_kinds);
void dialog_show_problem (Dialog *dialog, const GError *problem);
GError *dialog_find_problem (const Dialog *dialog);
void dialog_update_weights (Dialog *dialog);
void dialog_set_waiting (Dialog *dialog, gboolean waits);

#endif /* PLUG_IN_DIALOG_CHANGES_H */
