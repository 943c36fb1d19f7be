/* SPDX-License-Identifier: GPL-3.0-or-later */

/* HDF5 files that were cut off, most often by a download that broke off. */

#include "hdf5-copy.h"

#include <string.h>

#include "place.h"

#define MAX_HOLE ((guint64)1 << 30) /* bytes that a truncated file may lack */

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
  g_autoptr (GInputStream) source = NULL;
  g_autoptr (GFileIOStream) stream = NULL;
  g_autoptr (GFile) copy = NULL;

  if (get_end (reader) - reader->size > MAX_HOLE ||
      (source = fv_place_open_stream (reader, NULL)) == NULL ||
      (copy = g_file_new_tmp ("featvis-XXXXXX", &stream, NULL)) == NULL)
    return NULL;
  if (g_output_stream_splice (g_io_stream_get_output_stream (G_IO_STREAM (stream)),
                              source, G_OUTPUT_STREAM_SPLICE_NONE, NULL, NULL) >= 0 &&
      g_seekable_truncate (G_SEEKABLE (stream), (goffset)get_end (reader), NULL, NULL))
    return g_file_get_path (copy);
  g_file_delete (copy, NULL, NULL);
  return NULL;
}
