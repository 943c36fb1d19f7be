/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Each process locks its table before it writes anything else: so what one has begun no
 * other disturbs, and a process that was killed is in nobody's way. */

#include "sheet-folder.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sheet-cells.h"
#include "sheet-files.h"

static gboolean
set_at_work (const FvSheetFolder *folder, GError **error)
{
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("Another run is at work in the folder “%s”. Wait until it is done, or "
                  "choose another --output or --folder."),
               folder->path);
  return FALSE;
}

/* What a process leaves that ended before it wrote the job: a table without cells */
static gboolean
is_beginning (const FvSheetFolder *folder, const gchar *name)
{
  g_autofree gchar *contents = NULL;
  FvShard shard;
  gsize length;

  if (fv_sheet_name_find_part (name, &shard) || g_str_equal (name, FV_SHEET_JOB_NAME))
    return TRUE; /* the job of a shard that begins at the same time */
  return fv_sheet_name_find_table (name, &shard) &&
         fv_sheet_files_read (folder->directory, name, FV_SHEET_TABLE_HEADER_LENGTH,
                              &contents, &length, NULL) &&
         strlen (contents) == length && fv_sheet_cells_is_table (contents);
}

/* Without a job it is no work folder: only an empty one becomes one. */
static gboolean
check_empty (const FvSheetFolder *folder, GError **error)
{
  g_autoptr (GPtrArray) names = fv_sheet_files_list (folder->directory);

  for (guint i = 0; i < names->len; i++)
    if (!is_beginning (folder, names->pdata[i]))
      {
        g_set_error (error, FV_ERROR, FV_ERROR_FILE,
                     _ ("The folder “%s” has other files in it, such as “%s”. Choose a "
                        "folder that is empty or not there yet."),
                     folder->path, (const gchar *)names->pdata[i]);
        return FALSE;
      }
  return TRUE;
}

/* Not without being told does work go on where there is work already; other shards'
 * does not matter. */
static gboolean
check_free (const FvSheetFolder *folder, gboolean resume, GError **error)
{
  g_autofree gchar *table = fv_sheet_name_table (folder->shard);

  if (fv_sheet_folder_is_at_work (folder, folder->shard))
    return set_at_work (folder, error);
  if (resume || (folder->shard.n > 1 && !fv_system_folder_has (folder->directory, table)))
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The work folder “%s” is not empty. Go on with --resume, put together "
                  "what is there with --join, or remove it."),
               folder->path);
  return FALSE;
}

/* Before anything is written */
static gboolean
check_begun (FvSheetFolder *folder, const FvSheetJob *job, gboolean resume,
             GError **error)
{
  if (!fv_system_folder_has (folder->directory, FV_SHEET_JOB_NAME))
    return check_empty (folder, error);
  return fv_sheet_folder_read_job (folder, error) && check_free (folder, resume, error) &&
         fv_sheet_job_check_same (job, folder->job, folder->path, error);
}

static gboolean
set_write_error (const FvSheetFolder *folder, const gchar *name, const GError *reason,
                 GError **error)
{
  g_autofree gchar *file = g_build_filename (folder->path, name, NULL);

  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The file “%s” cannot be written: %s. Choose another folder."), file,
               reason->message);
  return FALSE;
}

static gboolean
open_table (FvSheetFolder *folder, GError **error)
{
  g_autofree gchar *name = fv_sheet_name_table (folder->shard);
  g_autoptr (GError) reason = NULL;
  FvSystemStatus status;

  folder->table =
      fv_sheet_files_open (folder->directory, name, FV_SYSTEM_APPEND, &reason);
  if (folder->table < 0)
    return set_write_error (folder, name, reason, error);
  if (!fv_system_lock (folder->table) || !fv_system_get_status (folder->table, &status) ||
      status.n_names == 0) /* another run has just ended, and removed it */
    return set_at_work (folder, error);
  return fv_sheet_cells_begin (folder->table, error);
}

/* One that is there already, such as that of another shard, is left as it is. */
static gboolean
write_job (const FvSheetFolder *folder, const FvSheetJob *job, GError **error)
{
  g_autofree gchar *part = fv_sheet_name_part (folder->shard);
  g_autofree gchar *text = fv_sheet_job_to_text (job);
  g_autoptr (GError) reason = NULL;

  return fv_sheet_files_write (folder->directory, part, FV_SHEET_JOB_NAME, FALSE, text,
                               strlen (text), &reason) ||
         set_write_error (folder, FV_SHEET_JOB_NAME, reason, error);
}

static void
tell_changed (const FvSheetFolder *folder)
{
  gint n;
  g_autofree gint *filters =
      fv_sheet_folder_list (folder, folder->shard, FV_CELL_CHANGED, FALSE, &n);
  g_autofree gchar *list = fv_filters_to_string (filters, n);

  if (n > 0)
    g_printerr (_ ("The cells of these filters are not as they were made, and are made "
                   "again: %s.\n"),
                list);
}

static gboolean
take_cells (FvSheetFolder *folder, GError **error)
{
  if (!fv_sheet_folder_take_cells (folder, error))
    return FALSE;
  tell_changed (folder);
  return TRUE;
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
  FvSystemFolder *directory = fv_sheet_files_make_folder (path, error);
  g_autoptr (FvSheetFolder) folder = NULL;

  if (directory == NULL)
    return NULL;
  folder = fv_sheet_folder_new (path, directory, shard);
  if (!check_begun (folder, job, resume, error) || !open_table (folder, error))
    return NULL;
  fv_sheet_folder_remove_parts (folder);
  if (!write_job (folder, job, error) || !fv_sheet_folder_read_job (folder, error) ||
      !fv_sheet_job_check_same (job, folder->job, path, error) ||
      (resume && !take_cells (folder, error)))
    return NULL;
  return g_steal_pointer (&folder);
}
