/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HDF5 files that were cut off, most often by a download that broke off. */

#define _POSIX_C_SOURCE 200809L

#include "hdf5-copy.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "isolated.h"
#include "place.h"

#define COPIED_AT_ONCE 65536
#define MAX_HOLE       ((guint64)1 << 30) /* bytes that a truncated file may lack */

/* The superblock tells where the file should end: a 64-bit number, little-endian,
 * whose place depends on the superblock's version. */
static guint64
get_end (const FvReader *reader)
{
  gsize offset = reader->first_bytes[8] < 2 ? 40 : 28;
  guint64 end;

  if (reader->n_first_bytes < offset + sizeof end)
    return G_MAXUINT64;
  memcpy (&end, reader->first_bytes + offset, sizeof end);
  return GUINT64_FROM_LE (end);
}

/**
 * fv_hdf5_is_truncated:
 * @reader: an HDF5 file
 *
 * Returns: whether it is shorter than it says of itself
 */
gboolean
fv_hdf5_is_truncated (const FvReader *reader)
{
  return get_end (reader) > reader->size;
}

static gboolean
copy_bytes (const FvReader *reader, gint descriptor)
{
  g_autoptr (GInputStream) stream = fv_place_open_stream (reader, NULL);
  g_autofree guint8 *buffer = g_malloc (COPIED_AT_ONCE);
  gssize n = -1;

  while (stream != NULL &&
         (n = g_input_stream_read (stream, buffer, COPIED_AT_ONCE, NULL, NULL)) > 0)
    if (!fv_isolated_write (descriptor, buffer, (gsize)n))
      return FALSE;
  return n == 0;
}

/**
 * fv_hdf5_copy_whole:
 * @reader: a truncated HDF5 file
 *
 * The HDF5 library opens no truncated file, even if all that is needed is there. It is
 * given a copy with a hole at its end.
 *
 * Returns: (transfer full) (nullable): path of the copy, to be deleted after use
 */
gchar *
fv_hdf5_copy_whole (const FvReader *reader)
{
  g_autofree gchar *path = NULL;
  gint descriptor;
  gboolean succeeded;

  if (get_end (reader) - reader->size > MAX_HOLE)
    return NULL;
  descriptor = g_file_open_tmp ("featvis-XXXXXX", &path, NULL);
  if (descriptor < 0)
    return NULL;
  succeeded = copy_bytes (reader, descriptor) &&
              ftruncate (descriptor, (off_t)get_end (reader)) == 0;
  close (descriptor);
  if (!succeeded)
    g_unlink (path);
  return succeeded ? g_steal_pointer (&path) : NULL;
}
