/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "reader-errors.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>

#include "system/file.h"

#define ATTRIBUTES                                                                       \
  G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE                      \
                                 "," G_FILE_ATTRIBUTE_ETAG_VALUE                         \
                                 "," G_FILE_ATTRIBUTE_ID_FILE

/* Opening --------------------------------------------------------------------------- */

/* Returns: (transfer full) (nullable): what the file system tells of the file */
static GFileInfo *
query_info (const FvReader *reader, GError **error)
{
  g_autoptr (GError) reason = NULL;
  GFileInfo *info = g_file_query_info (reader->location, ATTRIBUTES,
                                       G_FILE_QUERY_INFO_NONE, NULL, &reason);

  if (info == NULL)
    fv_reader_set_unreadable (reader, reason, error);
  return info;
}

/* Returns: (transfer full): what changes when the file is replaced or written to */
static gchar *
make_version (GFileInfo *info)
{
  const gchar *tag = g_file_info_get_attribute_string (info, G_FILE_ATTRIBUTE_ETAG_VALUE);
  const gchar *id = g_file_info_get_attribute_string (info, G_FILE_ATTRIBUTE_ID_FILE);

  return g_strdup_printf ("%s %s %" G_GOFFSET_FORMAT, id != NULL ? id : "",
                          tag != NULL ? tag : "", g_file_info_get_size (info));
}

/* A pipe or a device is not a file to read: some never end. */
static gboolean
look_at_file (FvReader *reader, GError **error)
{
  g_autoptr (GFileInfo) info = query_info (reader, error);

  if (info == NULL)
    return FALSE;
  reader->is_folder = g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY;
  if (!reader->is_folder && g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    {
      fv_reader_set_not_file (reader, error);
      return FALSE;
    }
  reader->size = (guint64)MAX (g_file_info_get_size (info), 0);
  reader->version = make_version (info);
  return TRUE;
}

static gboolean
open_stream (FvReader *reader, GError **error)
{
  g_autoptr (GError) reason = NULL;

  reader->stream = (GInputStream *)g_file_read (reader->location, NULL, &reason);
  if (reader->stream != NULL &&
      g_input_stream_read_all (reader->stream, reader->first_bytes, FV_N_PROBED_BYTES,
                               &reader->n_first_bytes, NULL, &reason))
    return TRUE;
  fv_reader_set_unreadable (reader, reason, error);
  return FALSE;
}

/**
 * fv_reader_new:
 * @location: the file
 * @file: its path, or what stands for it
 * @error: %FV_ERROR_FILE
 *
 * Opens a file, and reads its first bytes. What format it has remains to be found out.
 *
 * Returns: (transfer full): a reader, or %NULL
 */
FvReader *
fv_reader_new (GFile *location, const gchar *file, GError **error)
{
  g_autoptr (FvReader) reader = g_new0 (FvReader, 1);
  g_autofree gchar *display_name = g_filename_display_name (file);

  reader->location = g_object_ref (location);
  reader->file = g_strdup (file);
  reader->label = fv_text_escape (display_name);
  reader->tensors = g_array_new (FALSE, TRUE, sizeof (FvTensor));
  g_array_set_clear_func (reader->tensors, fv_tensor_clear);
  if (!look_at_file (reader, error) ||
      (!reader->is_folder && !open_stream (reader, error)))
    return NULL;
  return g_steal_pointer (&reader);
}

/**
 * fv_reader_free:
 * @reader: (nullable): a reader
 */
void
fv_reader_free (FvReader *reader)
{
  if (reader == NULL)
    return;
  if (reader->format != NULL && reader->format->close != NULL)
    reader->format->close (reader);
  g_array_unref (reader->tensors);
  fv_topology_free (reader->topology);
  g_clear_object (&reader->stream);
  g_object_unref (reader->location);
  g_free (reader->version);
  g_free (reader->file);
  g_free (reader->label);
  g_free (reader);
}

/**
 * fv_reader_has_changed:
 * @reader: a reader
 *
 * Returns: whether there is another file at its place by now, or none, or it was written
 *   to since it was opened
 */
gboolean
fv_reader_has_changed (const FvReader *reader)
{
  g_autoptr (GFileInfo) info = query_info (reader, NULL);
  g_autofree gchar *version = info != NULL ? make_version (info) : NULL;

  return g_strcmp0 (version, reader->version) != 0;
}

/* Bytes ----------------------------------------------------------------------------- */

/**
 * fv_reader_open_descriptor:
 * @reader: a reader
 * @error: %FV_ERROR_FILE
 *
 * Opens the file anew, and never waits for one that has become a pipe in the meantime.
 *
 * Returns: a descriptor of it, to be closed; -1 if it cannot be opened
 */
gint
fv_reader_open_descriptor (const FvReader *reader, GError **error)
{
  gint descriptor = fv_system_open (reader->file, FV_SYSTEM_READ);
  gint number = errno;
  FvSystemStatus status;

  if (descriptor >= 0 && fv_system_get_status (descriptor, &status) && status.is_regular)
    return descriptor;
  if (descriptor < 0)
    {
      g_autoptr (GError) reason = g_error_new_literal (
          G_FILE_ERROR, g_file_error_from_errno (number), g_strerror (number));

      fv_reader_set_unreadable (reader, reason, error);
    }
  else
    {
      fv_reader_set_not_file (reader, error);
      g_close (descriptor, NULL);
    }
  return -1;
}

/**
 * fv_reader_read_bytes:
 * @reader: a reader
 * @offset: where to begin in the file
 * @bytes: (out caller-allocates): room for them
 * @n_bytes: how many
 * @error: %FV_ERROR_FILE, or %FV_ERROR_WEIGHTS when the file ends before
 *
 * Returns: whether all were read
 */
gboolean
fv_reader_read_bytes (const FvReader *reader, guint64 offset, gpointer bytes,
                      gsize n_bytes, GError **error)
{
  g_autoptr (GError) reason = NULL;
  gsize n_read = 0;

  if (!g_seekable_seek (G_SEEKABLE (reader->stream), (goffset)offset, G_SEEK_SET, NULL,
                        &reason) ||
      !g_input_stream_read_all (reader->stream, bytes, n_bytes, &n_read, NULL, &reason))
    {
      fv_reader_set_unreadable (reader, reason, error);
      return FALSE;
    }
  if (n_read < n_bytes)
    {
      fv_reader_set_truncated (reader, NULL, error);
      return FALSE;
    }
  return TRUE;
}

/* Tensors --------------------------------------------------------------------------- */

const FvTensor *
fv_reader_get_tensor (const FvReader *reader, guint tensor)
{
  return &g_array_index (reader->tensors, FvTensor, tensor);
}

/**
 * fv_reader_check:
 * @reader: a reader
 * @tensor: number of a tensor
 * @error: %FV_ERROR_WEIGHTS: its type is not known, or its data is not in the file
 *   in full
 *
 * Returns: whether the tensor can be read; so its number of values is then no
 *   more than the file's size
 */
gboolean
fv_reader_check (FvReader *reader, guint tensor, GError **error)
{
  return reader->format->check (reader, tensor, error);
}

/**
 * fv_reader_read:
 * @reader: a reader
 * @tensor: number of a tensor that fv_reader_check() accepted
 * @values: (out caller-allocates): room for all its values
 * @error: %FV_ERROR_FILE or %FV_ERROR_WEIGHTS
 *
 * Reads a tensor's values in C order. Values that are not finite are an error.
 *
 * Returns: whether it succeeded
 */
gboolean
fv_reader_read (FvReader *reader, guint tensor, gfloat *values, GError **error)
{
  const FvTensor *info = fv_reader_get_tensor (reader, tensor);
  guint64 n_values;

  if (!fv_tensor_get_n_values (info, &n_values))
    {
      fv_reader_set_damaged (reader, error);
      return FALSE;
    }
  if (!reader->format->read (reader, tensor, values, error))
    return FALSE;
  for (guint64 i = 0; i < n_values; i++)
    if (!isfinite (values[i]))
      {
        fv_reader_set_not_finite (reader, info, error);
        return FALSE;
      }
  return TRUE;
}
