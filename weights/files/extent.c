/* SPDX-License-Identifier: GPL-3.0-or-later */

#define _POSIX_C_SOURCE 200809L /* for O_CLOEXEC */

#include "place.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

static void
set_system_error (const FvReader *reader, GError **error)
{
  g_autoptr (GError) reason = g_error_new_literal (
      G_FILE_ERROR, g_file_error_from_errno (errno), g_strerror (errno));

  fv_reader_set_unreadable (reader, reason, error);
}

/**
 * fv_place_open:
 * @reader: a reader
 * @error: %FV_ERROR_FILE
 *
 * Opens the file anew, and never waits for one that has become a pipe in the meantime.
 *
 * Returns: a descriptor of it, to be closed; -1 if it cannot be opened
 */
gint
fv_place_open (const FvReader *reader, GError **error)
{
  gint descriptor = open (reader->file, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC);
  struct stat status;

  if (descriptor >= 0 && fstat (descriptor, &status) == 0 && S_ISREG (status.st_mode))
    return descriptor;
  if (descriptor < 0)
    set_system_error (reader, error);
  else
    {
      fv_reader_set_not_file (reader, error);
      close (descriptor);
    }
  return -1;
}

/**
 * fv_place_open_stream:
 * @reader: a reader
 * @error: %FV_ERROR_FILE
 *
 * Returns: (transfer full): a stream of the file, which can seek, or %NULL
 */
GInputStream *
fv_place_open_stream (const FvReader *reader, GError **error)
{
  g_autoptr (GError) reason = NULL;
  GFileInputStream *stream = g_file_read (reader->location, NULL, &reason);

  if (stream == NULL)
    {
      fv_reader_set_unreadable (reader, reason, error);
      return NULL;
    }
  return G_INPUT_STREAM (stream);
}

/**
 * fv_place_read_bytes:
 * @reader: a reader
 * @stream: a stream of its file
 * @offset: where to begin
 * @bytes: (out caller-allocates): room for them
 * @n_bytes: how many
 * @error: %FV_ERROR_FILE, or %FV_ERROR_WEIGHTS when the file ends before
 *
 * Returns: whether all were read
 */
gboolean
fv_place_read_bytes (const FvReader *reader, GInputStream *stream, guint64 offset,
                     gpointer bytes, gsize n_bytes, GError **error)
{
  g_autoptr (GError) reason = NULL;
  gsize n_read = 0;

  if (!g_seekable_seek (G_SEEKABLE (stream), (goffset)offset, G_SEEK_SET, NULL,
                        &reason) ||
      !g_input_stream_read_all (stream, bytes, n_bytes, &n_read, NULL, &reason))
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

/**
 * fv_place_check:
 * @reader: a reader
 * @tensor: one of its tensors
 * @place: where its values lie
 * @error: %FV_ERROR_WEIGHTS
 *
 * Returns: whether its type is known, and @place has its size and is in the file
 */
gboolean
fv_place_check (const FvReader *reader, const FvTensor *tensor, const FvPlace *place,
                GError **error)
{
  guint64 n_values;

  if (place->type == FV_TYPE_OTHER)
    {
      fv_reader_set_unknown_type (reader, tensor, error);
      return FALSE;
    }
  if (!fv_tensor_get_n_values (tensor, &n_values) || place->begin > place->end ||
      place->end - place->begin != n_values * fv_type_get_size (place->type))
    {
      fv_reader_set_damaged (reader, error);
      return FALSE;
    }
  if (place->end > reader->size)
    {
      fv_reader_set_truncated (reader, tensor->name, error);
      return FALSE;
    }
  return TRUE;
}

/**
 * fv_place_read:
 * @reader: a reader
 * @stream: a stream of its file
 * @place: a place that fv_place_check() accepted
 * @values: (out caller-allocates): room for its values
 * @error: %FV_ERROR_FILE, or %FV_ERROR_WEIGHTS when the file has become shorter
 *
 * Returns: whether it succeeded
 */
gboolean
fv_place_read (const FvReader *reader, GInputStream *stream, const FvPlace *place,
               gfloat *values, GError **error)
{
  gsize size = fv_type_get_size (place->type);
  guint64 n_values = (place->end - place->begin) / size;
  g_autofree guint8 *bytes = g_malloc (FV_VALUES_AT_ONCE * size);

  for (guint64 i = 0; i < n_values; i += FV_VALUES_AT_ONCE)
    {
      gsize n = (gsize)MIN (n_values - i, FV_VALUES_AT_ONCE);

      if (!fv_place_read_bytes (reader, stream, place->begin + i * size, bytes, n * size,
                                error))
        return FALSE;
      fv_values_decode (place->type, bytes, n, values + i);
    }
  return TRUE;
}
