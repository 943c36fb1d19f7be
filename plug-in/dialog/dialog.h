/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_DIALOG_H
#define PLUG_IN_DIALOG_H

#include "procedure/procedure.h"

typedef struct _Dialog Dialog;

Dialog *dialog_new (const Procedure *procedure, Job *job, gpointer parameters);
gboolean dialog_ask (Dialog *dialog);
gconstpointer dialog_get_parameters (Dialog *dialog);
WorkView *dialog_begin_run (Dialog *dialog);
void dialog_tell (Dialog *dialog, const GError *problem);
void dialog_free (Dialog *dialog);

#endif /* PLUG_IN_DIALOG_H */
