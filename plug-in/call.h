/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_CALL_H
#define PLUG_IN_CALL_H

#include "procedure/procedure.h"

/* What a procedure is called with. */
typedef struct
{
  RunMode run_mode;
  gint32 image;
  gint32 drawable;
  const ArgumentValue *values; /* one for each argument, of a script alone */
} Call;

gboolean call_run (const Procedure *procedure, const Call *call, Outcome *outcome,
                   GError **error);

#endif /* PLUG_IN_CALL_H */
