/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "program.h"

/**
 * fv_system_get_arguments:
 * @argv: (array zero-terminated=1): what main() was given
 *
 * Returns: (transfer full) (array zero-terminated=1): the same, with all that a name can
 *   have in it: files in the encoding that GLib opens them by
 */
gchar **
fv_system_get_arguments (gchar **argv)
{
  return g_strdupv (argv);
}

/**
 * fv_system_find_folder:
 * @folder: a folder that is installed with the program, as meson.build has it
 *
 * Returns: (transfer full): where it is
 */
gchar *
fv_system_find_folder (const gchar *folder)
{
  return g_strdup (folder);
}

/**
 * fv_system_init_output:
 *
 * What is written to the standard output and the standard error is not changed by the C
 * library from now on.
 */
void
fv_system_init_output (void)
{
}

/**
 * fv_system_show:
 * @stream: an open stream
 * @text: in UTF-8
 *
 * Shows a text as it is, where the system has a way of its own to do so: not as bytes in
 * an encoding that may lack some of it.
 *
 * Returns: whether it did; if not, the text is to be written to the stream
 */
gboolean
fv_system_show (FILE *stream, const gchar *text)
{
  (void)stream;
  (void)text;
  return FALSE;
}
