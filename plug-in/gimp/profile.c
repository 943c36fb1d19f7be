/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The folder in which GIMP keeps what is the user's own. */

#include "profile.h"

#include <libgimp/gimp.h>

/* The path of a file in it, to be freed. */
gchar *
profile_get_file (const gchar *name)
{
  return g_build_filename (gimp_directory (), name, NULL);
}
