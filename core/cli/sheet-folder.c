/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Several shards may work in one folder at once: each writes a table of its own, and the
 * first of them the job. */

#include "sheet-folder.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "picture.h"
#include "sheet-cells.h"

#define JOB "job"

/* Files ---------------------------------------------------------------------------- */

static gboolean
is_table (const gchar *name)
{
  return g_str_has_prefix (name, "cells") && g_str_has_suffix (name, ".csv");
}

/* Whether a file is one that this writes, or what a kill left of one */
static gboolean
is_ours (const gchar *name)
{
  return g_str_equal (name, JOB) || g_str_has_prefix (name, JOB ".") || is_table (name) ||
         g_str_has_prefix (name, "filter-");
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const gchar *const *)a, *(const gchar *const *)b);
}

/* The names of the files of a folder, sorted; none if it is not there */
static GPtrArray *
list_files (const gchar *path)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  GDir *folder = g_dir_open (path, 0, NULL);
  const gchar *name;

  while (folder != NULL && (name = g_dir_read_name (folder)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  if (folder != NULL)
    g_dir_close (folder);
  g_ptr_array_sort (names, compare_names);
  return names;
}

static gchar *
get_table_name (FvShard shard)
{
  return shard.n == 1 ? g_strdup ("cells.csv")
                      : g_strdup_printf ("cells-%d-of-%d.csv", shard.index + 1, shard.n);
}

/* Beginning ------------------------------------------------------------------------- */

/* Not without being told does work go on where there is work already; other shards'
 * does not matter. */
static gboolean
check_free (const gchar *path, FvShard shard, gboolean resume, GError **error)
{
  g_autoptr (GPtrArray) names = list_files (path);
  g_autofree gchar *table = get_table_name (shard);
  gboolean is_free = TRUE;

  for (guint i = 0; i < names->len; i++)
    {
      const gchar *name = names->pdata[i];

      if (!is_ours (name))
        {
          g_set_error (error, FV_ERROR, FV_ERROR_FILE,
                       _ ("The folder “%s” has other files in it, such as “%s”. Choose a "
                          "folder that is empty or not there yet."),
                       path, name);
          return FALSE;
        }
      is_free = is_free && shard.n > 1 && !g_str_equal (name, table);
    }
  if (is_free || resume)
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The work folder “%s” is not empty. Go on with --resume, put together "
                  "what is there with --join, or remove it."),
               path);
  return FALSE;
}

static gboolean
make_folder (const gchar *path, GError **error)
{
  if (g_mkdir (path, 0777) == 0 ||
      (errno == EEXIST && g_file_test (path, G_FILE_TEST_IS_DIR)))
    return TRUE;
  g_set_error (
      error, FV_ERROR, FV_ERROR_FILE,
      _ ("The work folder “%s” cannot be made: %s. Choose another with --folder."), path,
      g_strerror (errno));
  return FALSE;
}

static FvSheetFolder *
folder_new (const gchar *path, GError **error)
{
  g_autofree gchar *file = g_build_filename (path, JOB, NULL);
  FvSheetJob *job = fv_sheet_job_read (file, error);
  FvSheetFolder *folder;

  if (job == NULL)
    return NULL;
  folder = g_new0 (FvSheetFolder, 1);
  folder->path = g_strdup (path);
  folder->job = job;
  folder->table = -1;
  folder->cells = g_new0 (FvCell, job->n_filters);
  folder->is_done = g_new0 (gboolean, job->n_filters);
  for (gint i = 0; i < job->n_filters; i++)
    folder->cells[i] =
        (FvCell){ .filter = job->filters[i], .width = job->width, .height = job->height };
  return folder;
}

/* Finished cells ----------------------------------------------------------------------
 */

static gchar *
get_picture_file (const FvSheetFolder *folder, gint filter)
{
  g_autofree gchar *name = fv_sheet_cells_get_picture_name (filter);

  return g_build_filename (folder->path, name, NULL);
}

static gint
find_filter (const FvSheetFolder *folder, gint filter)
{
  for (gint i = 0; i < folder->job->n_filters; i++)
    if (folder->job->filters[i] == filter)
      return i;
  return -1;
}

/* Takes a cell from a table, if there is its picture, whole. A later line counts more:
 * its picture is the one that is there. */
static void
take_cell (const FvCell *cell, gpointer data)
{
  FvSheetFolder *folder = data;
  gint i = find_filter (folder, cell->filter);
  FvCell read = *cell;

  if (i < 0 ||
      (!cell->is_stuck && !fv_sheet_folder_read_picture (folder, i, &read, NULL)))
    return;
  fv_cell_clear (&read);
  folder->cells[i].is_stuck = cell->is_stuck;
  folder->cells[i].loss = cell->loss;
  folder->is_done[i] = TRUE;
}

static gboolean
take_cells (FvSheetFolder *folder, GError **error)
{
  g_autoptr (GPtrArray) names = list_files (folder->path);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree gchar *file = g_build_filename (folder->path, names->pdata[i], NULL);

      if (is_table (names->pdata[i]) &&
          !fv_sheet_cells_read (file, take_cell, folder, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
open_table (FvSheetFolder *folder, FvShard shard, GError **error)
{
  g_autofree gchar *name = get_table_name (shard);
  g_autofree gchar *file = g_build_filename (folder->path, name, NULL);

  folder->table = fv_sheet_cells_open (file, error);
  return folder->table >= 0;
}

/**
 * fv_sheet_folder_begin:
 * @path: the folder, which is made if it is not there
 * @job: what is to be done
 * @shard: the part of it that this process does
 * @resume: whether finished cells in the folder count
 * @error: %FV_ERROR_FILE
 *
 * Returns: (transfer full): the folder, to which cells can be added, or %NULL
 */
FvSheetFolder *
fv_sheet_folder_begin (const gchar *path, const FvSheetJob *job, FvShard shard,
                       gboolean resume, GError **error)
{
  g_autofree gchar *file = g_build_filename (path, JOB, NULL);
  g_autoptr (FvSheetFolder) folder = NULL;

  if (!check_free (path, shard, resume, error) || !make_folder (path, error) ||
      !fv_sheet_job_write (job, file, error) ||
      (folder = folder_new (path, error)) == NULL ||
      !fv_sheet_job_check_same (job, folder->job, path, error) ||
      (resume && !take_cells (folder, error)) || !open_table (folder, shard, error))
    return NULL;
  return g_steal_pointer (&folder);
}

/**
 * fv_sheet_folder_open:
 * @path: a work folder
 * @error: %FV_ERROR_FILE
 *
 * Returns: (transfer full): the folder with its finished cells, or %NULL
 */
FvSheetFolder *
fv_sheet_folder_open (const gchar *path, GError **error)
{
  g_autoptr (FvSheetFolder) folder = folder_new (path, error);

  if (folder == NULL || !take_cells (folder, error))
    return NULL;
  return g_steal_pointer (&folder);
}

/* Use ---------------------------------------------------------------------------------
 */

/**
 * fv_sheet_folder_list_missing:
 * @folder: a work folder
 * @shard: a part of its job
 * @n_filters: (out): how many filters there are
 *
 * Returns: (transfer full) (array length=n_filters): the part's filters whose cells are
 *   not there
 */
gint *
fv_sheet_folder_list_missing (const FvSheetFolder *folder, FvShard shard, gint *n_filters)
{
  gint *filters = g_new (gint, folder->job->n_filters);

  *n_filters = 0;
  for (gint i = shard.index; i < folder->job->n_filters; i += shard.n)
    if (!folder->is_done[i])
      filters[(*n_filters)++] = folder->job->filters[i];
  return filters;
}

static gboolean
write_picture (const FvSheetFolder *folder, const FvCell *cell, const gchar *record,
               GError **error)
{
  g_autofree gchar *file = get_picture_file (folder, cell->filter);
  g_autofree gchar *contents = NULL;
  g_autoptr (GError) reason = NULL;
  gsize length;

  if (fv_picture_encode (file, cell->bytes, cell->width, cell->height, NULL, record,
                         &contents, &length, &reason) &&
      g_file_set_contents (file, contents, length, &reason))
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
  gint i = find_filter (folder, cell->filter);

  if ((!cell->is_stuck && !write_picture (folder, cell, record, error)) ||
      !fv_sheet_cells_append (folder->table, cell, error))
    return FALSE;
  folder->cells[i].is_stuck = cell->is_stuck;
  folder->cells[i].loss = cell->loss;
  folder->is_done[i] = TRUE;
  return TRUE;
}

/**
 * fv_sheet_folder_read_picture:
 * @folder: a work folder
 * @index: index of a cell that is not stuck
 * @cell: (out): the cell with its picture, to be cleared with fv_cell_clear()
 * @error: %FV_ERROR_FILE or %FV_ERROR_MEMORY
 *
 * Returns: whether the picture could be read
 */
gboolean
fv_sheet_folder_read_picture (const FvSheetFolder *folder, gint index, FvCell *cell,
                              GError **error)
{
  g_autofree gchar *file = get_picture_file (folder, folder->cells[index].filter);

  *cell = folder->cells[index];
  cell->bytes = fv_picture_read_bytes (file, cell->width, cell->height, error);
  return cell->bytes != NULL;
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
    if (folder->is_done[i] && !folder->cells[i].is_stuck)
      return TRUE;
  return FALSE;
}

/**
 * fv_sheet_folder_remove:
 * @folder: a work folder
 *
 * Removes its files from the disk, and the folder, unless there are others in it.
 */
void
fv_sheet_folder_remove (const FvSheetFolder *folder)
{
  g_autoptr (GPtrArray) names = list_files (folder->path);

  for (guint i = 0; i < names->len; i++)
    {
      g_autofree gchar *file = g_build_filename (folder->path, names->pdata[i], NULL);

      if (is_ours (names->pdata[i]))
        g_unlink (file);
    }
  g_rmdir (folder->path);
}

/**
 * fv_sheet_folder_free:
 * @folder: (nullable): a work folder
 *
 * Frees what is in memory.
 */
void
fv_sheet_folder_free (FvSheetFolder *folder)
{
  if (folder == NULL)
    return;
  if (folder->table >= 0)
    g_close (folder->table, NULL);
  fv_sheet_job_free (folder->job);
  g_free (folder->path);
  g_free (folder->cells);
  g_free (folder->is_done);
  g_free (folder);
}
