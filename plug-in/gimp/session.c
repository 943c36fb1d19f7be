/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The running GIMP's screen. */

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
