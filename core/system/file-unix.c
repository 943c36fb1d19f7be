/* SPDX-License-Identifier: GPL-3.0-or-later */

#define _GNU_SOURCE /* for O_TMPFILE, fchown(), and locks that belong to open files */
#define _DARWIN_C_SOURCE

#include "file-unix.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#ifdef __APPLE__
#define st_mtim st_mtimespec
#define st_ctim st_ctimespec
#endif

/* Opening --------------------------------------------------------------------------- */

/**
 * fv_system_get_flags:
 * @mode: what a file is opened for
 *
 * Returns: the flags of open(): nothing is waited for, as for a pipe that nobody writes
 *   to, no terminal becomes the program's own, and no other program gets the descriptor
 */
gint
fv_system_get_flags (FvSystemMode mode)
{
  static const gint flags[] = {
    [FV_SYSTEM_READ] = O_RDONLY | O_NONBLOCK,
    [FV_SYSTEM_WRITE] = O_WRONLY,
    [FV_SYSTEM_UPDATE] = O_RDWR | O_CREAT | O_NOFOLLOW | O_NONBLOCK,
    [FV_SYSTEM_APPEND] = O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK,
    [FV_SYSTEM_CREATE] = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_NONBLOCK,
  };

  return flags[mode] | O_NOCTTY | O_CLOEXEC;
}

/**
 * fv_system_open:
 * @file: a file's name
 * @mode: what for
 *
 * Returns: its descriptor, for g_close(); -1 on failure
 */
gint
fv_system_open (const gchar *file, FvSystemMode mode)
{
  return g_open (file, fv_system_get_flags (mode), 0666);
}

/**
 * fv_system_open_beside:
 * @pattern: a name that ends with XXXXXX; (out): the one of the file that is made
 * @file: what it will replace, if that is there: it gets the same mode and, where that is
 *   allowed, the same owner
 *
 * Returns: the descriptor of a new file that can be written; -1 on failure
 */
gint
fv_system_open_beside (gchar *pattern, const gchar *file)
{
  gint descriptor = g_mkstemp_full (pattern, O_WRONLY | O_CLOEXEC, 0666);
  struct stat old;

  if (descriptor >= 0 && stat (file, &old) == 0)
    {
      (void)!fchown (descriptor, old.st_uid, old.st_gid);
      fchmod (descriptor, old.st_mode & 07777);
    }
  return descriptor;
}

/**
 * fv_system_open_unnamed:
 * @folder: where there is room
 *
 * Returns: the descriptor of a file for reading and writing that is gone when it is
 *   closed; -1 on failure
 */
gint
fv_system_open_unnamed (const gchar *folder)
{
  g_autofree gchar *path = g_build_filename (folder, "featvis-XXXXXX", NULL);
  gint descriptor = -1;

#ifdef O_TMPFILE
  descriptor = open (folder, O_TMPFILE | O_RDWR | O_EXCL | O_CLOEXEC, 0600);
  if (descriptor >= 0)
    return descriptor;
#endif
  descriptor = g_mkstemp_full (path, O_RDWR | O_CLOEXEC, 0600);
  if (descriptor >= 0)
    g_unlink (path);
  return descriptor;
}

/**
 * fv_system_open_standard_output:
 *
 * Returns: another descriptor of it, for bytes; -1 on failure
 */
gint
fv_system_open_standard_output (void)
{
  return fcntl (STDOUT_FILENO, F_DUPFD_CLOEXEC, 0);
}

/* What they are --------------------------------------------------------------------- */

static void
convert_status (const struct stat *found, FvSystemStatus *status)
{
  *status = (FvSystemStatus){
    .is_regular = S_ISREG (found->st_mode),
    .is_link = S_ISLNK (found->st_mode),
    .is_own = found->st_uid == geteuid (),
    .device = (guint64)found->st_dev,
    .number = (guint64)found->st_ino,
    .n_names = (guint64)found->st_nlink,
    .size = (gint64)found->st_size,
    .written = (gint64)found->st_mtim.tv_sec * FV_SYSTEM_SECOND + found->st_mtim.tv_nsec,
    .changed = (gint64)found->st_ctim.tv_sec * FV_SYSTEM_SECOND + found->st_ctim.tv_nsec,
  };
}

/**
 * fv_system_get_status:
 * @descriptor: an open file
 * @status: (out): what is known of it
 *
 * Returns: whether it could be found out
 */
gboolean
fv_system_get_status (gint descriptor, FvSystemStatus *status)
{
  struct stat found;

  if (fstat (descriptor, &found) != 0)
    return FALSE;
  convert_status (&found, status);
  return TRUE;
}

/**
 * fv_system_find_status:
 * @file: a name
 * @follows: whether of a symbolic link what it leads to is meant
 * @status: (out): what is known of it
 *
 * Returns: whether there is something of that name
 */
gboolean
fv_system_find_status (const gchar *file, gboolean follows, FvSystemStatus *status)
{
  struct stat found;

  if ((follows ? stat (file, &found) : lstat (file, &found)) != 0)
    return FALSE;
  convert_status (&found, status);
  return TRUE;
}

/**
 * fv_system_is_same:
 * @a: one file
 * @b: another
 *
 * Returns: whether they are one
 */
gboolean
fv_system_is_same (const FvSystemStatus *a, const FvSystemStatus *b)
{
  return a->device == b->device && a->number == b->number;
}

/**
 * fv_system_is_standard_output:
 * @file: a name
 *
 * Returns: whether it is a name of the standard output, such as /dev/stdout
 */
gboolean
fv_system_is_standard_output (const gchar *file)
{
  FvSystemStatus named, standard;

  return fv_system_find_status (file, TRUE, &named) &&
         fv_system_get_status (STDOUT_FILENO, &standard) &&
         fv_system_is_same (&named, &standard);
}

/**
 * fv_system_may_write:
 * @path: a file; or a folder, in which files are to be made
 *
 * Returns: whether it looks as if that is allowed
 */
gboolean
fv_system_may_write (const gchar *path)
{
  gboolean is_folder = g_file_test (path, G_FILE_TEST_IS_DIR);

  return g_access (path, is_folder ? W_OK | X_OK : W_OK) == 0;
}

/* Bytes ----------------------------------------------------------------------------- */

/* @offset: (nullable): where, if not where the last reading ended */
static gssize
read_all (gint descriptor, guint8 *bytes, gsize n_bytes, const guint64 *offset)
{
  gsize n_read = 0;

  while (n_read < n_bytes)
    {
      gssize n = offset != NULL ? pread (descriptor, bytes + n_read, n_bytes - n_read,
                                         (off_t)(*offset + n_read))
                                : read (descriptor, bytes + n_read, n_bytes - n_read);

      if (n < 0 && errno != EINTR)
        return -1;
      if (n == 0)
        break;
      n_read += (gsize)MAX (n, 0);
    }
  return (gssize)n_read;
}

/**
 * fv_system_read:
 * @descriptor: an open file
 * @bytes: (out caller-allocates): room for what follows in it
 * @n_bytes: how much
 *
 * Returns: how many bytes were read: fewer only at the file's end; -1 on failure
 */
gssize
fv_system_read (gint descriptor, gpointer bytes, gsize n_bytes)
{
  return read_all (descriptor, bytes, n_bytes, NULL);
}

/**
 * fv_system_read_at:
 * @descriptor: an open file
 * @bytes: (out caller-allocates): room for what is there
 * @n_bytes: how much
 * @offset: where, from the file's beginning
 *
 * Returns: as fv_system_read() does
 */
gssize
fv_system_read_at (gint descriptor, gpointer bytes, gsize n_bytes, guint64 offset)
{
  return read_all (descriptor, bytes, n_bytes, &offset);
}

/**
 * fv_system_write:
 * @descriptor: an open file
 * @bytes: what comes next
 * @n_bytes: how much
 *
 * They are written at once, if the system takes them so. Where the disk, or the user's
 * share of it, is full, errno is ENOSPC.
 *
 * Returns: how many bytes were written: fewer on failure
 */
gsize
fv_system_write (gint descriptor, gconstpointer bytes, gsize n_bytes)
{
  gsize n_written = 0;

  while (n_written < n_bytes)
    {
      gssize n =
          write (descriptor, (const guint8 *)bytes + n_written, n_bytes - n_written);

      if (n == 0 || (n < 0 && errno == EDQUOT))
        errno = ENOSPC;
      if (n == 0 || (n < 0 && errno != EINTR))
        break;
      n_written += (gsize)MAX (n, 0);
    }
  return n_written;
}

/**
 * fv_system_seek_end:
 * @descriptor: an open file
 *
 * Goes to its end.
 *
 * Returns: where that is; -1 on failure
 */
gint64
fv_system_seek_end (gint descriptor)
{
  return lseek (descriptor, 0, SEEK_END);
}

/**
 * fv_system_empty:
 * @descriptor: a file that is open for writing
 *
 * Takes all from it, and goes to its beginning.
 *
 * Returns: whether it is empty
 */
gboolean
fv_system_empty (gint descriptor)
{
  return ftruncate (descriptor, 0) == 0 && lseek (descriptor, 0, SEEK_SET) == 0;
}

/* Locks ----------------------------------------------------------------------------- */

/**
 * fv_system_lock:
 * @descriptor: a file that is open for writing
 *
 * The lock ends when the file is closed, or with the process, however that ends. Where a
 * file system has no locks, nobody is kept out.
 *
 * Returns: %FALSE if another process has locked the file
 */
gboolean
fv_system_lock (gint descriptor)
{
#ifdef F_OFD_SETLK
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  return fcntl (descriptor, F_OFD_SETLK, &lock) == 0 ||
         (errno != EAGAIN && errno != EACCES);
#else
  return flock (descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK;
#endif
}

/**
 * fv_system_is_locked:
 * @descriptor: an open file
 *
 * Returns: whether another process has locked it
 */
gboolean
fv_system_is_locked (gint descriptor)
{
#ifdef F_OFD_GETLK
  struct flock lock = { .l_type = F_WRLCK, .l_whence = SEEK_SET };

  return fcntl (descriptor, F_OFD_GETLK, &lock) == 0 && lock.l_type != F_UNLCK;
#else
  gboolean is_locked = !fv_system_lock (descriptor);

  if (!is_locked)
    flock (descriptor, LOCK_UN);
  return is_locked;
#endif
}
