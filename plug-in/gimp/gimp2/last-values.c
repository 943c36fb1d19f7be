/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The last values of a session, as bytes that GIMP 2.10 keeps until it ends: those of the
 * last successful run, whoever asked for it. */

#include "gimp/host/last-values.h"

#include <string.h>

#include <libgimp/gimp.h>

void
last_values_keep (const LastValues *values, gconstpointer parameters)
{
  gimp_set_data (values->procedure, parameters, values->size);
}

/* Ones that another version of the plug-in stored are left alone. */
void
last_values_recall (const LastValues *values, gpointer parameters)
{
  g_autofree gpointer stored = g_malloc0 (values->size);

  if (gimp_get_data_size (values->procedure) == (gint)values->size &&
      gimp_get_data (values->procedure, stored) &&
      *(const gint32 *)stored == *(const gint32 *)parameters)
    memcpy (parameters, stored, values->size);
}
