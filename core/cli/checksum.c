/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "checksum.h"

#include <glib/gi18n-lib.h>

/* A file is told from others by its size and so many blocks of it: enough to notice other
 * weights, and quick. */
#define N_BLOCKS   64
#define BLOCK_SIZE ((gsize)64 << 10)

/**
 * fv_file_get_checksum:
 * @file: a file
 * @error: %FV_ERROR_FILE
 *
 * Returns: (transfer full): text that is another for another file: its size, and the
 *   SHA-256 of blocks from all over it; or %NULL
 */
gchar *
fv_file_get_checksum (const gchar *file, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GMappedFile) mapped = g_mapped_file_new (file, FALSE, &reason);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  gsize size, end = 0;

  if (mapped == NULL)
    {
      g_set_error (error, FV_ERROR, FV_ERROR_FILE,
                   _ ("The file “%s” cannot be read: %s. Choose another file."), file,
                   reason->message);
      return NULL;
    }
  size = g_mapped_file_get_length (mapped);
  for (gsize i = 0; i < N_BLOCKS && end < size; i++)
    {
      gsize begin = MAX (end, size / N_BLOCKS * i);

      end = MIN (begin + BLOCK_SIZE, size);
      g_checksum_update (checksum,
                         (const guchar *)g_mapped_file_get_contents (mapped) + begin,
                         end - begin);
    }
  return g_strdup_printf ("%" G_GSIZE_FORMAT "-%s", size,
                          g_checksum_get_string (checksum));
}
