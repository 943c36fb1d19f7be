/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Input tensors in files of NumPy's .npy format. */

#define _POSIX_C_SOURCE 200809L /* for fseeko() */

#include "featvis.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "npy-header.h"

#define ALIGNMENT      64
#define MOST_HEADER    65536 /* bytes */
#define VALUES_AT_ONCE 4096

G_GNUC_PRINTF (3, 4)
static gboolean
fail (const gchar *file, GError **error, const gchar *format, ...)
{
  g_autofree gchar *reason = NULL;
  va_list arguments;

  va_start (arguments, format);
  reason = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("“%s” cannot be used as a tensor: %s. Save a float32 array of shape "
                  "(height, width, 3) in C order with numpy.save."),
               file, reason);
  return FALSE;
}

/* @value_size: (out): 4: float32, 8: float64 */
static gboolean
check_header (const gchar *file, const FvNpyHeader *header, gsize *value_size,
              GError **error)
{
  if (strcmp (header->type, "<f4") == 0)
    *value_size = sizeof (gfloat);
  else if (strcmp (header->type, "<f8") == 0)
    *value_size = sizeof (gdouble);
  else
    return fail (file, error, _ ("its type is %s"), header->type);
  if (header->is_fortran_order)
    return fail (file, error, _ ("it is in Fortran order"));
  if (header->rank != 3 || header->shape[0] > G_MAXINT || header->shape[1] > G_MAXINT ||
      header->shape[2] != 3)
    return fail (file, error, _ ("its shape is not (height, width, 3)"));
  return TRUE;
}

static gboolean
read_header (const gchar *file, const guint8 *bytes, gsize length, FvNpyHeader *header,
             gsize *value_size, GError **error)
{
  switch (fv_npy_header_parse (bytes, length, header))
    {
    case FV_NPY_FOREIGN:
      return fail (file, error, _ ("it is not a NumPy file"));
    case FV_NPY_TRUNCATED:
      return fail (file, error, _ ("it is truncated"));
    default:
      break;
    }
  return check_header (file, header, value_size, error);
}

/* A header may promise more than there is: this comes before any memory is taken. Leaves
 * the stream at the first value. */
static gboolean
check_length (const gchar *file, FILE *stream, const FvNpyHeader *header,
              gsize value_size, GError **error)
{
  goffset length = fseeko (stream, 0, SEEK_END) == 0 ? ftello (stream) : -1;

  if (length < 0 || fseeko (stream, (goffset)header->data_offset, SEEK_SET) != 0)
    return fail (file, error, "%s", g_strerror (errno));
  if ((guint64)length < header->data_offset ||
      ((guint64)length - header->data_offset) / value_size / 3 <
          header->shape[0] * header->shape[1])
    return fail (file, error, _ ("it is truncated"));
  return TRUE;
}

static gdouble
get_value (const guint8 *bytes, gsize value_size)
{
  gfloat single;
  gdouble value;

  if (value_size == sizeof value)
    {
      memcpy (&value, bytes, sizeof value);
      return value;
    }
  memcpy (&single, bytes, sizeof single);
  return single;
}

/* The file is read, and not mapped: what is cut meanwhile is then an error. */
static gboolean
read_values (const gchar *file, FILE *stream, gsize value_size, FvImage *image,
             GError **error)
{
  guint8 bytes[VALUES_AT_ONCE * sizeof (gdouble)];
  gsize n_values = fv_image_get_n_values (image);

  for (gsize first = 0; first < n_values; first += VALUES_AT_ONCE)
    {
      gsize n = MIN (VALUES_AT_ONCE, n_values - first);

      if (fread (bytes, value_size, n, stream) < n)
        return fail (file, error, _ ("it is truncated"));
      for (gsize i = 0; i < n; i++)
        {
          gdouble value = get_value (bytes + i * value_size, value_size);

          if (!(fabs (value) <= G_MAXFLOAT)) /* or it is no number */
            return fail (file, error, _ ("it holds values that are not finite"));
          image->data[first + i] = value;
        }
    }
  return TRUE;
}

/**
 * fv_npy_read:
 * @file: a file of a float32 or float64 array of shape (height, width, 3) in C order,
 *   little-endian
 * @error: %FV_ERROR_FILE, %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): its values, or %NULL
 */
FvImage *
fv_npy_read (const gchar *file, GError **error)
{
  g_autofree guint8 *header_bytes = g_malloc (MOST_HEADER);
  g_autoptr (FvImage) image = NULL;
  FILE *stream;
  FvNpyHeader header;
  gsize n_bytes, value_size = 0;

  g_return_val_if_fail (file != NULL, NULL);
  stream = g_fopen (file, "rb");
  n_bytes = stream != NULL ? fread (header_bytes, 1, MOST_HEADER, stream) : 0;
  if (stream == NULL || ferror (stream))
    fail (file, error, "%s", g_strerror (errno));
  else if (read_header (file, header_bytes, n_bytes, &header, &value_size, error) &&
           check_length (file, stream, &header, value_size, error))
    image = fv_image_new ((gint)header.shape[1], (gint)header.shape[0], error);
  if (image != NULL && !read_values (file, stream, value_size, image, error))
    g_clear_pointer (&image, fv_image_free);
  if (stream != NULL)
    fclose (stream);
  return g_steal_pointer (&image);
}

/**
 * fv_npy_write:
 * @file: a file's name; "-" for the standard output
 * @image: an input tensor
 * @error: %FV_ERROR_FILE
 *
 * Writes a float32 array of shape (height, width, 3) in C order. The file is complete or
 * as it was before.
 *
 * Returns: whether it was written
 */
gboolean
fv_npy_write (const gchar *file, const FvImage *image, GError **error)
{
  g_autoptr (GString) text = NULL;
  gsize header_length;

  g_return_val_if_fail (file != NULL && image != NULL && image->data != NULL, FALSE);
  text = g_string_new (FV_NPY_MAGIC "\x01");
  g_string_append_len (text, "\0??", 3);
  g_string_append_printf (
      text, "{'descr': '<f4', 'fortran_order': False, 'shape': (%d, %d, 3), }",
      image->height, image->width);
  while (text->len % ALIGNMENT != ALIGNMENT - 1)
    g_string_append_c (text, ' ');
  g_string_append_c (text, '\n');
  header_length = text->len - 10;
  text->str[8] = header_length & 0xff;
  text->str[9] = header_length >> 8;
  g_string_append_len (text, (const gchar *)image->data,
                       fv_image_get_n_values (image) * sizeof (gfloat));
  return fv_output_put (file, text->str, text->len, error);
}
