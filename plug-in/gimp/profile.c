/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The folder in which GIMP keeps what is the user's own. */

#include "profile.h"

#include <libgimp/gimp.h>

/* The path of a file in it. */
gchar *
profile_get_file (const gchar *name)
{
  return gimp_personal_rc_file (name);
}
