/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "partial-file.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "system/file.h"

static gboolean
set_no_space (const FvPartialFile *part, guint64 n_bytes, GError **error)
{
  g_autofree gchar *folder = g_path_get_dirname (part->target);
  g_autofree gchar *label = g_filename_display_name (folder);
  g_autofree gchar *size = g_format_size (n_bytes);

  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The disk of the folder “%s” has no room for %s more. Free as much, "
                  "then fetch again."),
               label, size);
  return FALSE;
}

/* Says why the folder or a file in it cannot be written, by the system's number. */
static gboolean
set_unwritable (const FvPartialFile *part, gint number, GError **error)
{
  g_autofree gchar *folder = g_path_get_dirname (part->target);
  g_autofree gchar *label = g_filename_display_name (folder);

  g_set_error (
      error, FV_ERROR, FV_ERROR_FILE,
      _ ("The weights cannot be written into the folder “%s”: %s. Make sure that "
         "you may write to it, or name another with XDG_DATA_HOME."),
      label, g_strerror (number));
  return FALSE;
}

static gboolean
set_busy (const FvPartialFile *part, GError **error)
{
  g_autofree gchar *label = g_filename_display_name (part->target);

  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("“%s” is being fetched already. Wait until that is done."), label);
  return FALSE;
}

/* What has the name of the file or of its part, but is no file of the user's own: a link
 * or a pipe that someone else put there leads elsewhere. */
static gboolean
set_not_own (const gchar *file, GError **error)
{
  g_autofree gchar *label = g_filename_display_name (file);

  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("“%s” is in the way: it is not a file of your own. Move it elsewhere, "
                  "then fetch again."),
               label);
  return FALSE;
}

/* Whether the open file is a plain one, of this user, with one name */
static gboolean
is_own (gint descriptor)
{
  FvSystemStatus status;

  return fv_system_get_status (descriptor, &status) && status.is_regular &&
         status.is_own && status.n_names <= 1;
}

/* A link in place of the complete file is replaced, as a file is; what it leads to is
 * left alone. */
static gboolean
check_target (const FvPartialFile *part, GError **error)
{
  FvSystemStatus status;

  if (!fv_system_find_status (part->target, FALSE, &status) || status.is_regular ||
      status.is_link)
    return TRUE;
  return set_not_own (part->target, error);
}

/* Whether the open file is still the one that has the hidden name: another process
 * may have finished it between opening and locking. */
static gboolean
has_its_name (const FvPartialFile *part)
{
  FvSystemStatus opened, named;

  return fv_system_get_status (part->descriptor, &opened) &&
         fv_system_find_status (part->file, FALSE, &named) &&
         fv_system_is_same (&opened, &named);
}

/* A file system that knows no locks gives none; the checksum still tells if two
 * fetches met. */
static gboolean
open_and_lock (FvPartialFile *part, GError **error)
{
  do
    {
      if (part->descriptor >= 0)
        g_close (part->descriptor, NULL);
      part->descriptor = fv_system_open (part->file, FV_SYSTEM_UPDATE);
      if (part->descriptor < 0 && errno == ELOOP)
        return set_not_own (part->file, error);
      if (part->descriptor < 0)
        return set_unwritable (part, errno, error);
      if (!is_own (part->descriptor))
        {
          g_close (part->descriptor, NULL);
          part->descriptor = -1;
          return set_not_own (part->file, error);
        }
      if (!fv_system_lock (part->descriptor))
        {
          g_close (part->descriptor, NULL);
          part->descriptor = -1;
          return set_busy (part, error);
        }
    }
  while (!has_its_name (part));
  return TRUE;
}

/**
 * fv_partial_file_open:
 * @target: the name that the complete file will have
 * @error: %FV_ERROR_FILE
 *
 * Makes the folder if need be, and opens what is there of the file, to append to it.
 *
 * Returns: (transfer full): the part, or %NULL
 */
FvPartialFile *
fv_partial_file_open (const gchar *target, GError **error)
{
  g_autoptr (FvPartialFile) part = g_new0 (FvPartialFile, 1);
  g_autofree gchar *folder = g_path_get_dirname (target);
  g_autofree gchar *name = g_path_get_basename (target);
  g_autofree gchar *hidden_name = g_strdup_printf (".%s.part", name);

  part->target = g_strdup (target);
  part->file = g_build_filename (folder, hidden_name, NULL);
  part->descriptor = -1;
  if (g_mkdir_with_parents (folder, 0755) != 0)
    {
      set_unwritable (part, errno, error);
      return NULL;
    }
  if (!check_target (part, error) || !open_and_lock (part, error))
    return NULL;
  part->size = (guint64)MAX (fv_system_seek_end (part->descriptor), 0);
  part->is_resumed = part->size > 0;
  return g_steal_pointer (&part);
}

/**
 * fv_partial_file_append:
 * @part: a part
 * @bytes: (array length=n_bytes): what follows
 * @n_bytes: how much
 * @error: %FV_ERROR_FILE
 *
 * Returns: whether it was written in full
 */
gboolean
fv_partial_file_append (FvPartialFile *part, const guint8 *bytes, gsize n_bytes,
                        GError **error)
{
  gsize n_written = fv_system_write (part->descriptor, bytes, n_bytes);

  part->size += n_written;
  if (n_written == n_bytes)
    return TRUE;
  return errno == ENOSPC ? set_no_space (part, n_bytes - n_written, error)
                         : set_unwritable (part, errno, error);
}

/**
 * fv_partial_file_empty:
 * @part: a part
 * @error: %FV_ERROR_FILE
 *
 * Forgets what is there, to begin again.
 *
 * Returns: whether the part is empty now
 */
gboolean
fv_partial_file_empty (FvPartialFile *part, GError **error)
{
  if (!fv_system_empty (part->descriptor))
    return set_unwritable (part, errno, error);
  part->size = 0;
  part->is_resumed = FALSE;
  return TRUE;
}

/**
 * fv_partial_file_check_space:
 * @part: a part
 * @n_bytes: how much will be appended
 * @error: %FV_ERROR_FILE
 *
 * Returns: whether the disk has room for it, as far as can be known
 */
gboolean
fv_partial_file_check_space (const FvPartialFile *part, guint64 n_bytes, GError **error)
{
  g_autoptr (GFile) file = g_file_new_for_path (part->file);
  g_autoptr (GFileInfo) info =
      g_file_query_filesystem_info (file, G_FILE_ATTRIBUTE_FILESYSTEM_FREE, NULL, NULL);

  if (info == NULL ||
      !g_file_info_has_attribute (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE) ||
      g_file_info_get_attribute_uint64 (info, G_FILE_ATTRIBUTE_FILESYSTEM_FREE) >=
          n_bytes)
    return TRUE;
  return set_no_space (part, n_bytes, error);
}

/**
 * fv_partial_file_finish:
 * @part: a part that is complete
 * @error: %FV_ERROR_FILE
 *
 * Gives it its own name, once its content is safely on the disk. What had that name
 * before is replaced.
 *
 * Returns: whether it has its name
 */
gboolean
fv_partial_file_finish (FvPartialFile *part, GError **error)
{
  if (g_fsync (part->descriptor) != 0 || g_rename (part->file, part->target) != 0)
    return set_unwritable (part, errno, error);
  return TRUE;
}

/**
 * fv_partial_file_discard:
 * @part: a part whose content is of no use
 *
 * Removes it from the disk.
 */
void
fv_partial_file_discard (FvPartialFile *part)
{
  g_unlink (part->file);
  part->size = 0;
}

/**
 * fv_partial_file_close:
 * @part: (nullable): a part
 *
 * What is there stays for a later fetch; an empty file does not.
 */
void
fv_partial_file_close (FvPartialFile *part)
{
  if (part == NULL)
    return;
  if (part->descriptor >= 0)
    {
      if (part->size == 0 && has_its_name (part))
        g_unlink (part->file);
      g_close (part->descriptor, NULL);
    }
  g_free (part->target);
  g_free (part->file);
  g_free (part);
}
