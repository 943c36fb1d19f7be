/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_DIALOG_H
#define PLUG_IN_DIALOG_H

#include "procedure.h"

gboolean dialog_ask (const Procedure *procedure, Job *job, gpointer parameters);

#endif /* PLUG_IN_DIALOG_H */
