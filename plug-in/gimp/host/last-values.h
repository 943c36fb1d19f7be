/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef PLUG_IN_LAST_VALUES_H
#define PLUG_IN_LAST_VALUES_H

#include "parameters/arguments.h"

/* A procedure's parameters: a structure, and the arguments that tell what is in it. */
typedef struct
{
  const Argument *arguments; /* of the dialog's rows, too */
  gint n_arguments;
  gsize size;
} LastValues;

void last_values_keep (const LastValues *values, gconstpointer parameters);
void last_values_recall (const LastValues *values, gpointer parameters);

#endif /* PLUG_IN_LAST_VALUES_H */
