/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "checksum.h"

#define N_BYTES_AT_ONCE (1 << 20)

/**
 * fv_checksum_of_file:
 * @file: a file's path
 * @type: kind of checksum
 * @cancellable: (nullable): for stopping
 * @error: #GIOError
 *
 * Returns: (transfer full): the checksum of the content in hexadecimal digits, or %NULL
 */
gchar *
fv_checksum_of_file (const gchar *file, GChecksumType type, GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (GFile) location = g_file_new_for_path (file);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GChecksum) checksum = g_checksum_new (type);
  g_autofree guint8 *bytes = g_malloc (N_BYTES_AT_ONCE);
  gssize n_bytes = -1;

  /* A pipe of that name would never end. */
  if (!g_file_test (file, G_FILE_TEST_IS_REGULAR))
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_REGULAR_FILE, file);
      return NULL;
    }
  stream = g_file_read (location, cancellable, error);
  while (stream != NULL &&
         (n_bytes = g_input_stream_read (G_INPUT_STREAM (stream), bytes, N_BYTES_AT_ONCE,
                                         cancellable, error)) > 0)
    g_checksum_update (checksum, bytes, n_bytes);
  return n_bytes == 0 ? g_strdup (g_checksum_get_string (checksum)) : NULL;
}
