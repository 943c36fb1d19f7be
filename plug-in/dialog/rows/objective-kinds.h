/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_OBJECTIVE_KINDS_H
#define PLUG_IN_OBJECTIVE_KINDS_H

#include "dialog/base/dialog-state.h"
#include "parameters/target.h"

/* A kind more than those of targets: a whole layer with a guide */
#define TARGET_GUIDE (TARGET_TEXT + 1)

void objective_kinds_show (GtkWidget *combo, const Dialog *dialog, gint kind);

#endif /* PLUG_IN_OBJECTIVE_KINDS_H */
