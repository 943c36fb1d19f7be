/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Documented in file-unix.c. */

#include "file-windows.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <io.h>
#include <sys/stat.h>

#define TICK         100 /* nanoseconds, in which Windows counts time */
#define TICKS_BEFORE G_GINT64_CONSTANT (116444736000000000) /* from 1601 to 1970 */
#define MOST_BYTES   ((gsize)1 << 30) /* that the system takes at once */

/* A lock keeps others from the bytes that are locked, so it is on one where no file has
 * any. */
#define LOCKED_BYTE ((guint64)1 << 62)

/* Errors ---------------------------------------------------------------------------- */

/**
 * fv_system_set_errno:
 *
 * Sets errno to what the last error of Windows is in the C library's terms.
 *
 * Returns: %FALSE
 */
gboolean
fv_system_set_errno (void)
{
  static const struct
  {
    DWORD error;
    gint number;
  } numbers[] = {
    { ERROR_FILE_NOT_FOUND, ENOENT },
    { ERROR_PATH_NOT_FOUND, ENOENT },
    { ERROR_INVALID_NAME, ENOENT },
    { ERROR_BAD_NETPATH, ENOENT },
    { ERROR_ACCESS_DENIED, EACCES },
    { ERROR_SHARING_VIOLATION, EACCES },
    { ERROR_WRITE_PROTECT, EROFS },
    { ERROR_FILE_EXISTS, EEXIST },
    { ERROR_ALREADY_EXISTS, EEXIST },
    { ERROR_DIR_NOT_EMPTY, ENOTEMPTY },
    { ERROR_DIRECTORY, ENOTDIR },
    { ERROR_DISK_FULL, ENOSPC },
    { ERROR_HANDLE_DISK_FULL, ENOSPC },
    { ERROR_BROKEN_PIPE, EPIPE },
    { ERROR_NO_DATA, EPIPE },
    { ERROR_NOT_ENOUGH_MEMORY, ENOMEM },
    { ERROR_TOO_MANY_OPEN_FILES, EMFILE },
    { ERROR_INVALID_FUNCTION, ENOSYS },
    { ERROR_NOT_SUPPORTED, ENOSYS },
  };
  DWORD error = GetLastError ();

  errno = EIO;
  for (gsize i = 0; i < G_N_ELEMENTS (numbers); i++)
    if (numbers[i].error == error)
      errno = numbers[i].number;
  return FALSE;
}

/**
 * fv_system_get_wide:
 * @file: a file's name
 *
 * Returns: (transfer full) (nullable): the name as Windows takes it; %NULL, with errno,
 *   if it is no text
 */
gunichar2 *
fv_system_get_wide (const gchar *file)
{
  gunichar2 *wide = g_utf8_to_utf16 (file, -1, NULL, NULL, NULL);

  if (wide == NULL)
    errno = ENOENT;
  return wide;
}

/* Opening --------------------------------------------------------------------------- */

static gint
get_descriptor (HANDLE handle, gint flags)
{
  gint descriptor;

  if (handle == INVALID_HANDLE_VALUE)
    {
      fv_system_set_errno ();
      return -1;
    }
  descriptor = _open_osfhandle ((intptr_t)handle, flags | _O_BINARY | _O_NOINHERIT);
  if (descriptor < 0)
    CloseHandle (handle);
  return descriptor;
}

/* A link that was opened itself */
static gboolean
is_link (gint descriptor)
{
  FvSystemStatus status;

  return fv_system_get_status (descriptor, &status) && status.is_link;
}

gint
fv_system_open (const gchar *file, FvSystemMode mode)
{
  static const struct
  {
    DWORD access, how, flags;
    gint descriptor_flags;
  } ways[] = {
    [FV_SYSTEM_READ] = { GENERIC_READ, OPEN_EXISTING, 0, _O_RDONLY },
    [FV_SYSTEM_WRITE] = { GENERIC_WRITE, OPEN_EXISTING, 0, _O_WRONLY },
    [FV_SYSTEM_UPDATE] = { GENERIC_READ | GENERIC_WRITE, OPEN_ALWAYS,
                           FILE_FLAG_OPEN_REPARSE_POINT, _O_RDWR },
    [FV_SYSTEM_APPEND] = { GENERIC_READ | GENERIC_WRITE, OPEN_ALWAYS,
                           FILE_FLAG_OPEN_REPARSE_POINT, _O_RDWR | _O_APPEND },
    [FV_SYSTEM_CREATE] = { GENERIC_WRITE, CREATE_NEW, 0, _O_WRONLY },
  };
  g_autofree gunichar2 *name = fv_system_get_wide (file);
  gint descriptor;

  if (name == NULL)
    return -1;
  descriptor = get_descriptor (CreateFileW (name, ways[mode].access, FV_SYSTEM_SHARE,
                                            NULL, ways[mode].how, ways[mode].flags, NULL),
                               ways[mode].descriptor_flags);
  if (descriptor < 0 || !(ways[mode].flags & FILE_FLAG_OPEN_REPARSE_POINT) ||
      !is_link (descriptor))
    return descriptor;
  g_close (descriptor, NULL);
  errno = ELOOP;
  return -1;
}

/* A new file has the rights of its folder, as any other there. */
gint
fv_system_open_beside (gchar *pattern, const gchar *file)
{
  (void)file;
  return g_mkstemp_full (pattern, _O_WRONLY | _O_BINARY | _O_NOINHERIT,
                         _S_IREAD | _S_IWRITE);
}

gint
fv_system_open_unnamed (const gchar *folder)
{
  g_autofree gchar *file = g_strdup_printf ("%s\\featvis-%lu-%08x", folder,
                                            GetCurrentProcessId (), g_random_int ());
  g_autofree gunichar2 *name = fv_system_get_wide (file);

  if (name == NULL)
    return -1;
  return get_descriptor (
      CreateFileW (name, GENERIC_READ | GENERIC_WRITE | DELETE, FILE_SHARE_DELETE, NULL,
                   CREATE_NEW, FILE_ATTRIBUTE_TEMPORARY | FILE_FLAG_DELETE_ON_CLOSE,
                   NULL),
      _O_RDWR);
}

/* Lines' ends in a picture are not to be written anew. */
gint
fv_system_open_standard_output (void)
{
  gint descriptor = _dup (_fileno (stdout));

  if (descriptor >= 0)
    _setmode (descriptor, _O_BINARY);
  return descriptor;
}

/* What they are --------------------------------------------------------------------- */

static gint64
convert_time (LARGE_INTEGER time)
{
  return (time.QuadPart - TICKS_BEFORE) * TICK;
}

/* Who may write where is a matter of lists of rights, which the system looks at when a
 * file is opened: what could be opened is as good as the user's own. */
static gboolean
convert_status (HANDLE handle, FvSystemStatus *status)
{
  BY_HANDLE_FILE_INFORMATION file;
  FILE_BASIC_INFO basic;

  *status = (FvSystemStatus){ .is_own = TRUE };
  if (GetFileType (handle) != FILE_TYPE_DISK)
    return handle != INVALID_HANDLE_VALUE;
  if (!GetFileInformationByHandle (handle, &file) ||
      !GetFileInformationByHandleEx (handle, FileBasicInfo, &basic, sizeof basic))
    return fv_system_set_errno ();
  status->is_link = (file.dwFileAttributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0;
  status->is_regular =
      !status->is_link && !(file.dwFileAttributes & FILE_ATTRIBUTE_DIRECTORY);
  status->device = file.dwVolumeSerialNumber;
  status->number = (guint64)file.nFileIndexHigh << 32 | file.nFileIndexLow;
  status->n_names = file.nNumberOfLinks;
  status->size = (gint64)((guint64)file.nFileSizeHigh << 32 | file.nFileSizeLow);
  status->written = convert_time (basic.LastWriteTime);
  status->changed = convert_time (basic.ChangeTime);
  return TRUE;
}

/**
 * fv_system_get_handle:
 * @descriptor: the C library's
 *
 * Returns: the system's
 */
HANDLE
fv_system_get_handle (gint descriptor) { return (HANDLE)_get_osfhandle (descriptor); }

gboolean
fv_system_get_status (gint descriptor, FvSystemStatus *status)
{
  return convert_status (fv_system_get_handle (descriptor), status);
}

gboolean
fv_system_find_status (const gchar *file, gboolean follows, FvSystemStatus *status)
{
  g_autofree gunichar2 *name = fv_system_get_wide (file);
  DWORD flags = FILE_FLAG_BACKUP_SEMANTICS | (follows ? 0 : FILE_FLAG_OPEN_REPARSE_POINT);
  gboolean succeeded;
  HANDLE handle;

  if (name == NULL)
    return FALSE;
  handle = CreateFileW (name, FILE_READ_ATTRIBUTES, FV_SYSTEM_SHARE, NULL, OPEN_EXISTING,
                        flags, NULL);
  if (handle == INVALID_HANDLE_VALUE)
    return fv_system_set_errno ();
  succeeded = convert_status (handle, status);
  CloseHandle (handle);
  return succeeded;
}

/* What has no number, such as a pipe, is never known to be the same. */
gboolean
fv_system_is_same (const FvSystemStatus *a, const FvSystemStatus *b)
{
  return a->number != 0 && a->device == b->device && a->number == b->number;
}

/* "CON" is the terminal, which need not be the standard output: there is no such name. */
gboolean
fv_system_is_standard_output (const gchar *file)
{
  FvSystemStatus named, standard;

  return fv_system_find_status (file, TRUE, &named) &&
         fv_system_get_status (_fileno (stdout), &standard) &&
         fv_system_is_same (&named, &standard);
}

/* Of a folder only the attempt tells. */
gboolean
fv_system_may_write (const gchar *path)
{
  return g_file_test (path, G_FILE_TEST_IS_DIR) || g_access (path, 02) == 0;
}

/* Bytes ----------------------------------------------------------------------------- */

gssize
fv_system_read (gint descriptor, gpointer bytes, gsize n_bytes)
{
  gsize n_read = 0;

  while (n_read < n_bytes)
    {
      gint n = _read (descriptor, (guint8 *)bytes + n_read,
                      (guint)MIN (n_bytes - n_read, MOST_BYTES));

      if (n < 0)
        return -1;
      if (n == 0)
        break;
      n_read += (gsize)n;
    }
  return (gssize)n_read;
}

gssize
fv_system_read_at (gint descriptor, gpointer bytes, gsize n_bytes, guint64 offset)
{
  gsize n_read = 0;

  while (n_read < n_bytes)
    {
      guint64 place = offset + n_read;
      OVERLAPPED at = { .Offset = (DWORD)place, .OffsetHigh = (DWORD)(place >> 32) };
      DWORD n = 0;

      if (!ReadFile (fv_system_get_handle (descriptor), (guint8 *)bytes + n_read,
                     (DWORD)MIN (n_bytes - n_read, MOST_BYTES), &n, &at) &&
          GetLastError () != ERROR_HANDLE_EOF)
        {
          fv_system_set_errno ();
          return -1;
        }
      if (n == 0)
        break;
      n_read += n;
    }
  return (gssize)n_read;
}

gsize
fv_system_write (gint descriptor, gconstpointer bytes, gsize n_bytes)
{
  gsize n_written = 0;

  while (n_written < n_bytes)
    {
      gint n = _write (descriptor, (const guint8 *)bytes + n_written,
                       (guint)MIN (n_bytes - n_written, MOST_BYTES));

      if (n == 0)
        errno = ENOSPC;
      if (n <= 0)
        break;
      n_written += (gsize)n;
    }
  return n_written;
}

gint64
fv_system_seek_end (gint descriptor)
{
  return _lseeki64 (descriptor, 0, SEEK_END);
}

gboolean
fv_system_empty (gint descriptor)
{
  return _chsize_s (descriptor, 0) == 0 && _lseeki64 (descriptor, 0, SEEK_SET) == 0;
}

/* Locks ----------------------------------------------------------------------------- */

static OVERLAPPED
get_locked_byte (void)
{
  return (OVERLAPPED){ .Offset = (DWORD)LOCKED_BYTE,
                       .OffsetHigh = (DWORD)(LOCKED_BYTE >> 32) };
}

gboolean
fv_system_lock (gint descriptor)
{
  OVERLAPPED byte = get_locked_byte ();

  return LockFileEx (fv_system_get_handle (descriptor),
                     LOCKFILE_EXCLUSIVE_LOCK | LOCKFILE_FAIL_IMMEDIATELY, 0, 1, 0,
                     &byte) ||
         (GetLastError () != ERROR_LOCK_VIOLATION && GetLastError () != ERROR_IO_PENDING);
}

gboolean
fv_system_is_locked (gint descriptor)
{
  OVERLAPPED byte = get_locked_byte ();

  if (!fv_system_lock (descriptor))
    return TRUE;
  UnlockFileEx (fv_system_get_handle (descriptor), 0, 1, 0, &byte);
  return FALSE;
}
