/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_TABLE_H
#define PLUG_IN_TABLE_H

#include "procedure/procedure.h"

const Procedure *procedure_get (gint index);
const Procedure *procedure_find (const gchar *name);

#endif /* PLUG_IN_TABLE_H */
