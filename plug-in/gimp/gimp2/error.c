/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What GIMP 2.10 says of a call that failed. */

#include "gimp/host/error.h"

#include <libgimp/gimp.h>

const gchar *
error_get_last (void)
{
  return gimp_get_pdb_error ();
}
