/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the command shows. Names, messages and numbers that it tells of come from files,
 * servers and other users: nothing in them may act on the terminal. So all that is
 * printed goes through here; what does act, a line of progress that is written again and
 * again, is made here alone. */

#include "terminal.h"

#include <stdio.h>

#include "featvis.h"
#include "system/program.h"

#define TO_BEGIN "\r"
#define CLEAR    "\033[K" /* to the end of the line */

/* Everything but the ends of lines; whoever prints a text that is not the command's own
 * escapes those, too. */
static gchar *
escape_lines (const gchar *text)
{
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);

  for (gint i = 0; lines[i] != NULL; i++)
    {
      gchar *escaped = fv_text_escape (lines[i]);

      g_free (lines[i]);
      lines[i] = escaped;
    }
  return g_strjoinv ("\n", lines);
}

/* In the locale's encoding, as GLib does it, where it goes to a file */
static void
write_text (FILE *stream, const gchar *text)
{
  const gchar *charset;
  g_autofree gchar *converted = NULL;

  if (fv_system_show (stream, text))
    return;
  if (!g_get_console_charset (&charset))
    converted =
        g_convert_with_fallback (text, -1, charset, "UTF-8", "?", NULL, NULL, NULL);
  fputs (converted != NULL ? converted : text, stream);
  fflush (stream);
}

static void
print_output (const gchar *text)
{
  g_autofree gchar *escaped = escape_lines (text);

  write_text (stdout, escaped);
}

static void
print_message (const gchar *text)
{
  g_autofree gchar *escaped = escape_lines (text);

  write_text (stderr, escaped);
}

/**
 * fv_terminal_init:
 *
 * From now on g_print() and g_printerr() let nothing act on the terminal, and write the
 * same bytes on each system.
 */
void
fv_terminal_init (void)
{
  fv_system_init_output ();
  g_set_print_handler (print_output);
  g_set_printerr_handler (print_message);
}

/**
 * fv_terminal_show_progress:
 * @format: as of printf(); one line
 * @...: its arguments
 *
 * Shows how far the work is, in place of what was shown before.
 */
void
fv_terminal_show_progress (const gchar *format, ...)
{
  g_autofree gchar *text = NULL, *escaped = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  escaped = fv_text_escape (text);
  write_text (stderr, TO_BEGIN);
  write_text (stderr, escaped);
  write_text (stderr, CLEAR);
}

/**
 * fv_terminal_clear_progress:
 *
 * Ends the showing of progress; what is shown next begins on an empty line.
 */
void
fv_terminal_clear_progress (void)
{
  write_text (stderr, TO_BEGIN CLEAR);
}
