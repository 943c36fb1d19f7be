/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The running GIMP: its screen, and what it keeps for us until it ends. */

#include "session.h"

#include <libgimp/gimp.h>

/* A GIMP that a script started may have none. */
gboolean
session_has_screen (void)
{
  const gchar *screen = gimp_display_name ();

  return screen && screen[0];
}

/* Lets people see what changed in the images. */
void
session_update_displays (void)
{
  gimp_displays_flush ();
}

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
