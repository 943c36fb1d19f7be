/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures in files, through GdkPixbuf: any format that it reads, and PNG. */

#include "picture.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>

/**
 * fv_picture_read:
 * @file: a picture's file
 * @error: %FV_ERROR_FILE, %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): R, G, B in 0…255, its transparency left out, or %NULL
 */
FvImage *
fv_picture_read (const gchar *file, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_file (file, &reason);
  FvImage *image;
  gint n_channels;

  if (pixbuf == NULL)
    {
      g_set_error (error, FV_ERROR, FV_ERROR_FILE,
                   _ ("The picture “%s” cannot be read: %s. Choose a PNG or JPEG file."),
                   file, reason->message);
      return NULL;
    }
  image =
      fv_image_new (gdk_pixbuf_get_width (pixbuf), gdk_pixbuf_get_height (pixbuf), error);
  n_channels = gdk_pixbuf_get_n_channels (pixbuf);
  for (gint y = 0; image != NULL && y < image->height; y++)
    {
      const guint8 *row =
          gdk_pixbuf_read_pixels (pixbuf) + (gsize)y * gdk_pixbuf_get_rowstride (pixbuf);

      for (gint x = 0; x < image->width; x++)
        for (gint c = 0; c < 3; c++)
          image->data[((gsize)y * image->width + x) * 3 + c] = row[x * n_channels + c];
    }
  return image;
}

/**
 * fv_picture_encode:
 * @bytes: height × width × 3: R, G, B
 * @width: number of columns
 * @height: number of rows
 * @record: how it was made, to be stored with it as text
 * @contents: (out) (transfer full): a PNG file's contents
 * @length: (out): their length
 * @error: why it cannot be done, which ends no sentence yet
 *
 * Returns: whether @contents were made
 */
gboolean
fv_picture_encode (const guint8 *bytes, gint width, gint height, const gchar *record,
                   gchar **contents, gsize *length, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_data (
      bytes, GDK_COLORSPACE_RGB, FALSE, 8, width, height, width * 3, NULL, NULL);

  return gdk_pixbuf_save_to_buffer (pixbuf, contents, length, "png", error,
                                    "tEXt::Software", "featvis " FV_VERSION,
                                    "tEXt::Comment", record, NULL);
}

/**
 * fv_picture_write:
 * @file: name of a PNG file
 * @bytes: height × width × 3: R, G, B
 * @width: number of columns
 * @height: number of rows
 * @record: how it was made, to be stored with it as text
 * @error: %FV_ERROR_FILE
 *
 * The file is complete or not there at all.
 *
 * Returns: whether it was written
 */
gboolean
fv_picture_write (const gchar *file, const guint8 *bytes, gint width, gint height,
                  const gchar *record, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autofree gchar *contents = NULL;
  gsize length;

  if (fv_picture_encode (bytes, width, height, record, &contents, &length, &reason) &&
      g_file_set_contents (file, contents, length, &reason))
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The file cannot be written: %s. Choose another place."),
               reason->message);
  return FALSE;
}
