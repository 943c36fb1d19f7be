/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_CALL_H
#define PLUG_IN_CALL_H

#include "procedure/procedure.h"

gboolean call_run (const Procedure *procedure, const Call *call, Outcome *outcome,
                   GError **error);

#endif /* PLUG_IN_CALL_H */
