/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "checksum.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <xxhash.h>

#include "checksum-cache.h"

#define BLOCK_SIZE ((gsize)1 << 20)

static gchar *
to_text (XXH128_hash_t hash)
{
  return g_strdup_printf ("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x",
                          (guint64)hash.high64, (guint64)hash.low64);
}

/**
 * fv_bytes_get_checksum:
 * @bytes: (array length=n_bytes): any bytes
 * @n_bytes: how many they are
 *
 * Returns: (transfer full): their XXH3 of 128 bits, in %FV_CHECKSUM_LENGTH hexadecimal
 *   digits
 */
gchar *
fv_bytes_get_checksum (gconstpointer bytes, gsize n_bytes)
{
  return to_text (XXH3_128bits (bytes, n_bytes));
}

/**
 * fv_text_get_checksum:
 * @text: a text
 *
 * Returns: (transfer full): what fv_bytes_get_checksum() makes of it
 */
gchar *
fv_text_get_checksum (const gchar *text)
{
  return fv_bytes_get_checksum (text, strlen (text));
}

/* Files -------------------------------------------------------------------------------
 */

static void
set_error (const gchar *file, const gchar *reason, GError **error)
{
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The file “%s” cannot be read: %s. Choose another file."), file,
               reason);
}

/* @status: (out) */
static gint
open_file (const gchar *file, FvSystemStatus *status, GError **error)
{
  gint descriptor = fv_system_open (file, FV_SYSTEM_READ);

  if (descriptor >= 0 && fv_system_get_status (descriptor, status) && status->is_regular)
    return descriptor;
  set_error (file, descriptor < 0 ? g_strerror (errno) : _ ("it is no regular file"),
             error);
  if (descriptor >= 0)
    g_close (descriptor, NULL);
  return -1;
}

/* It is read and not mapped: a mapped file that another program cuts ends the process. */
static gboolean
add_all (XXH3_state_t *state, gint descriptor, const gchar *file, GError **error)
{
  g_autofree guchar *block = g_malloc (BLOCK_SIZE);
  gssize n;

  while ((n = fv_system_read (descriptor, block, BLOCK_SIZE)) > 0)
    XXH3_128bits_update (state, block, (gsize)n);
  if (n < 0)
    set_error (file, g_strerror (errno), error);
  return n == 0;
}

static gboolean
check_unchanged (gint descriptor, const FvSystemStatus *status, const gchar *file,
                 GError **error)
{
  FvSystemStatus now = { 0 };
  g_autofree gchar *before = fv_checksum_cache_make_identity (status), *after = NULL;

  fv_system_get_status (descriptor, &now);
  after = fv_checksum_cache_make_identity (&now);
  if (g_str_equal (before, after))
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The file “%s” was changed while it was read. Begin again when it is "
                  "complete."),
               file);
  return FALSE;
}

/* @status: of the file before it is read */
static gchar *
compute (gint descriptor, const FvSystemStatus *status, const gchar *file, GError **error)
{
  XXH3_state_t *state = XXH3_createState ();
  gboolean is_settled = fv_checksum_cache_is_settled (status);
  gchar *checksum = NULL;

  XXH3_128bits_reset (state);
  if (add_all (state, descriptor, file, error) &&
      check_unchanged (descriptor, status, file, error))
    {
      checksum = to_text (XXH3_128bits_digest (state));
      if (is_settled)
        fv_checksum_cache_add (status, checksum);
    }
  XXH3_freeState (state);
  return checksum;
}

/**
 * fv_file_get_checksum:
 * @file: a regular file
 * @error: %FV_ERROR_FILE
 *
 * Returns: (transfer full): text that is another for another file: its size, and the
 *   checksum of all of it; or %NULL
 */
gchar *
fv_file_get_checksum (const gchar *file, GError **error)
{
  FvSystemStatus status;
  g_autofree gchar *checksum = NULL;
  gint descriptor = open_file (file, &status, error);

  if (descriptor < 0)
    return NULL;
  checksum = fv_checksum_cache_find (&status);
  if (checksum == NULL)
    checksum = compute (descriptor, &status, file, error);
  g_close (descriptor, NULL);
  return checksum ? g_strdup_printf ("%" G_GINT64_FORMAT "-%s", status.size, checksum)
                  : NULL;
}
