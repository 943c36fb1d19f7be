/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is removed is what this program made: the name is exactly one that it gives, and
 * what the file holds proves it. */

#include "sheet-folder.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "sheet-cell-file.h"
#include "sheet-cells.h"
#include "sheet-files.h"

#define LARGEST   ((gsize)1 << 30)
#define SIGNATURE "\x89PNG\r\n\x1a\n"
#define JOB_BEGIN "[sheet]\n"

/**
 * fv_sheet_folder_is_at_work:
 * @folder: a work folder
 * @shard: a part of the work
 *
 * Returns: whether another process is at work on that part
 */
gboolean
fv_sheet_folder_is_at_work (const FvSheetFolder *folder, FvShard shard)
{
  g_autofree gchar *name = fv_sheet_name_table (shard);
  gint table = fv_sheet_files_open (folder->directory, name, FV_SYSTEM_READ, NULL);
  gboolean is_locked = table >= 0 && fv_system_is_locked (table);

  if (table >= 0)
    g_close (table, NULL);
  return is_locked;
}

static gboolean
is_own_shard (const FvSheetFolder *folder, FvShard shard)
{
  return shard.index == folder->shard.index && shard.n == folder->shard.n;
}

/* Not another process's that is at work */
static gboolean
is_left (const FvSheetFolder *folder, FvShard shard)
{
  return is_own_shard (folder, shard) || !fv_sheet_folder_is_at_work (folder, shard);
}

/* It may have been cut anywhere. */
static gboolean
begins_with (const gchar *contents, gsize length, const gchar *begin)
{
  return memcmp (contents, begin, MIN (length, strlen (begin))) == 0;
}

static gboolean
is_ours (const FvSheetFolder *folder, const gchar *name)
{
  g_autofree gchar *contents = NULL;
  gint filter = fv_sheet_name_find_picture (name);
  FvShard shard;
  gsize length;

  if (!fv_sheet_files_read (folder->directory, name, LARGEST, &contents, &length, NULL))
    return FALSE;
  if (fv_sheet_name_find_part (name, &shard))
    return is_left (folder, shard) && (begins_with (contents, length, SIGNATURE) ||
                                       begins_with (contents, length, JOB_BEGIN));
  if (fv_sheet_name_find_table (name, &shard))
    return fv_sheet_cells_is_table (contents);
  if (g_str_equal (name, FV_SHEET_JOB_NAME))
    return begins_with (contents, length, JOB_BEGIN);
  return filter >= 0 && folder->job != NULL &&
         fv_sheet_cell_is_of_job (contents, length, folder->job_checksum);
}

static void
remove_if_ours (const FvSheetFolder *folder, const gchar *name)
{
  if (is_ours (folder, name))
    fv_system_folder_remove (folder->directory, name);
}

/**
 * fv_sheet_folder_remove_parts:
 * @folder: a work folder, whose table is locked
 *
 * Removes files that were not completed.
 */
void
fv_sheet_folder_remove_parts (const FvSheetFolder *folder)
{
  g_autoptr (GPtrArray) names = fv_sheet_files_list (folder->directory);
  FvShard shard;

  for (guint i = 0; i < names->len; i++)
    if (fv_sheet_name_find_part (names->pdata[i], &shard))
      remove_if_ours (folder, names->pdata[i]);
}

static gboolean
is_anyone_at_work (const FvSheetFolder *folder, const GPtrArray *names)
{
  FvShard shard;

  for (guint i = 0; i < names->len; i++)
    if (fv_sheet_name_find_table (names->pdata[i], &shard) && !is_left (folder, shard))
      return TRUE;
  return FALSE;
}

/* Some systems keep the name of a file that is open. */
static void
close_table (FvSheetFolder *folder)
{
  g_close (folder->table, NULL);
  folder->table = -1;
}

/**
 * fv_sheet_folder_remove:
 * @folder: a work folder, whose table is locked
 *
 * Removes its files from the disk, and the folder, unless there are others in it, or
 * others are at work. The table goes last, as its lock keeps other runs out; and it is
 * empty before there is no job, so that a kill leaves what can be begun in.
 */
void
fv_sheet_folder_remove (FvSheetFolder *folder)
{
  g_autoptr (GPtrArray) names = fv_sheet_files_list (folder->directory);
  g_autofree gchar *table = fv_sheet_name_table (folder->shard);

  if (is_anyone_at_work (folder, names))
    return;
  for (guint i = 0; i < names->len; i++)
    if (!g_str_equal (names->pdata[i], table) &&
        !g_str_equal (names->pdata[i], FV_SHEET_JOB_NAME))
      remove_if_ours (folder, names->pdata[i]);
  if (fv_system_empty (folder->table))
    remove_if_ours (folder, FV_SHEET_JOB_NAME);
  remove_if_ours (folder, table);
  close_table (folder);
  if (!fv_system_folder_remove_itself (folder->directory) && errno == ENOTEMPTY)
    g_printerr (_ ("The folder “%s” stays, as there are other files in it.\n"),
                folder->path);
}
