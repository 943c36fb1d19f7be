/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The plug-in as a program, which GIMP starts for each call. */

#include "call.h"
#include "gimp/help-pages.h"
#include "procedures/table.h"

#include <libintl.h>
#include <locale.h>

static gboolean
describe (const Procedure *procedure, Registration *registration)
{
  if (!procedure)
    return FALSE;

  *registration = (Registration){ .name = procedure->name,
                                  .label = procedure->label,
                                  .blurb = procedure->blurb,
                                  .help = procedure->help,
                                  .value_name = procedure->value_name,
                                  .value_blurb = procedure->value_blurb,
                                  .arguments = procedure->arguments,
                                  .n_arguments = procedure->n_arguments,
                                  .n_extra_rows = procedure->n_extra_rows };
  return TRUE;
}

static gboolean
get_registration (gint number, Registration *registration)
{
  return describe (procedure_get (number), registration);
}

static gboolean
find_registration (const gchar *name, Registration *registration)
{
  return describe (procedure_find (name), registration);
}

static gboolean
run (const gchar *name, const Call *call, Outcome *outcome, GError **error)
{
  return call_run (procedure_find (name), call, outcome, error);
}

int
main (int argc, char *argv[])
{
  const Procedures procedures = { get_registration, find_registration, run,
                                  help_get_folder () };

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, FV_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  /* Of several ways to convert pixels, babl takes the one that is the fastest at the
   * moment among those that are precise enough: the last bits would differ from run to
   * run. Nor are the user's other programs to share what it finds here. GIMP 3 starts
   * babl before it calls a procedure. */
  g_setenv ("BABL_TOLERANCE", "0.0", TRUE);
  g_setenv ("BABL_INHIBIT_CACHE", "1", TRUE);

  return registration_main (&procedures, argc, argv);
}
