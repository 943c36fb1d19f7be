/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The way to the help. GIMP's own help system opens its pages, in the language that the
 * user has chosen and in the web browser, even where GIMP's manual is not installed. */

#include "help-pages.h"

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#include <glib/gi18n-lib.h>

/* FEATVIS_HELP takes the place of the installed folder. */
static const gchar *
get_folder (void)
{
  const gchar *folder = g_getenv ("FEATVIS_HELP");

  return folder ? folder : FV_HELP_DIR;
}

/* Tells GIMP where the pages are. To be called where procedures are installed. */
void
help_register (void)
{
  g_autofree gchar *uri = g_filename_to_uri (get_folder (), NULL, NULL);

  if (uri)
    gimp_plugin_help_register (GETTEXT_PACKAGE, uri);
}

/* A GimpHelpFunc. Where the pages are missing, GIMP would say so only in the status bar,
 * behind the dialog. */
void
help_show (const gchar *id, gpointer data)
{
  if (g_file_test (get_folder (), G_FILE_TEST_IS_DIR))
    gimp_standard_help_func (id, data);
  else
    g_message (
        _ ("The help is not in “%s”, where it belongs. Install the plug-in again."),
        get_folder ());
}
