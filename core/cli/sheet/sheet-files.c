/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "sheet-files.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#define BLOCK_SIZE 16384

/* Folders --------------------------------------------------------------------------- */

static gboolean
is_link (const gchar *path)
{
  FvSystemStatus status;

  return fv_system_find_status (path, FALSE, &status) && status.is_link;
}

/**
 * fv_sheet_files_make_folder:
 * @path: a work folder, which is made if it is not there
 * @error: %FV_ERROR_FILE
 *
 * Returns: (transfer full): the folder; %NULL on failure, and where it is a symbolic
 *   link, or another user's, who could so choose what is written to
 */
FvSystemFolder *
fv_sheet_files_make_folder (const gchar *path, GError **error)
{
  g_autofree gchar *name = g_strdup (path);
  g_autoptr (FvSystemFolder) folder = NULL;
  const gchar *reason = NULL;

  for (gsize n = strlen (name); n > 1 && G_IS_DIR_SEPARATOR (name[n - 1]); n--)
    name[n - 1] = '\0'; /* after a link it would name what the link points to */
  if (g_mkdir (name, 0777) != 0 && errno != EEXIST)
    reason = g_strerror (errno);
  folder = fv_system_folder_open (name, FALSE);
  if (folder != NULL && fv_system_folder_is_own (folder))
    return g_steal_pointer (&folder);
  if (folder != NULL)
    reason = _ ("it belongs to another user");
  else if (is_link (name))
    reason = _ ("it is a symbolic link");
  else if (reason == NULL)
    reason = g_strerror (errno);
  g_set_error (
      error, FV_ERROR, FV_ERROR_FILE,
      _ ("The work folder “%s” cannot be used: %s. Choose another with --folder."), path,
      reason);
  return NULL;
}

/**
 * fv_sheet_files_open_folder:
 * @path: a work folder that is only read, of whatever user
 * @error: %FV_ERROR_FILE
 *
 * Returns: (transfer full): the folder; %NULL on failure
 */
FvSystemFolder *
fv_sheet_files_open_folder (const gchar *path, GError **error)
{
  FvSystemFolder *folder = fv_system_folder_open (path, TRUE);

  if (folder == NULL)
    g_set_error (error, FV_ERROR, FV_ERROR_FILE,
                 _ ("The work folder “%s” cannot be read: %s. Name a work folder that "
                    "“featvis sheet” made."),
                 path, g_strerror (errno));
  return folder;
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return g_strcmp0 (*(const gchar *const *)a, *(const gchar *const *)b);
}

/**
 * fv_sheet_files_list:
 * @folder: a folder
 *
 * Returns: (transfer full): the names of its files, sorted
 */
GPtrArray *
fv_sheet_files_list (const FvSystemFolder *folder)
{
  GPtrArray *names = fv_system_folder_list (folder);

  g_ptr_array_sort (names, compare_names);
  return names;
}

/* Files ----------------------------------------------------------------------------- */

static void
close_file (gint descriptor)
{
  if (descriptor >= 0)
    g_close (descriptor, NULL);
}

static void
set_reason (gint code, const gchar *reason, GError **error)
{
  g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (code),
                       reason ? reason : g_strerror (code));
}

/**
 * fv_sheet_files_open:
 * @folder: a folder
 * @name: a file's name
 * @mode: what for
 * @error: #GFileError: a reason, which is no sentence yet
 *
 * Returns: the file's descriptor, to be closed; -1 on failure
 */
gint
fv_sheet_files_open (const FvSystemFolder *folder, const gchar *name, FvSystemMode mode,
                     GError **error)
{
  FvSystemStatus status;
  gint file = fv_system_folder_open_file (folder, name, mode);

  if (file >= 0 && fv_system_get_status (file, &status) && status.is_regular)
    return file;
  if (file < 0)
    set_reason (errno, errno == ELOOP ? _ ("it is a symbolic link") : NULL, error);
  else
    set_reason (EINVAL, _ ("it is no regular file"), error);
  close_file (file);
  return -1;
}

/* At most so many bytes, and one more */
static gboolean
read_all (gint file, GByteArray *bytes, gsize most, GError **error)
{
  guint8 block[BLOCK_SIZE];
  gssize n = 0;

  while (bytes->len <= most && (n = fv_system_read (file, block, sizeof block)) > 0)
    g_byte_array_append (bytes, block, (guint)n);
  if (n < 0)
    set_reason (errno, NULL, error);
  else if (bytes->len > most)
    set_reason (EFBIG, _ ("it is larger than any that is made here"), error);
  return n >= 0 && bytes->len <= most;
}

/**
 * fv_sheet_files_read:
 * @folder: a folder
 * @name: a file's name
 * @most: how many bytes it may have
 * @contents: (out) (transfer full): its contents, and a zero after them
 * @length: (out): how many bytes they are
 * @error: #GFileError: a reason, which is no sentence yet
 *
 * Returns: whether it was read
 */
gboolean
fv_sheet_files_read (const FvSystemFolder *folder, const gchar *name, gsize most,
                     gchar **contents, gsize *length, GError **error)
{
  gint file = fv_sheet_files_open (folder, name, FV_SYSTEM_READ, error);
  GByteArray *bytes = g_byte_array_new ();
  gboolean success = file >= 0 && read_all (file, bytes, most, error);

  *length = bytes->len;
  g_byte_array_append (bytes, (const guint8 *)"", 1);
  *contents = (gchar *)g_byte_array_free (bytes, !success);
  close_file (file);
  return success;
}

static gboolean
write_all (gint file, const gchar *contents, gsize length, GError **error)
{
  gboolean success = fv_system_write (file, contents, length) == length;

  if (!success)
    set_reason (errno, NULL, error);
  return success;
}

/* Gives a part its name. One that is there already is either replaced, or left. */
static gboolean
publish (const FvSystemFolder *folder, const gchar *part, const gchar *name,
         gboolean replaces, GError **error)
{
  if (!replaces)
    {
      if (fv_system_folder_link (folder, part, name) || errno == EEXIST)
        return TRUE;
      if (fv_system_folder_has (folder, name))
        return TRUE; /* a file system without links */
    }
  if (fv_system_folder_rename (folder, part, name))
    return TRUE;
  set_reason (errno, NULL, error);
  return FALSE;
}

/**
 * fv_sheet_files_write:
 * @folder: a folder
 * @part: name of the file while it is not complete, which no other process uses
 * @name: its name then
 * @replaces: whether a file that is there already is replaced, or left as it is
 * @contents: what to write
 * @length: how many bytes
 * @error: #GFileError: a reason, which is no sentence yet
 *
 * Returns: whether there is a file, which is complete
 */
gboolean
fv_sheet_files_write (const FvSystemFolder *folder, const gchar *part, const gchar *name,
                      gboolean replaces, const gchar *contents, gsize length,
                      GError **error)
{
  gboolean success;
  gint file;

  file = fv_sheet_files_open (folder, part, FV_SYSTEM_CREATE, error);
  success = file >= 0 && write_all (file, contents, length, error);
  if (file >= 0 && !g_close (file, success ? error : NULL))
    success = FALSE;
  success = success && publish (folder, part, name, replaces, error);
  if (file >= 0)
    fv_system_folder_remove (folder, part);
  return success;
}
