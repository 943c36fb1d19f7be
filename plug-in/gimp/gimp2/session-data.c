/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bytes that GIMP 2.10 keeps for us. */

#include "gimp/host/session-data.h"

#include <libgimp/gimp.h>

/* Keeps bytes under a name, until GIMP ends. */
void
session_keep (const gchar *name, gconstpointer bytes, gsize size)
{
  gimp_set_data (name, bytes, size);
}

/* FALSE if there are none of that size. */
gboolean
session_recall (const gchar *name, gpointer bytes, gsize size)
{
  return gimp_get_data_size (name) == (gint)size && gimp_get_data (name, bytes);
}
