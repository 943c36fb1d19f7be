/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A cell is in the table when it has a whole line there. A line is written at once, after
 * the cell's picture: what a kill leaves is whole lines, and at worst half of one, which
 * does not count. */

#define _DEFAULT_SOURCE /* for pread() and O_CLOEXEC */

#include "sheet-cells.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>

#define HEADER    "filter,loss,stuck,file\n"
#define N_COLUMNS 4

/**
 * fv_sheet_cells_get_picture_name:
 * @filter: a filter
 *
 * Returns: (transfer full): name of its picture's file in the work folder
 */
gchar *
fv_sheet_cells_get_picture_name (gint filter)
{
  return g_strdup_printf ("filter-%04d.png", filter);
}

/* Reading -------------------------------------------------------------------------- */

static gboolean
parse_loss (const gchar *text, gdouble *loss)
{
  gchar *end;

  *loss = g_ascii_strtod (text, &end);
  return end != text && *end == '\0' && isfinite (*loss);
}

static gboolean
parse_line (const gchar *line, FvCell *cell)
{
  g_auto (GStrv) columns = g_strsplit (line, ",", N_COLUMNS + 1);
  g_autofree gchar *picture = NULL;
  guint64 filter;

  if (g_strv_length (columns) != N_COLUMNS ||
      !g_ascii_string_to_unsigned (columns[0], 10, 0, G_MAXINT, &filter, NULL) ||
      !parse_loss (columns[1], &cell->loss))
    return FALSE;
  cell->filter = filter;
  cell->is_stuck = g_str_equal (columns[2], "1");
  if (cell->is_stuck)
    return columns[3][0] == '\0';
  picture = fv_sheet_cells_get_picture_name (cell->filter);
  return g_str_equal (columns[2], "0") && g_str_equal (columns[3], picture);
}

/**
 * fv_sheet_cells_read:
 * @file: a table's file
 * @func: told each cell that has a whole line
 * @user_data: what it is given
 * @error: %FV_ERROR_FILE
 *
 * Returns: whether the file was read
 */
gboolean
fv_sheet_cells_read (const gchar *file, FvTableFunc func, gpointer user_data,
                     GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autofree gchar *contents = NULL;
  gchar *line, *end;

  if (!g_file_get_contents (file, &contents, NULL, &reason))
    {
      g_set_error (error, FV_ERROR, FV_ERROR_FILE,
                   _ ("The file “%s” cannot be read: %s. Name a work folder that "
                      "“featvis sheet” made."),
                   file, reason->message);
      return FALSE;
    }
  for (line = contents; (end = strchr (line, '\n')) != NULL; line = end + 1)
    {
      FvCell cell = { 0 };

      *end = '\0';
      if (parse_line (line, &cell))
        func (&cell, user_data);
    }
  return TRUE;
}

/* Writing -------------------------------------------------------------------------- */

static void
set_write_error (gint code, GError **error)
{
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The table of finished cells cannot be written: %s. Put that right, "
                  "then go on with --resume."),
               g_strerror (code));
}

static gboolean
write_at_once (gint table, const gchar *text, GError **error)
{
  gssize length = strlen (text), written;

  do
    written = write (table, text, length);
  while (written < 0 && errno == EINTR);
  if (written == length)
    return TRUE;
  set_write_error (written < 0 ? errno : ENOSPC, error);
  return FALSE;
}

/* A new table gets its header, and half a line its end, so that the next is a line. */
static gboolean
begin_line (gint table, GError **error)
{
  gchar last = '\n';
  off_t size = lseek (table, 0, SEEK_END);

  if (size == 0)
    return write_at_once (table, HEADER, error);
  if (size < 0 || pread (table, &last, 1, size - 1) != 1)
    {
      set_write_error (errno, error);
      return FALSE;
    }
  return last == '\n' || write_at_once (table, "\n", error);
}

/**
 * fv_sheet_cells_open:
 * @file: a table's file
 * @error: %FV_ERROR_FILE
 *
 * Returns: a descriptor for fv_sheet_cells_append(), to be closed; -1 on failure
 */
gint
fv_sheet_cells_open (const gchar *file, GError **error)
{
  gint table = g_open (file, O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0666);

  if (table < 0)
    {
      g_set_error (error, FV_ERROR, FV_ERROR_FILE,
                   _ ("The file “%s” cannot be written: %s. Choose another folder."),
                   file, g_strerror (errno));
      return -1;
    }
  if (begin_line (table, error))
    return table;
  g_close (table, NULL);
  return -1;
}

/**
 * fv_sheet_cells_append:
 * @table: what fv_sheet_cells_open() returned
 * @cell: a cell whose picture is in its file
 * @error: %FV_ERROR_FILE
 *
 * Returns: whether the table has the cell now
 */
gboolean
fv_sheet_cells_append (gint table, const FvCell *cell, GError **error)
{
  g_autofree gchar *picture = fv_sheet_cells_get_picture_name (cell->filter);
  g_autofree gchar *line = NULL;
  gchar loss[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (loss, sizeof loss, "%.17g", cell->loss);
  line = g_strdup_printf ("%d,%s,%d,%s\n", cell->filter, loss, cell->is_stuck,
                          cell->is_stuck ? "" : picture);
  return write_at_once (table, line, error);
}
