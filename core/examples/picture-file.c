/* SPDX-License-Identifier: GPL-3.0-or-later */

/*
 * Pictures in files, by GdkPixbuf: the library itself reads and writes none but those of
 * NumPy. The other examples are compiled together with this file.
 */

#include "picture-file.h"

#include <gdk-pixbuf/gdk-pixbuf.h>

/* Reads a picture of any kind, upright; of what is transparent, the hidden colors count.
 */
FvImage *
read_picture (const gchar *file, GError **error)
{
  g_autoptr (GdkPixbuf) stored = gdk_pixbuf_new_from_file (file, error);
  g_autoptr (GdkPixbuf) upright = NULL;
  fv_autofree guint8 *bytes = NULL;
  gint width, height, n_channels;

  if (stored == NULL)
    return NULL;
  upright = gdk_pixbuf_apply_embedded_orientation (stored);
  width = gdk_pixbuf_get_width (upright);
  height = gdk_pixbuf_get_height (upright);
  n_channels = gdk_pixbuf_get_n_channels (upright);
  bytes = fv_bytes_new (width, height, error);
  if (bytes == NULL)
    return NULL;
  for (gint y = 0; y < height; y++)
    {
      const guint8 *row = gdk_pixbuf_read_pixels (upright) +
                          (gsize)y * gdk_pixbuf_get_rowstride (upright);

      for (gint x = 0; x < width; x++)
        memcpy (bytes + ((gsize)y * width + x) * 3, row + x * n_channels, 3);
    }
  return fv_image_new_from_bytes (bytes, width, height, error);
}

/* Writes a PNG, wholly or not at all. */
gboolean
write_picture (const gchar *file, const guint8 *bytes, gint width, gint height,
               GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_data (
      bytes, GDK_COLORSPACE_RGB, FALSE, 8, width, height, width * 3, NULL, NULL);
  g_autofree gchar *png = NULL;
  gsize size;

  return gdk_pixbuf_save_to_buffer (pixbuf, &png, &size, "png", error, NULL) &&
         fv_output_put (file, png, size, error);
}
