/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Files that are written.
 *
 * A regular file is complete or as it was before: its bytes go to a file beside it, which
 * then takes its place, with its mode and owner. What is at the end of a symbolic link
 * is replaced, not the link. A pipe, a device and the standard output ("-") are never
 * replaced: bytes go right into them. */

#include "output.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "system/file.h"

#define STANDARD   "-"
#define MOST_LINKS 40 /* that lead to a file: what Linux follows */

/* temporary: NULL where bytes go right into the file */
struct _FvOutput
{
  gchar *label;
  gchar *target;
  gchar *temporary;
  gint descriptor;
};

static gboolean
set_error (const gchar *label, const gchar *reason, GError **error)
{
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The file “%s” cannot be written (%s). Choose a file in a folder that "
                  "you may write to, on a disk with enough room."),
               label, reason);
  return FALSE;
}

/* Where the bytes go ----------------------------------------------------------------- */

/**
 * fv_output_is_standard:
 * @file: a file's name
 *
 * Returns: whether it is the standard output, by the name "-" or by another, such as
 *   /dev/stdout
 */
gboolean
fv_output_is_standard (const gchar *file)
{
  g_return_val_if_fail (file != NULL, FALSE);
  return strcmp (file, STANDARD) == 0 || fv_system_is_standard_output (file);
}

/**
 * fv_output_is_regular:
 * @file: a file's name
 *
 * Returns: whether writing gives a regular file, that can be read again
 */
gboolean
fv_output_is_regular (const gchar *file)
{
  FvSystemStatus status;

  g_return_val_if_fail (file != NULL, FALSE);
  return !fv_output_is_standard (file) &&
         (!fv_system_find_status (file, TRUE, &status) || status.is_regular);
}

/* Where the links lead, which may be to nothing yet */
static gchar *
follow_links (const gchar *file)
{
  g_autofree gchar *path = g_strdup (file);

  for (gint i = 0; i < MOST_LINKS; i++)
    {
      g_autofree gchar *link = g_file_read_link (path, NULL);
      g_autofree gchar *folder = g_path_get_dirname (path);

      if (link == NULL)
        break;
      g_free (path);
      path = g_path_is_absolute (link) ? g_strdup (link)
                                       : g_build_filename (folder, link, NULL);
    }
  return g_steal_pointer (&path);
}

static gboolean
is_folder_name (const gchar *file)
{
  gsize length = strlen (file);

  return length > 0 && G_IS_DIR_SEPARATOR (file[length - 1]);
}

/* A file that is there must be writable itself, too: its owner may have protected it. */
static gboolean
is_writable (const gchar *file)
{
  g_autofree gchar *target = follow_links (file);
  g_autofree gchar *folder = g_path_get_dirname (target);
  gboolean is_there = g_file_test (file, G_FILE_TEST_EXISTS);

  if (g_file_test (file, G_FILE_TEST_IS_DIR) || is_folder_name (file) ||
      (is_there && !fv_system_may_write (file)))
    return FALSE;
  return !fv_output_is_regular (file) || fv_system_may_write (folder);
}

/**
 * fv_output_check:
 * @file: a file that will be written; "-" for the standard output
 * @error: %FV_ERROR_FILE
 *
 * Minutes of work should not end with a folder that cannot be written.
 *
 * Returns: whether it looks as if the file can be written
 */
gboolean
fv_output_check (const gchar *file, GError **error)
{
  g_autofree gchar *label = NULL;

  g_return_val_if_fail (file != NULL, FALSE);
  if (fv_output_is_standard (file) || is_writable (file))
    return TRUE;
  label = g_filename_display_name (file);
  g_set_error (
      error, FV_ERROR, FV_ERROR_FILE,
      _ ("The file “%s” cannot be written. Choose a file in a folder that exists and "
         "that you may write to."),
      label);
  return FALSE;
}

/* Writing ---------------------------------------------------------------------------- */

/* A folder's name and then this is short, whatever the file's own name is. */
static gint
open_beside (FvOutput *output)
{
  g_autofree gchar *folder = g_path_get_dirname (output->target);

  output->temporary = g_build_filename (folder, ".featvis-XXXXXX", NULL);
  output->descriptor = fv_system_open_beside (output->temporary, output->target);
  if (output->descriptor < 0)
    g_clear_pointer (&output->temporary, g_free);
  return output->descriptor;
}

static gint
open_place (FvOutput *output, const gchar *file)
{
  if (fv_output_is_standard (file))
    output->descriptor = fv_system_open_standard_output ();
  else if (fv_output_is_regular (file))
    return open_beside (output);
  else
    output->descriptor = fv_system_open (file, FV_SYSTEM_WRITE);
  return output->descriptor;
}

/**
 * fv_output_new:
 * @file: a file's name; "-" for the standard output
 * @error: %FV_ERROR_FILE
 *
 * Returns: (transfer full): where to write the file, or %NULL
 */
FvOutput *
fv_output_new (const gchar *file, GError **error)
{
  g_autoptr (FvOutput) output = g_new0 (FvOutput, 1);

  output->label = g_filename_display_name (file);
  output->target = follow_links (file);
  if (open_place (output, file) >= 0)
    return g_steal_pointer (&output);
  set_error (output->label, g_strerror (errno), error);
  return NULL;
}

/**
 * fv_output_free:
 * @output: (nullable): what fv_output_new() returned
 *
 * Without fv_output_keep(), a regular file stays as it was.
 */
void
fv_output_free (FvOutput *output)
{
  if (output == NULL)
    return;
  if (output->descriptor >= 0)
    g_close (output->descriptor, NULL);
  if (output->temporary != NULL)
    g_unlink (output->temporary);
  g_free (output->temporary);
  g_free (output->target);
  g_free (output->label);
  g_free (output);
}

/**
 * fv_output_write:
 * @output: where to write
 * @bytes: what comes next
 * @n_bytes: their number
 * @error: %FV_ERROR_FILE
 *
 * Returns: whether they were written
 */
gboolean
fv_output_write (FvOutput *output, gconstpointer bytes, gsize n_bytes, GError **error)
{
  return fv_system_write (output->descriptor, bytes, n_bytes) == n_bytes ||
         set_error (output->label, g_strerror (errno), error);
}

/**
 * fv_output_close:
 * @output: where all was written
 * @error: %FV_ERROR_FILE
 *
 * Returns: whether all bytes are where they belong; of a regular file, on the disk
 */
gboolean
fv_output_close (FvOutput *output, GError **error)
{
  gint descriptor = output->descriptor;
  gboolean is_safe = output->temporary == NULL || g_fsync (descriptor) == 0;
  gint number = errno;

  output->descriptor = -1;
  if (!g_close (descriptor, NULL) && is_safe)
    {
      number = errno;
      is_safe = FALSE;
    }
  return is_safe || set_error (output->label, g_strerror (number), error);
}

/**
 * fv_output_keep:
 * @output: what was closed
 * @error: %FV_ERROR_FILE
 *
 * Puts a regular file in its place. Files that belong together are all closed before the
 * first of them is kept: what fails, mostly fails there.
 *
 * Returns: whether the file is there
 */
gboolean
fv_output_keep (FvOutput *output, GError **error)
{
  if (output->temporary == NULL)
    return TRUE;
  if (g_rename (output->temporary, output->target) != 0)
    return set_error (output->label, g_strerror (errno), error);
  g_clear_pointer (&output->temporary, g_free);
  return TRUE;
}

static FvOutput *
write_file (const FvOutputFile *file, GError **error)
{
  g_autoptr (FvOutput) output = fv_output_new (file->file, error);

  if (output == NULL || !fv_output_write (output, file->bytes, file->n_bytes, error) ||
      !fv_output_close (output, error))
    return NULL;
  return g_steal_pointer (&output);
}

static gboolean
are_whole (const FvOutputFile *files, gint n_files)
{
  if (files == NULL)
    return FALSE;
  for (gint i = 0; i < n_files; i++)
    if (files[i].file == NULL || (files[i].bytes == NULL && files[i].n_bytes > 0))
      return FALSE;
  return TRUE;
}

/**
 * fv_output_put_all:
 * @files: (array length=n_files): files that belong together
 * @n_files: their number, at least 1
 * @error: %FV_ERROR_FILE
 *
 * Writes all of them, or leaves all of them as they were.
 *
 * Returns: whether they were written
 */
gboolean
fv_output_put_all (const FvOutputFile *files, gint n_files, GError **error)
{
  g_autoptr (GPtrArray) outputs =
      g_ptr_array_new_with_free_func ((GDestroyNotify)fv_output_free);
  gboolean success = TRUE;

  g_return_val_if_fail (n_files >= 1 && are_whole (files, n_files), FALSE);
  for (gint i = 0; i < n_files && success; i++)
    {
      FvOutput *output = write_file (&files[i], error);

      success = output != NULL;
      if (success)
        g_ptr_array_add (outputs, output);
    }
  for (guint i = 0; i < outputs->len && success; i++)
    success = fv_output_keep (outputs->pdata[i], error);
  return success;
}

/**
 * fv_output_put:
 * @file: a file's name; "-" for the standard output
 * @bytes: (array length=n_bytes): its content
 * @n_bytes: their number
 * @error: %FV_ERROR_FILE
 *
 * Returns: whether it was written; if not, a regular file is as it was before
 */
gboolean
fv_output_put (const gchar *file, gconstpointer bytes, gsize n_bytes, GError **error)
{
  const FvOutputFile whole = { file, bytes, n_bytes };

  return fv_output_put_all (&whole, 1, error);
}

/**
 * fv_output_remove:
 * @file: a file that was written
 *
 * Removes it, if it is a regular file. Links to it stay.
 */
void
fv_output_remove (const gchar *file)
{
  g_autofree gchar *target = NULL;

  g_return_if_fail (file != NULL);
  target = follow_links (file);
  if (fv_output_is_regular (file))
    g_unlink (target);
}
