/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The numbers here and in hdf5-object.c and hdf5-group.c are those of the “HDF5 File
 * Format Specification”, versions 1 to 3. */

#include "hdf5.h"

#include "bytes.h"

#define MAX_READ (64 * 1024 * 1024) /* of a file, to find out its structure */

static gboolean
set_damaged (const FvHdf5 *file, GError **error)
{
  fv_reader_set_damaged (file->reader, error);
  return FALSE;
}

/**
 * fv_hdf5_read_bytes:
 * @file: a file
 * @offset: where to begin
 * @n_bytes: how many
 * @bytes: (out) (transfer full): what was read
 * @error: %FV_ERROR_FILE, or %FV_ERROR_WEIGHTS when the file ends before, or when more
 *   is read than any true file has need of
 *
 * Reads a part of the file's structure.
 *
 * Returns: whether it succeeded; @bytes is not set if it did not
 */
gboolean
fv_hdf5_read_bytes (FvHdf5 *file, guint64 offset, guint64 n_bytes, GByteArray **bytes,
                    GError **error)
{
  g_autoptr (GByteArray) result = NULL;

  if (n_bytes > MAX_READ || file->n_read > MAX_READ - n_bytes)
    return set_damaged (file, error);
  if (offset > file->reader->size || n_bytes > file->reader->size - offset)
    {
      fv_reader_set_truncated (file->reader, NULL, error);
      return FALSE;
    }
  file->n_read += n_bytes + 1;
  result = g_byte_array_sized_new ((guint)n_bytes);
  g_byte_array_set_size (result, (guint)n_bytes);
  if (n_bytes > 0 && !fv_place_read_bytes (file->reader, file->stream, offset,
                                           result->data, (gsize)n_bytes, error))
    return FALSE;
  *bytes = g_steal_pointer (&result);
  return TRUE;
}

/* The superblock tells where the root group is, and where the file should end. */
static gboolean
read_superblock (FvHdf5 *file, GError **error)
{
  FvBytes bytes = { file->reader->first_bytes, file->reader->n_first_bytes, FALSE };
  guint64 version, offset_size, length_size, base;

  fv_bytes_skip (&bytes, 8); /* signature */
  version = fv_bytes_get (&bytes, 1);
  if (version < 2)
    fv_bytes_skip (&bytes, 4); /* versions of its parts */
  offset_size = fv_bytes_get (&bytes, 1);
  length_size = fv_bytes_get (&bytes, 1);
  fv_bytes_skip (&bytes, version < 2 ? 9 : 1); /* sizes of tree nodes, flags */
  if (version == 1)
    fv_bytes_skip (&bytes, 4); /* size of another tree's nodes */
  base = fv_bytes_get (&bytes, 8);
  fv_bytes_skip (&bytes, 16);                   /* free space or extension, end */
  fv_bytes_skip (&bytes, version < 2 ? 16 : 0); /* driver, name of the root */
  file->root = fv_bytes_get (&bytes, 8);
  if (bytes.has_failed)
    {
      fv_reader_set_truncated (file->reader, NULL, error);
      return FALSE;
    }
  if (version > 3 || offset_size != 8 || length_size != 8 || base != 0)
    return set_damaged (file, error);
  return TRUE;
}

/**
 * fv_hdf5_open:
 * @file: (out caller-allocates): a file
 * @reader: its reader, which must outlive it
 * @error: %FV_ERROR_FILE or %FV_ERROR_WEIGHTS
 *
 * Returns: whether it could be opened; fv_hdf5_close() it either way
 */
gboolean
fv_hdf5_open (FvHdf5 *file, const FvReader *reader, GError **error)
{
  *file = (FvHdf5){ .reader = reader };
  file->stream = fv_place_open_stream (reader, error);
  return file->stream != NULL && read_superblock (file, error);
}

void
fv_hdf5_close (FvHdf5 *file)
{
  g_clear_object (&file->stream);
}
