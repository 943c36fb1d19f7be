/* SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE /* for openat() and its kin */
#define _DARWIN_C_SOURCE

#include "folder.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file-unix.h"

struct _FvSystemFolder
{
  gchar *path;
  gint descriptor;
};

/**
 * fv_system_folder_open:
 * @path: a folder
 * @follows: whether it may be a symbolic link to one
 *
 * Returns: (transfer full) (nullable): the folder; %NULL on failure
 */
FvSystemFolder *
fv_system_folder_open (const gchar *path, gboolean follows)
{
  FvSystemFolder *folder;
  gint descriptor =
      open (path, O_RDONLY | O_DIRECTORY | O_CLOEXEC | (follows ? 0 : O_NOFOLLOW));

  if (descriptor < 0)
    return NULL;
  folder = g_new0 (FvSystemFolder, 1);
  folder->path = g_strdup (path);
  folder->descriptor = descriptor;
  return folder;
}

/**
 * fv_system_folder_close:
 * @folder: (nullable): a folder
 */
void
fv_system_folder_close (FvSystemFolder *folder)
{
  if (folder == NULL)
    return;
  g_close (folder->descriptor, NULL);
  g_free (folder->path);
  g_free (folder);
}

/**
 * fv_system_folder_is_own:
 * @folder: a folder
 *
 * Some shared file systems show all files as one user's, whoever makes them: so the owner
 * of a file that is made in the folder tells whose it is.
 *
 * Returns: whether it is this user's, so that nobody else chooses what its names lead to
 */
gboolean
fv_system_folder_is_own (const FvSystemFolder *folder)
{
  g_autofree gchar *name = g_strdup_printf (".featvis-%d", (gint)getpid ());
  struct stat status = { 0 }, other = { 0 };
  gint file;

  if (geteuid () == 0 ||
      (fstat (folder->descriptor, &status) == 0 && status.st_uid == geteuid ()))
    return TRUE;
  file = fv_system_folder_open_file (folder, name, FV_SYSTEM_CREATE);
  if (file < 0 || !fv_system_folder_remove (folder, name) || fstat (file, &other) != 0)
    other.st_uid = ~status.st_uid;
  if (file >= 0)
    g_close (file, NULL);
  return other.st_uid == status.st_uid;
}

/**
 * fv_system_folder_list:
 * @folder: a folder
 *
 * Returns: (transfer full): the names of what is in it
 */
GPtrArray *
fv_system_folder_list (const FvSystemFolder *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  gint again = openat (folder->descriptor, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  DIR *entries = again >= 0 ? fdopendir (again) : NULL;
  const struct dirent *entry;

  while (entries != NULL && (entry = readdir (entries)) != NULL)
    if (!g_str_equal (entry->d_name, ".") && !g_str_equal (entry->d_name, ".."))
      g_ptr_array_add (names, g_strdup (entry->d_name));
  if (entries != NULL)
    closedir (entries);
  else if (again >= 0)
    g_close (again, NULL);
  return names;
}

/**
 * fv_system_folder_open_file:
 * @folder: a folder
 * @name: a file in it
 * @mode: what for
 *
 * Returns: its descriptor, for g_close(); -1 on failure
 */
gint
fv_system_folder_open_file (const FvSystemFolder *folder, const gchar *name,
                            FvSystemMode mode)
{
  return openat (folder->descriptor, name, fv_system_get_flags (mode) | O_NOFOLLOW, 0666);
}

/**
 * fv_system_folder_has:
 * @folder: a folder
 * @name: a name
 *
 * Returns: whether there is anything of that name in it
 */
gboolean
fv_system_folder_has (const FvSystemFolder *folder, const gchar *name)
{
  struct stat status;

  return fstatat (folder->descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0;
}

/**
 * fv_system_folder_rename:
 * @folder: a folder
 * @name: a file in it
 * @new_name: its new name; what had that is replaced
 *
 * Returns: whether the file has its new name
 */
gboolean
fv_system_folder_rename (const FvSystemFolder *folder, const gchar *name,
                         const gchar *new_name)
{
  return renameat (folder->descriptor, name, folder->descriptor, new_name) == 0;
}

/**
 * fv_system_folder_link:
 * @folder: a folder
 * @name: a file in it
 * @new_name: another name for it; it is an error, EEXIST, if something has that
 *
 * Returns: whether the file has both names
 */
gboolean
fv_system_folder_link (const FvSystemFolder *folder, const gchar *name,
                       const gchar *new_name)
{
  return linkat (folder->descriptor, name, folder->descriptor, new_name, 0) == 0;
}

/**
 * fv_system_folder_remove:
 * @folder: a folder
 * @name: a file in it
 *
 * Returns: whether it was removed
 */
gboolean
fv_system_folder_remove (const FvSystemFolder *folder, const gchar *name)
{
  return unlinkat (folder->descriptor, name, 0) == 0;
}

/**
 * fv_system_folder_remove_itself:
 * @folder: a folder, of which no more can be asked after that
 *
 * Returns: whether it was removed; if not, and errno is ENOTEMPTY, as there is something
 *   in it
 */
gboolean
fv_system_folder_remove_itself (FvSystemFolder *folder)
{
  gboolean succeeded = g_rmdir (folder->path) == 0;

  if (!succeeded && errno == EEXIST)
    errno = ENOTEMPTY;
  return succeeded;
}
