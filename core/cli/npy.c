/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tensors in NumPy's .npy format. */

#include "npy.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "npy-header.h"

#define ALIGNMENT 64

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
  if (!check_header (file, header, value_size, error))
    return FALSE;
  if ((length - header->data_offset) / *value_size / 3 <
      header->shape[0] * header->shape[1])
    return fail (file, error, _ ("it is truncated"));
  return TRUE;
}

static gboolean
copy_values (const gchar *file, const guint8 *data, gsize value_size, FvImage *image,
             GError **error)
{
  for (gsize i = 0; i < fv_image_get_n_values (image); i++)
    {
      gdouble value;

      if (value_size == sizeof (gfloat))
        {
          gfloat single;

          memcpy (&single, data + i * sizeof single, sizeof single);
          value = single;
        }
      else
        memcpy (&value, data + i * sizeof value, sizeof value);
      if (!isfinite (value))
        return fail (file, error, _ ("it holds values that are not finite"));
      image->data[i] = value;
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
  g_autoptr (GMappedFile) mapped = NULL;
  g_autoptr (GError) reason = NULL;
  g_autoptr (FvImage) image = NULL;
  const guint8 *bytes;
  FvNpyHeader header;
  gsize value_size = 0;

  mapped = g_mapped_file_new (file, FALSE, &reason);
  if (mapped == NULL)
    {
      fail (file, error, "%s", reason->message);
      return NULL;
    }
  bytes = (const guint8 *)g_mapped_file_get_contents (mapped);
  if (!read_header (file, bytes, g_mapped_file_get_length (mapped), &header, &value_size,
                    error))
    return NULL;
  image = fv_image_new ((gint)header.shape[1], (gint)header.shape[0], error);
  if (image == NULL ||
      !copy_values (file, bytes + header.data_offset, value_size, image, error))
    return NULL;
  return g_steal_pointer (&image);
}

/**
 * fv_npy_write:
 * @file: a file's name
 * @image: a tensor
 * @error: %FV_ERROR_FILE
 *
 * Writes a float32 array of shape (height, width, 3) in C order. The file is complete
 * or not there at all.
 *
 * Returns: whether it was written
 */
gboolean
fv_npy_write (const gchar *file, const FvImage *image, GError **error)
{
  g_autoptr (GString) text = g_string_new (FV_NPY_MAGIC "\x01");
  g_autoptr (GError) reason = NULL;
  gsize header_length;

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
  if (g_file_set_contents (file, text->str, text->len, &reason))
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The file cannot be written: %s. Choose another place."),
               reason->message);
  return FALSE;
}
