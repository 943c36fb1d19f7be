/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The way to the help. GIMP's own help system opens its pages, in the language that the
 * user has chosen and in the web browser, even where GIMP's manual is not installed. */

#include "help-pages.h"

#include <libgimp/gimp.h>
#include <libgimp/gimpui.h>

#include <glib/gi18n-lib.h>

/* Where the pages are: FEATVIS_HELP takes the place of the installed folder. */
const gchar *
help_get_folder (void)
{
  const gchar *folder = g_getenv ("FEATVIS_HELP");

  return folder ? folder : FV_HELP_DIR;
}

/* A GimpHelpFunc. Where the pages are missing, GIMP would say so only in the status bar,
 * behind the dialog. */
void
help_show (const gchar *id, gpointer data)
{
  if (g_file_test (help_get_folder (), G_FILE_TEST_IS_DIR))
    gimp_standard_help_func (id, data);
  else
    g_message (
        _ ("The help is not in “%s”, where it belongs. Install the plug-in again."),
        help_get_folder ());
}
