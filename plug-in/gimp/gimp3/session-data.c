/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Bytes that GIMP 3 keeps for us: as a parasite of its own, and of no image. */

#include "gimp/host/session-data.h"

#include <string.h>

#include <libgimp/gimp.h>

/* Keeps bytes under a name, until GIMP ends. */
void
session_keep (const gchar *name, gconstpointer bytes, gsize size)
{
  GimpParasite *parasite = gimp_parasite_new (name, 0, size, bytes);

  gimp_attach_parasite (parasite);
  gimp_parasite_free (parasite);
}

/* FALSE if there are none of that size. */
gboolean
session_recall (const gchar *name, gpointer bytes, gsize size)
{
  GimpParasite *parasite = gimp_get_parasite (name);
  guint32 n_bytes = 0;
  gconstpointer kept = parasite ? gimp_parasite_get_data (parasite, &n_bytes) : NULL;
  gboolean success = kept && n_bytes == size;

  if (success)
    memcpy (bytes, kept, size);
  g_clear_pointer (&parasite, gimp_parasite_free);
  return success;
}
