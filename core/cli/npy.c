/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tensors in NumPy's .npy format (NEP 1): a magic string, a version, the length of a
 * header, the header (a Python dictionary), and the values. */

#include "npy.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAGIC        "\x93NUMPY"
#define MAGIC_LENGTH 6
#define ALIGNMENT    64

typedef struct
{
  gsize data_offset;
  gsize value_size; /* 4: float32, 8: float64 */
  guint64 height;
  guint64 width;
} FvNpyHeader;

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

/* Where the header's text begins, and how long it is */
static gboolean
find_header (const gchar *file, const guint8 *bytes, gsize length, gsize *begin,
             gsize *size, GError **error)
{
  if (length < MAGIC_LENGTH + 6 || memcmp (bytes, MAGIC, MAGIC_LENGTH) != 0)
    return fail (file, error, _ ("it is not a NumPy file"));
  *size = bytes[8] | bytes[9] << 8;
  *begin = 10;
  if (bytes[6] >= 2)
    {
      *size |= (gsize)bytes[10] << 16 | (gsize)bytes[11] << 24;
      *begin = 12;
    }
  if (*size > length - *begin)
    return fail (file, error, _ ("it is truncated"));
  return TRUE;
}

static gchar *
match_one (const gchar *pattern, const gchar *text, gint group)
{
  g_autoptr (GRegex) regex = g_regex_new (pattern, 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  return g_regex_match (regex, text, 0, &match) ? g_match_info_fetch (match, group)
                                                : NULL;
}

static gboolean
parse_header (const gchar *file, const gchar *text, FvNpyHeader *header, GError **error)
{
  const gchar *shape = "'shape': *\\((\\d{1,9}), *(\\d{1,9}), *3,? *\\)";
  g_autofree gchar *type = match_one ("'descr': *'([^']*)'", text, 1);
  g_autofree gchar *order = match_one ("'fortran_order': *(True|False)", text, 1);
  g_autofree gchar *height = match_one (shape, text, 1);
  g_autofree gchar *width = match_one (shape, text, 2);

  if (g_strcmp0 (type, "<f4") == 0)
    header->value_size = sizeof (gfloat);
  else if (g_strcmp0 (type, "<f8") == 0)
    header->value_size = sizeof (gdouble);
  else
    return fail (file, error, _ ("its type is %s"), type ? type : "?");
  if (g_strcmp0 (order, "False") != 0)
    return fail (file, error, _ ("it is in Fortran order"));
  if (height == NULL || width == NULL)
    return fail (file, error, _ ("its shape is not (height, width, 3)"));
  header->height = g_ascii_strtoull (height, NULL, 10);
  header->width = g_ascii_strtoull (width, NULL, 10);
  return TRUE;
}

static gboolean
read_header (const gchar *file, const guint8 *bytes, gsize length, FvNpyHeader *header,
             GError **error)
{
  g_autofree gchar *text = NULL;
  gsize begin = 0, size = 0;

  if (!find_header (file, bytes, length, &begin, &size, error))
    return FALSE;
  text = g_strndup ((const gchar *)bytes + begin, size);
  if (!parse_header (file, text, header, error))
    return FALSE;
  header->data_offset = begin + size;
  if ((length - header->data_offset) / header->value_size / 3 <
      header->height * header->width)
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
  FvNpyHeader header = { 0 };

  mapped = g_mapped_file_new (file, FALSE, &reason);
  if (mapped == NULL)
    {
      fail (file, error, "%s", reason->message);
      return NULL;
    }
  bytes = (const guint8 *)g_mapped_file_get_contents (mapped);
  if (!read_header (file, bytes, g_mapped_file_get_length (mapped), &header, error))
    return NULL;
  image = fv_image_new (header.width, header.height, error);
  if (image == NULL ||
      !copy_values (file, bytes + header.data_offset, header.value_size, image, error))
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
  g_autoptr (GString) text = g_string_new (MAGIC "\x01");
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
