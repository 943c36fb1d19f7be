/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Documented in folder-unix.c. A folder that is open without leave to remove it keeps its
 * name: so that name serves to get at what is in it. */

#include "folder.h"

#include <errno.h>
#include <glib/gstdio.h>

#include "file-windows.h"

struct _FvSystemFolder
{
  gchar *path;
  HANDLE handle;
};

/* Whether it was opened itself, and is no link */
static gboolean
is_folder (HANDLE handle)
{
  BY_HANDLE_FILE_INFORMATION info;

  if (!GetFileInformationByHandle (handle, &info))
    return fv_system_set_errno ();
  if (info.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT)
    errno = ELOOP;
  else if (!(info.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY))
    errno = ENOTDIR;
  else
    return TRUE;
  return FALSE;
}

static HANDLE
open_handle (const gchar *path, gboolean follows)
{
  g_autofree gunichar2 *name = fv_system_get_wide (path);
  DWORD flags = FILE_FLAG_BACKUP_SEMANTICS | (follows ? 0 : FILE_FLAG_OPEN_REPARSE_POINT);
  HANDLE handle;
  gint number;

  if (name == NULL)
    return INVALID_HANDLE_VALUE;
  handle = CreateFileW (name, FILE_LIST_DIRECTORY, FILE_SHARE_READ | FILE_SHARE_WRITE,
                        NULL, OPEN_EXISTING, flags, NULL);
  if (handle == INVALID_HANDLE_VALUE)
    fv_system_set_errno ();
  if (handle == INVALID_HANDLE_VALUE || is_folder (handle))
    return handle;
  number = errno;
  CloseHandle (handle);
  errno = number;
  return INVALID_HANDLE_VALUE;
}

FvSystemFolder *
fv_system_folder_open (const gchar *path, gboolean follows)
{
  HANDLE handle = open_handle (path, follows);
  FvSystemFolder *folder;

  if (handle == INVALID_HANDLE_VALUE)
    return NULL;
  folder = g_new0 (FvSystemFolder, 1);
  folder->path = g_strdup (path);
  folder->handle = handle;
  return folder;
}

void
fv_system_folder_close (FvSystemFolder *folder)
{
  if (folder == NULL)
    return;
  if (folder->handle != INVALID_HANDLE_VALUE)
    CloseHandle (folder->handle);
  g_free (folder->path);
  g_free (folder);
}

/* Links take a right that users lack, and lists of rights say who writes where. */
gboolean
fv_system_folder_is_own (const FvSystemFolder *folder)
{
  (void)folder;
  return TRUE;
}

GPtrArray *
fv_system_folder_list (const FvSystemFolder *folder)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) entries = g_dir_open (folder->path, 0, NULL);
  const gchar *name;

  while (entries != NULL && (name = g_dir_read_name (entries)) != NULL)
    g_ptr_array_add (names, g_strdup (name));
  return names;
}

static gchar *
get_path (const FvSystemFolder *folder, const gchar *name)
{
  return g_build_filename (folder->path, name, NULL);
}

gint
fv_system_folder_open_file (const FvSystemFolder *folder, const gchar *name,
                            FvSystemMode mode)
{
  g_autofree gchar *file = get_path (folder, name);
  FvSystemStatus status;

  if (fv_system_find_status (file, FALSE, &status) && status.is_link)
    {
      errno = ELOOP;
      return -1;
    }
  return fv_system_open (file, mode);
}

gboolean
fv_system_folder_has (const FvSystemFolder *folder, const gchar *name)
{
  g_autofree gchar *file = get_path (folder, name);
  FvSystemStatus status;

  return fv_system_find_status (file, FALSE, &status);
}

gboolean
fv_system_folder_rename (const FvSystemFolder *folder, const gchar *name,
                         const gchar *new_name)
{
  g_autofree gchar *file = get_path (folder, name);
  g_autofree gchar *new_file = get_path (folder, new_name);

  return g_rename (file, new_file) == 0;
}

gboolean
fv_system_folder_link (const FvSystemFolder *folder, const gchar *name,
                       const gchar *new_name)
{
  g_autofree gchar *file = get_path (folder, name);
  g_autofree gchar *new_file = get_path (folder, new_name);
  g_autofree gunichar2 *wide = fv_system_get_wide (file);
  g_autofree gunichar2 *new_wide = fv_system_get_wide (new_file);

  return wide != NULL && new_wide != NULL &&
         (CreateHardLinkW (new_wide, wide, NULL) || fv_system_set_errno ());
}

gboolean
fv_system_folder_remove (const FvSystemFolder *folder, const gchar *name)
{
  g_autofree gchar *file = get_path (folder, name);

  return g_unlink (file) == 0;
}

gboolean
fv_system_folder_remove_itself (FvSystemFolder *folder)
{
  g_autofree gunichar2 *name = fv_system_get_wide (folder->path);

  CloseHandle (folder->handle);
  folder->handle = INVALID_HANDLE_VALUE;
  return name != NULL && (RemoveDirectoryW (name) || fv_system_set_errno ());
}
