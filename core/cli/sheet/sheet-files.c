/* SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE /* for O_NOFOLLOW, and locks that belong to open files */

#include "sheet-files.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

/* Folders --------------------------------------------------------------------------- */

static void
close_file (gint descriptor)
{
  if (descriptor >= 0)
    g_close (descriptor, NULL);
}

/* Some shared file systems show all files as one user's, whoever makes them: so the owner
 * of a file that is made in the folder tells whose it is. */
static gboolean
is_own_folder (gint folder)
{
  g_autofree gchar *name = g_strdup_printf (".featvis-%d", (gint)getpid ());
  struct stat status = { 0 }, other = { 0 };
  gint file;

  if (geteuid () == 0 || (fstat (folder, &status) == 0 && status.st_uid == geteuid ()))
    return TRUE;
  file = openat (folder, name, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (file < 0 || unlinkat (folder, name, 0) != 0 || fstat (file, &other) != 0)
    other.st_uid = ~status.st_uid;
  close_file (file);
  return other.st_uid == status.st_uid;
}

static gboolean
is_link (const gchar *path)
{
  struct stat status;

  return lstat (path, &status) == 0 && S_ISLNK (status.st_mode);
}

/**
 * fv_sheet_files_make_folder:
 * @path: a work folder, which is made if it is not there
 * @error: %FV_ERROR_FILE
 *
 * Returns: its descriptor, to be closed; -1 on failure, and where the folder is a
 *   symbolic link, or another user's, who could so choose what is written to
 */
gint
fv_sheet_files_make_folder (const gchar *path, GError **error)
{
  g_autofree gchar *name = g_strdup (path);
  const gchar *reason = NULL;
  gint folder;

  for (gsize n = strlen (name); n > 1 && G_IS_DIR_SEPARATOR (name[n - 1]); n--)
    name[n - 1] = '\0'; /* after a link it would name what the link points to */
  if (g_mkdir (name, 0777) != 0 && errno != EEXIST)
    reason = g_strerror (errno);
  folder = open (name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
  if (folder >= 0 && is_own_folder (folder))
    return folder;
  if (folder >= 0)
    reason = _ ("it belongs to another user");
  else if (is_link (name))
    reason = _ ("it is a symbolic link");
  else if (reason == NULL)
    reason = g_strerror (errno);
  g_set_error (
      error, FV_ERROR, FV_ERROR_FILE,
      _ ("The work folder “%s” cannot be used: %s. Choose another with --folder."), path,
      reason);
  close_file (folder);
  return -1;
}

/**
 * fv_sheet_files_open_folder:
 * @path: a work folder that is only read, of whatever user
 * @error: %FV_ERROR_FILE
 *
 * Returns: its descriptor, to be closed; -1 on failure
 */
gint
fv_sheet_files_open_folder (const gchar *path, GError **error)
{
  gint folder = open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

  if (folder < 0)
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
 * @folder: a folder's descriptor
 *
 * Returns: (transfer full): the names of its files, sorted
 */
GPtrArray *
fv_sheet_files_list (gint folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  gint again = openat (folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *entries = again >= 0 ? fdopendir (again) : NULL;
  const struct dirent *entry;

  while (entries != NULL && (entry = readdir (entries)) != NULL)
    if (!g_str_equal (entry->d_name, ".") && !g_str_equal (entry->d_name, ".."))
      g_ptr_array_add (names, g_strdup (entry->d_name));
  if (entries != NULL)
    closedir (entries);
  else
    close_file (again);
  g_ptr_array_sort (names, compare_names);
  return names;
}

/* Files ----------------------------------------------------------------------------- */

static void
set_reason (gint code, const gchar *reason, GError **error)
{
  g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (code),
                       reason ? reason : g_strerror (code));
}

/**
 * fv_sheet_files_open:
 * @folder: a folder's descriptor
 * @name: a file's name
 * @flags: as open() takes them
 * @error: #GFileError: a reason, which is no sentence yet
 *
 * Returns: the file's descriptor, to be closed; -1 on failure
 */
gint
fv_sheet_files_open (gint folder, const gchar *name, gint flags, GError **error)
{
  struct stat status;
  gint file =
      openat (folder, name, flags | O_NOFOLLOW | O_NONBLOCK | O_NOCTTY | O_CLOEXEC, 0666);

  if (file >= 0 && fstat (file, &status) == 0 && S_ISREG (status.st_mode))
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
  guint8 block[16384];
  gssize n;

  while (bytes->len <= most && (n = read (file, block, sizeof block)) != 0)
    if (n > 0)
      g_byte_array_append (bytes, block, n);
    else if (errno != EINTR)
      {
        set_reason (errno, NULL, error);
        return FALSE;
      }
  if (bytes->len <= most)
    return TRUE;
  set_reason (EFBIG, _ ("it is larger than any that is made here"), error);
  return FALSE;
}

/**
 * fv_sheet_files_read:
 * @folder: a folder's descriptor
 * @name: a file's name
 * @most: how many bytes it may have
 * @contents: (out) (transfer full): its contents, and a zero after them
 * @length: (out): how many bytes they are
 * @error: #GFileError: a reason, which is no sentence yet
 *
 * Returns: whether it was read
 */
gboolean
fv_sheet_files_read (gint folder, const gchar *name, gsize most, gchar **contents,
                     gsize *length, GError **error)
{
  gint file = fv_sheet_files_open (folder, name, O_RDONLY, error);
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
  while (length > 0)
    {
      gssize n = write (file, contents, length);

      if (n < 0 && errno == EINTR)
        continue;
      if (n <= 0)
        {
          set_reason (n < 0 ? errno : ENOSPC, NULL, error);
          return FALSE;
        }
      contents += n;
      length -= n;
    }
  return TRUE;
}

/* Gives a part its name. One that is there already is either replaced, or left. */
static gboolean
publish (gint folder, const gchar *part, const gchar *name, gboolean replaces,
         GError **error)
{
  if (!replaces)
    {
      if (linkat (folder, part, folder, name, 0) == 0 || errno == EEXIST)
        return TRUE;
      if (faccessat (folder, name, F_OK, AT_SYMLINK_NOFOLLOW) == 0)
        return TRUE; /* a file system without links */
    }
  if (renameat (folder, part, folder, name) == 0)
    return TRUE;
  set_reason (errno, NULL, error);
  return FALSE;
}

/**
 * fv_sheet_files_write:
 * @folder: a folder's descriptor
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
fv_sheet_files_write (gint folder, const gchar *part, const gchar *name,
                      gboolean replaces, const gchar *contents, gsize length,
                      GError **error)
{
  gboolean success;
  gint file;

  file = fv_sheet_files_open (folder, part, O_WRONLY | O_CREAT | O_EXCL, error);
  success = file >= 0 && write_all (file, contents, length, error);
  if (file >= 0 && !g_close (file, success ? error : NULL))
    success = FALSE;
  success = success && publish (folder, part, name, replaces, error);
  if (file >= 0)
    unlinkat (folder, part, 0);
  return success;
}

/* Locks ----------------------------------------------------------------------------- */

/**
 * fv_sheet_files_lock:
 * @descriptor: of a file that is open for writing
 *
 * The lock ends with the process, however that ends. Where a file system has no locks,
 * nobody is kept out.
 *
 * Returns: %FALSE if another process has locked the file
 */
gboolean
fv_sheet_files_lock (gint descriptor)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  return fcntl (descriptor, F_OFD_SETLK, &lock) == 0 ||
         (errno != EAGAIN && errno != EACCES);
}

/**
 * fv_sheet_files_is_locked:
 * @descriptor: of a file
 *
 * Returns: whether another process has locked it
 */
gboolean
fv_sheet_files_is_locked (gint descriptor)
{
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  return fcntl (descriptor, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
}
