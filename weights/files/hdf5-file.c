/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "hdf5-file.h"

#include <string.h>

#include "system/file.h"

#define VERSION    8 /* where the superblock has its version */
#define MOST_BYTES 52

static const guint8 signature[] = { 0x89, 'H', 'D', 'F', '\r', '\n', 0x1a, '\n' };

/**
 * fv_hdf5_file_probe:
 * @bytes: the beginning of a file
 * @n_bytes: how many
 *
 * Returns: whether it is an HDF5 file
 */
gboolean
fv_hdf5_file_probe (const guint8 *bytes, gsize n_bytes)
{
  return n_bytes >= sizeof signature && memcmp (bytes, signature, sizeof signature) == 0;
}

/* Where the superblock of some version tells the file's size: a 64-bit number,
 * little-endian */
static gsize
get_offset (guint8 version)
{
  return version == 0 ? 40 : version == 1 ? 44 : 28;
}

/**
 * fv_hdf5_file_measure:
 * @descriptor: what the file lies in
 * @file: where it lies; (out): how long it says it is
 *
 * Returns: %FALSE if it does not even begin as an HDF5 file does
 */
gboolean
fv_hdf5_file_measure (gint descriptor, FvHdf5File *file)
{
  guint8 bytes[MOST_BYTES] = { 0 };
  gsize n_bytes = (gsize)MIN (file->size, sizeof bytes), offset;

  if (fv_system_read_at (descriptor, bytes, n_bytes, file->begin) != (gssize)n_bytes ||
      !fv_hdf5_file_probe (bytes, n_bytes))
    return FALSE;
  offset = get_offset (bytes[VERSION]);
  if (offset + sizeof file->full_size > n_bytes)
    return FALSE;
  memcpy (&file->full_size, bytes + offset, sizeof file->full_size);
  file->full_size = GUINT64_FROM_LE (file->full_size);
  return TRUE;
}
