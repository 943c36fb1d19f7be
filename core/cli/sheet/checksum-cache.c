/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A file is the one that was read before if device, inode, size and both its times, to
 * the nanosecond, are the same. The time of its last change of any kind (ctime) is the
 * system's own: no program sets it back. What may not be told that way is not kept:
 * - files that changed just now, which may change again within a tick of the clock;
 * - files with times in whole seconds: file systems whose clock is that coarse, and
 *   images of disks in which all files were given the same time. */

#include "checksum-cache.h"

#include <string.h>

#include "checksum.h"

#define SETTLED_AFTER 10 /* seconds */

/**
 * fv_checksum_cache_make_identity:
 * @status: of a file
 *
 * Returns: (transfer full): text that changes when the file does
 */
gchar *
fv_checksum_cache_make_identity (const FvSystemStatus *status)
{
  return g_strdup_printf ("%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT
                          " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT,
                          status->device, status->number, status->size, status->written,
                          status->changed);
}

static gchar *
get_file (const FvSystemStatus *status)
{
  g_autofree gchar *name = g_strdup_printf ("%" G_GUINT64_FORMAT "-%" G_GUINT64_FORMAT,
                                            status->device, status->number);

  return g_build_filename (g_get_user_cache_dir (), "featvis", "checksums", name, NULL);
}

/**
 * fv_checksum_cache_is_settled:
 * @status: of a file that is about to be read
 *
 * Returns: whether its times will tell if it changes from now on
 */
gboolean
fv_checksum_cache_is_settled (const FvSystemStatus *status)
{
  gint64 settled =
      (g_get_real_time () / G_USEC_PER_SEC - SETTLED_AFTER) * FV_SYSTEM_SECOND;

  return status->changed % FV_SYSTEM_SECOND != 0 && status->changed < settled &&
         status->written < settled;
}

/**
 * fv_checksum_cache_find:
 * @status: of a file
 *
 * Returns: (transfer full) (nullable): its checksum, if it was read before and is still
 *   the same
 */
gchar *
fv_checksum_cache_find (const FvSystemStatus *status)
{
  g_autofree gchar *file = get_file (status);
  g_autofree gchar *identity = fv_checksum_cache_make_identity (status);
  g_autofree gchar *contents = NULL;
  gsize length, begin = strlen (identity) + 1;

  if (!fv_checksum_cache_is_settled (status) ||
      !g_file_get_contents (file, &contents, &length, NULL) ||
      length != begin + FV_CHECKSUM_LENGTH + 1 || contents[length - 1] != '\n' ||
      contents[begin - 1] != ' ' || !g_str_has_prefix (contents, identity) ||
      strspn (contents + begin, "0123456789abcdef") != FV_CHECKSUM_LENGTH)
    return NULL;
  return g_strndup (contents + begin, FV_CHECKSUM_LENGTH);
}

/**
 * fv_checksum_cache_add:
 * @status: of a file, which was settled before it was read
 * @checksum: its checksum
 *
 * Keeps the checksum if it can. It is computed again otherwise.
 */
void
fv_checksum_cache_add (const FvSystemStatus *status, const gchar *checksum)
{
  g_autofree gchar *file = get_file (status);
  g_autofree gchar *folder = g_path_get_dirname (file);
  g_autofree gchar *identity = fv_checksum_cache_make_identity (status);
  g_autofree gchar *contents = g_strdup_printf ("%s %s\n", identity, checksum);

  if (g_mkdir_with_parents (folder, 0700) == 0)
    g_file_set_contents (file, contents, -1, NULL);
}
