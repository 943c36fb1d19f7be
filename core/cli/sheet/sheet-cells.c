/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A cell is in the table when it has a whole line there. A line is written at once, after
 * the cell's picture: what a kill leaves is whole lines, and at worst half of one, which
 * does not count. A line ends with a checksum over the job, what the line says, and the
 * picture: so neither it nor the picture can change unnoticed. */

#include "sheet-cells.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "checksum.h"
#include "sheet-cell-file.h"
#include "sheet-names.h"
#include "system/file.h"

#define N_COLUMNS 7

/* A line without its checksum */
static gchar *
make_values (const FvCell *cell)
{
  g_autofree gchar *picture =
      cell->is_stuck ? g_strdup ("") : fv_sheet_name_picture (cell->filter);
  gchar loss[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (loss, sizeof loss, "%.17g", cell->loss);
  return g_strdup_printf ("%d,%s,%d,%d,%" G_GUINT64_FORMAT ",%s", cell->filter, loss,
                          cell->is_stuck, cell->waking.n_steps, cell->waking.seed,
                          picture);
}

/**
 * fv_sheet_cells_get_checksum:
 * @cell: a cell, with its picture if it has any
 * @job: the checksum of its job
 *
 * Returns: (transfer full): the checksum that belongs in its line
 */
gchar *
fv_sheet_cells_get_checksum (const FvCell *cell, const gchar *job)
{
  g_autofree gchar *picture = fv_sheet_cell_get_checksum (cell, job);
  g_autofree gchar *values = make_values (cell);
  g_autofree gchar *text = g_strdup_printf ("%s %s %s", job, picture, values);

  return fv_text_get_checksum (text);
}

/* Reading -------------------------------------------------------------------------- */

/**
 * fv_sheet_cells_is_table:
 * @contents: of a file
 *
 * Returns: whether it is a table, or one that was just begun
 */
gboolean
fv_sheet_cells_is_table (const gchar *contents)
{
  return g_str_has_prefix (contents, FV_SHEET_TABLE_HEADER) ||
         g_str_has_prefix (FV_SHEET_TABLE_HEADER, contents);
}

/* @checksum: (out): "" if there is none */
static gboolean
parse_line (const gchar *line, FvCell *cell, gchar **checksum)
{
  g_auto (GStrv) columns = g_strsplit (line, ",", N_COLUMNS + 1);
  guint n_columns = g_strv_length (columns);
  guint64 filter, n_steps;

  if (n_columns < N_COLUMNS - 1 || n_columns > N_COLUMNS ||
      !g_ascii_string_to_unsigned (columns[0], 10, 0, G_MAXINT, &filter, NULL) ||
      !g_ascii_string_to_unsigned (columns[3], 10, 0, G_MAXINT, &n_steps, NULL) ||
      !g_ascii_string_to_unsigned (columns[4], 10, 0, G_MAXUINT64, &cell->waking.seed,
                                   NULL))
    return FALSE;
  cell->filter = filter;
  cell->loss = g_ascii_strtod (columns[1], NULL);
  cell->is_stuck = g_str_equal (columns[2], "1");
  cell->waking.n_steps = (gint)n_steps;
  *checksum = g_strdup (columns[N_COLUMNS - 1] ? columns[N_COLUMNS - 1] : "");
  return isfinite (cell->loss);
}

/**
 * fv_sheet_cells_parse:
 * @contents: of a table
 * @func: told each cell that has a whole line, whatever its checksum
 * @user_data: what it is given
 */
void
fv_sheet_cells_parse (const gchar *contents, FvTableFunc func, gpointer user_data)
{
  const gchar *end;

  for (; (end = strchr (contents, '\n')) != NULL; contents = end + 1)
    {
      g_autofree gchar *line = g_strndup (contents, end - contents);
      g_autofree gchar *checksum = NULL;
      FvCell cell = { 0 };

      if (parse_line (line, &cell, &checksum))
        func (&cell, checksum, user_data);
    }
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
  gsize length = strlen (text);

  if (fv_system_write (table, text, length) == length)
    return TRUE;
  set_write_error (errno, error);
  return FALSE;
}

/**
 * fv_sheet_cells_begin:
 * @table: descriptor of a table that is open for appending
 * @error: %FV_ERROR_FILE
 *
 * Gives a new table its header, and half a line its end, so that the next is a line.
 *
 * Returns: whether lines can be appended
 */
gboolean
fv_sheet_cells_begin (gint table, GError **error)
{
  gchar last = '\n';
  gint64 size = fv_system_seek_end (table);

  if (size == 0)
    return write_at_once (table, FV_SHEET_TABLE_HEADER, error);
  if (size < 0 || fv_system_read_at (table, &last, 1, (guint64)size - 1) != 1)
    {
      set_write_error (errno, error);
      return FALSE;
    }
  return last == '\n' || write_at_once (table, "\n", error);
}

/**
 * fv_sheet_cells_append:
 * @table: descriptor of a table that was begun
 * @cell: a cell whose picture is in its file
 * @checksum: what fv_sheet_cells_get_checksum() made of both
 * @error: %FV_ERROR_FILE
 *
 * Returns: whether the table has the cell now
 */
gboolean
fv_sheet_cells_append (gint table, const FvCell *cell, const gchar *checksum,
                       GError **error)
{
  g_autofree gchar *values = make_values (cell);
  g_autofree gchar *line = g_strdup_printf ("%s,%s\n", values, checksum);

  return write_at_once (table, line, error);
}
