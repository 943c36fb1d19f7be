/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The plug-in's entry: what GIMP calls when it asks which procedures there are,
 * and when one of them is to run. */

#include "procedure.h"
#include "gimp/help-pages.h"

#include <libintl.h>
#include <locale.h>

#include <gegl.h>
#include <libgimp/gimp.h>

#include <glib/gi18n-lib.h>

static void query (void);
static void run (const gchar *name, gint n_params, const GimpParam *params,
                 gint *n_return_vals, GimpParam **return_vals);

const GimpPlugInInfo PLUG_IN_INFO = { NULL, NULL, query, run };

MAIN ()

static void
query (void)
{
  gimp_plugin_domain_register (GETTEXT_PACKAGE, FV_LOCALE_DIR);
  help_register ();
  gimp_plugin_menu_branch_register ("<Image>/Filters", N_ ("N_eural"));
  procedure_install_all ();
}

static void
run (const gchar *name, gint n_params, const GimpParam *params, gint *n_return_vals,
     GimpParam **return_vals)
{
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, FV_LOCALE_DIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);

  /* Of several ways to convert pixels, babl takes the one that is the fastest at the
   * moment among those that are precise enough: the last bits would differ from run to
   * run. Nor are the user's other programs to share what it finds here. */
  g_setenv ("BABL_TOLERANCE", "0.0", TRUE);
  g_setenv ("BABL_INHIBIT_CACHE", "1", TRUE);

  /* Without it, asking for a drawable's buffer crashes. */
  gegl_init (NULL, NULL);

  procedure_run (name, n_params, params, n_return_vals, return_vals);
}
