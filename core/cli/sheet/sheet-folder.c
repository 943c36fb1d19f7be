/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Several shards may work in one folder at once: each writes a table of its own, and the
 * first of them the job. A cell counts only if its line, its picture and the job agree.
 */

#include "sheet-folder.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "sheet-cell-file.h"
#include "sheet-cells.h"
#include "sheet-files.h"

#define LARGEST_JOB   ((gsize)16 << 20)
#define LARGEST_TABLE ((gsize)256 << 20)

/**
 * fv_sheet_folder_new:
 * @path: a work folder
 * @directory: (transfer full): the same, open
 * @shard: the part of the work that this process does
 *
 * Returns: (transfer full): the folder, whose job is still to be read
 */
FvSheetFolder *
fv_sheet_folder_new (const gchar *path, FvSystemFolder *directory, FvShard shard)
{
  FvSheetFolder *folder = g_new0 (FvSheetFolder, 1);

  folder->path = g_strdup (path);
  folder->directory = directory;
  folder->shard = shard;
  folder->table = -1;
  return folder;
}

static void
clear_job (FvSheetFolder *folder)
{
  for (gint i = 0; folder->job != NULL && i < folder->job->n_filters; i++)
    g_free (folder->checksums[i]);
  g_clear_pointer (&folder->checksums, g_free);
  g_clear_pointer (&folder->cells, g_free);
  g_clear_pointer (&folder->states, g_free);
  g_clear_pointer (&folder->job_checksum, g_free);
  g_clear_pointer (&folder->job, fv_sheet_job_free);
}

/**
 * fv_sheet_folder_free:
 * @folder: (nullable): a work folder
 *
 * Frees what is in memory, and lets other processes work in it.
 */
void
fv_sheet_folder_free (FvSheetFolder *folder)
{
  if (folder == NULL)
    return;
  if (folder->table >= 0)
    g_close (folder->table, NULL);
  fv_system_folder_close (folder->directory);
  clear_job (folder);
  g_free (folder->path);
  g_free (folder);
}

/* The job --------------------------------------------------------------------------- */

static void
set_job (FvSheetFolder *folder, FvSheetJob *job)
{
  clear_job (folder);
  folder->job = job;
  folder->job_checksum = fv_sheet_job_get_checksum (job);
  folder->cells = g_new0 (FvCell, job->n_filters);
  folder->states = g_new0 (FvCellState, job->n_filters);
  folder->checksums = g_new0 (gchar *, job->n_filters);
  for (gint i = 0; i < job->n_filters; i++)
    folder->cells[i] =
        (FvCell){ .filter = job->filters[i], .width = job->width, .height = job->height };
}

/**
 * fv_sheet_folder_read_job:
 * @folder: a work folder
 * @error: %FV_ERROR_FILE
 *
 * Returns: whether its job was read
 */
gboolean
fv_sheet_folder_read_job (FvSheetFolder *folder, GError **error)
{
  g_autofree gchar *file = g_build_filename (folder->path, FV_SHEET_JOB_NAME, NULL);
  g_autofree gchar *contents = NULL;
  g_autoptr (GError) reason = NULL;
  FvSheetJob *job;
  gsize length;

  if (!fv_sheet_files_read (folder->directory, FV_SHEET_JOB_NAME, LARGEST_JOB, &contents,
                            &length, &reason))
    {
      g_set_error (error, FV_ERROR, FV_ERROR_FILE,
                   _ ("The file “%s” cannot be read: %s. Name a work folder that "
                      "“featvis sheet” made."),
                   file, reason->message);
      return FALSE;
    }
  job = fv_sheet_job_parse (contents, length, file, error);
  if (job != NULL)
    set_job (folder, job);
  return job != NULL;
}

/* Finished cells ----------------------------------------------------------------------
 */

static gint
find_filter (const FvSheetFolder *folder, gint filter)
{
  for (gint i = 0; i < folder->job->n_filters; i++)
    if (folder->job->filters[i] == filter)
      return i;
  return -1;
}

/* @reason: (out): why there is no picture, which is no sentence yet */
static gboolean
read_picture (const FvSheetFolder *folder, FvCell *cell, GError **reason)
{
  g_autofree gchar *name = fv_sheet_name_picture (cell->filter);
  g_autofree gchar *contents = NULL;
  gsize length;

  return fv_sheet_files_read (folder->directory, name,
                              fv_sheet_cell_get_largest_file (cell), &contents, &length,
                              reason) &&
         fv_sheet_cell_decode (cell, folder->job_checksum, contents, length, reason);
}

/* @cell: with its picture, if it has any */
static gboolean
check_line (const FvSheetFolder *folder, const FvCell *cell, const gchar *checksum)
{
  g_autofree gchar *right = fv_sheet_cells_get_checksum (cell, folder->job_checksum);

  return g_str_equal (checksum, right);
}

static void
set_done (FvSheetFolder *folder, gint index, const FvCell *cell, const gchar *checksum)
{
  folder->cells[index].is_stuck = cell->is_stuck;
  folder->cells[index].loss = cell->loss;
  folder->cells[index].waking = cell->waking;
  folder->states[index] = FV_CELL_DONE;
  g_free (folder->checksums[index]);
  folder->checksums[index] = g_strdup (checksum);
}

/* Takes a cell from a table, if there is its picture, as it was made. Of several lines
 * the one that agrees with the picture counts. */
static void
take_cell (const FvCell *line, const gchar *checksum, gpointer data)
{
  FvSheetFolder *folder = data;
  gint i = find_filter (folder, line->filter);
  g_autoptr (GError) reason = NULL;
  g_auto (FvCell) cell = { 0 };

  if (i < 0 || folder->states[i] == FV_CELL_DONE)
    return;
  cell = folder->cells[i];
  cell.is_stuck = line->is_stuck;
  cell.loss = line->loss;
  cell.waking = line->waking;
  if ((cell.is_stuck || read_picture (folder, &cell, &reason)) &&
      check_line (folder, &cell, checksum))
    set_done (folder, i, &cell, checksum);
  else if (!g_error_matches (reason, G_FILE_ERROR, G_FILE_ERROR_NOENT))
    folder->states[i] = FV_CELL_CHANGED;
}

static gboolean
take_table (FvSheetFolder *folder, const gchar *name, GError **error)
{
  g_autofree gchar *contents = NULL;
  g_autoptr (GError) reason = NULL;
  gsize length;

  if (fv_sheet_files_read (folder->directory, name, LARGEST_TABLE, &contents, &length,
                           &reason))
    {
      fv_sheet_cells_parse (contents, take_cell, folder);
      return TRUE;
    }
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The table “%s” of the work folder “%s” cannot be read: %s. Remove it, "
                  "and go on with --resume."),
               name, folder->path, reason->message);
  return FALSE;
}

/**
 * fv_sheet_folder_take_cells:
 * @folder: a work folder whose job was read
 * @error: %FV_ERROR_FILE
 *
 * Finds out which cells are done.
 *
 * Returns: whether all tables could be read
 */
gboolean
fv_sheet_folder_take_cells (FvSheetFolder *folder, GError **error)
{
  g_autoptr (GPtrArray) names = fv_sheet_files_list (folder->directory);
  FvShard shard;

  for (guint i = 0; i < names->len; i++)
    if (fv_sheet_name_find_table (names->pdata[i], &shard) &&
        !take_table (folder, names->pdata[i], error))
      return FALSE;
  return TRUE;
}

/**
 * fv_sheet_folder_open:
 * @path: a work folder
 * @error: %FV_ERROR_FILE
 *
 * Returns: (transfer full): the folder with its finished cells, to which none can be
 *   added; or %NULL
 */
FvSheetFolder *
fv_sheet_folder_open (const gchar *path, GError **error)
{
  FvSystemFolder *directory = fv_sheet_files_open_folder (path, error);
  g_autoptr (FvSheetFolder) folder = NULL;

  if (directory == NULL)
    return NULL;
  folder = fv_sheet_folder_new (path, directory, (FvShard){ 0, 1 });
  if (!fv_sheet_folder_read_job (folder, error) ||
      !fv_sheet_folder_take_cells (folder, error))
    return NULL;
  return g_steal_pointer (&folder);
}

/* Use ---------------------------------------------------------------------------------
 */

/**
 * fv_sheet_folder_list:
 * @folder: a work folder
 * @shard: a part of its job
 * @state: a state of cells
 * @or_less: whether also cells that are less than that
 * @n_filters: (out): how many filters there are
 *
 * Returns: (transfer full) (array length=n_filters): the part's filters whose cells are
 *   in that state
 */
gint *
fv_sheet_folder_list (const FvSheetFolder *folder, FvShard shard, FvCellState state,
                      gboolean or_less, gint *n_filters)
{
  gint *filters = g_new (gint, folder->job->n_filters);

  *n_filters = 0;
  for (gint i = shard.index; i < folder->job->n_filters; i += shard.n)
    if (folder->states[i] == state || (or_less && folder->states[i] < state))
      filters[(*n_filters)++] = folder->job->filters[i];
  return filters;
}

/* What has a cell's name and is no cell of this job is not this program's to replace. */
static gboolean
keep_other (const FvSheetFolder *folder, const FvCell *cell, const gchar *name,
            GError **error)
{
  g_autofree gchar *other = g_strconcat (name, ".other", NULL);
  g_autofree gchar *contents = NULL;
  gsize length;

  if (!fv_system_folder_has (folder->directory, name) ||
      (fv_sheet_files_read (folder->directory, name,
                            fv_sheet_cell_get_largest_file (cell), &contents, &length,
                            NULL) &&
       fv_sheet_cell_is_of_job (contents, length, folder->job_checksum)))
    return TRUE;
  if (fv_system_folder_has (folder->directory, other))
    errno = EEXIST;
  else if (fv_system_folder_rename (folder->directory, name, other))
    return TRUE;
  g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", other,
               g_strerror (errno));
  return FALSE;
}

static gboolean
write_picture (const FvSheetFolder *folder, const FvCell *cell, const gchar *record,
               GError **error)
{
  g_autofree gchar *name = fv_sheet_name_picture (cell->filter);
  g_autofree gchar *part = fv_sheet_name_part (folder->shard);
  g_autofree gchar *contents = NULL;
  g_autoptr (GError) reason = NULL;
  gsize length;

  if (fv_sheet_cell_encode (cell, folder->job_checksum, record, &contents, &length,
                            &reason) &&
      keep_other (folder, cell, name, &reason) &&
      fv_sheet_files_write (folder->directory, part, name, TRUE, contents, length,
                            &reason))
    return TRUE;
  g_set_error (
      error, FV_ERROR, FV_ERROR_FILE,
      _ ("A cell cannot be written: %s. Put that right, then go on with --resume."),
      reason->message);
  return FALSE;
}

/**
 * fv_sheet_folder_add:
 * @folder: a work folder
 * @cell: a finished cell
 * @record: how it was made, to be stored with its picture
 * @error: %FV_ERROR_FILE
 *
 * Returns: whether the cell is there, so that it outlives the process
 */
gboolean
fv_sheet_folder_add (FvSheetFolder *folder, const FvCell *cell, const gchar *record,
                     GError **error)
{
  g_autofree gchar *checksum = fv_sheet_cells_get_checksum (cell, folder->job_checksum);

  if ((!cell->is_stuck && !write_picture (folder, cell, record, error)) ||
      !fv_sheet_cells_append (folder->table, cell, checksum, error))
    return FALSE;
  set_done (folder, find_filter (folder, cell->filter), cell, checksum);
  return TRUE;
}

/**
 * fv_sheet_folder_read_picture:
 * @folder: a work folder
 * @index: index of a cell that is done and not stuck
 * @cell: (out): the cell with its picture, to be cleared with fv_cell_clear()
 * @error: %FV_ERROR_FILE
 *
 * Returns: whether the picture could be read, and is the one that was made
 */
gboolean
fv_sheet_folder_read_picture (const FvSheetFolder *folder, gint index, FvCell *cell,
                              GError **error)
{
  g_autofree gchar *name = fv_sheet_name_picture (folder->cells[index].filter);
  g_autoptr (GError) reason = NULL;

  *cell = folder->cells[index];
  if (read_picture (folder, cell, &reason) &&
      check_line (folder, cell, folder->checksums[index]))
    return TRUE;
  fv_cell_clear (cell);
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The picture “%s” cannot be used: %s. Make it again with --resume."),
               name, reason ? reason->message : _ ("it is not the one in the table"));
  return FALSE;
}

/**
 * fv_sheet_folder_has_pictures:
 * @folder: a work folder
 *
 * Returns: whether there is any finished cell that is not stuck
 */
gboolean
fv_sheet_folder_has_pictures (const FvSheetFolder *folder)
{
  for (gint i = 0; i < folder->job->n_filters; i++)
    if (folder->states[i] == FV_CELL_DONE && !folder->cells[i].is_stuck)
      return TRUE;
  return FALSE;
}
