/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the registrations in both versions of GIMP share. */

#include "gimp/host/registration.h"

#include <libgimp/gimp.h>

/* Of a GimpRunMode */
RunMode
registration_get_run_mode (gint run_mode)
{
  switch (run_mode)
    {
    case GIMP_RUN_INTERACTIVE:
      return RUN_BY_DIALOG;
    case GIMP_RUN_NONINTERACTIVE:
      return RUN_BY_SCRIPT;
    default:
      return RUN_WITH_LAST_VALUES;
    }
}
