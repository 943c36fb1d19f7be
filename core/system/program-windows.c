/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Documented in program-unix.c. */

#include "program.h"

#include <fcntl.h>
#include <io.h>
#include <windows.h>

/* main() is given them in the system's code page, which lacks most letters; in UTF-8 GLib
 * has them. */
gchar **
fv_system_get_arguments (gchar **argv)
{
  (void)argv;
  return g_win32_get_command_line ();
}

/* A program is put anywhere, and what belongs to it is beside it, or beside its bin\. The
 * C library, and libintl by it, knows folders in the system's code page alone. */
gchar *
fv_system_find_folder (const gchar *folder)
{
  g_autofree gchar *root = g_win32_get_package_installation_directory_of_module (NULL);
  g_autofree gchar *path = g_build_filename (root, folder, NULL);
  gchar *short_path = g_win32_locale_filename_from_utf8 (path);

  return short_path != NULL ? short_path : g_steal_pointer (&path);
}

void
fv_system_init_output (void)
{
  _setmode (_fileno (stdout), _O_BINARY);
  _setmode (_fileno (stderr), _O_BINARY);
}

/* The console's own code page stays as it is: it would be the next program's, too. So
 * does whether it understands what moves its cursor. */
gboolean
fv_system_show (FILE *stream, const gchar *text)
{
  HANDLE console = (HANDLE)_get_osfhandle (_fileno (stream));
  glong n_units;
  g_autofree gunichar2 *units = NULL;
  DWORD mode;
  gboolean shown;

  if (!GetConsoleMode (console, &mode))
    return FALSE;
  units = g_utf8_to_utf16 (text, -1, NULL, &n_units, NULL);
  if (units == NULL)
    return FALSE;
  fflush (stream);
  SetConsoleMode (console,
                  mode | ENABLE_PROCESSED_OUTPUT | ENABLE_VIRTUAL_TERMINAL_PROCESSING);
  shown = WriteConsoleW (console, units, (DWORD)n_units, NULL, NULL);
  SetConsoleMode (console, mode);
  return shown;
}
