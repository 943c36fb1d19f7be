/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures that are read: any format that GdkPixbuf knows, shown as GIMP shows them. */

#include "picture.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>

#include "picture-profile.h"
#include "picture-whole.h"

#define BYTES_PER_PIXEL (4 + 4 * sizeof (gfloat)) /* in GdkPixbuf, and then here */

/**
 * fv_picture_new:
 * @image: (transfer full) (nullable): an image
 *
 * Returns: (transfer full) (nullable): a picture of which nothing is transparent; %NULL
 *   for no image
 */
FvPicture *
fv_picture_new (FvImage *image)
{
  FvPicture *picture;

  if (image == NULL)
    return NULL;
  picture = g_new0 (FvPicture, 1);
  picture->image = image;
  return picture;
}

/**
 * fv_picture_free:
 * @picture: (nullable): a picture
 */
void
fv_picture_free (FvPicture *picture)
{
  if (picture == NULL)
    return;
  fv_image_free (picture->image);
  fv_image_free (picture->hidden);
  fv_memory_free (picture->alpha);
  g_free (picture);
}

/* Loading ---------------------------------------------------------------------------- */

static void
set_error (const gchar *file, const gchar *reason, GError **error)
{
  g_autofree gchar *label = g_filename_display_name (file);

  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The picture “%s” cannot be read: %s. Choose a PNG or JPEG file."),
               label, reason);
}

/* A few bytes can stand for more pixels than any machine has room for. */
static gboolean
check_size (gint width, gint height, GError **error)
{
  return fv_size_check (width, height, error) &&
         fv_memory_check ((guint64)width * height * BYTES_PER_PIXEL, 0, error);
}

/* Returns: (transfer full): the picture's pixels, upright */
static GdkPixbuf *
load (const gchar *file, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  gint width, height;
  GdkPixbufFormat *format = gdk_pixbuf_get_file_info (file, &width, &height);
  GdkPixbuf *upright;

  if (format != NULL && !check_size (width, height, error))
    return NULL;
  pixbuf = gdk_pixbuf_new_from_file (file, &reason); /* tells why there is no format */
  if (reason != NULL ||
      !fv_picture_check_whole (file, format, &reason)) /* a part is none */
    {
      set_error (file, reason->message, error);
      return NULL;
    }
  upright = gdk_pixbuf_apply_embedded_orientation (pixbuf);
  if (upright == NULL)
    {
      set_error (file, _ ("there is not enough memory to turn it upright"), error);
      return NULL;
    }
  gdk_pixbuf_copy_options (pixbuf, upright);
  return upright;
}

/* Transparency ----------------------------------------------------------------------- */

static gboolean
is_opaque (const GdkPixbuf *pixbuf)
{
  for (gint y = 0;
       gdk_pixbuf_get_has_alpha (pixbuf) && y < gdk_pixbuf_get_height (pixbuf); y++)
    {
      const guint8 *row =
          gdk_pixbuf_read_pixels (pixbuf) + (gsize)y * gdk_pixbuf_get_rowstride (pixbuf);

      for (gint x = 0; x < gdk_pixbuf_get_width (pixbuf); x++)
        if (row[4 * x + 3] < 255)
          return FALSE;
    }
  return TRUE;
}

/* Returns: (transfer full): values of 0…1, or %NULL */
static gfloat *
read_alpha (const GdkPixbuf *pixbuf, GError **error)
{
  gsize width = gdk_pixbuf_get_width (pixbuf);
  gint height = gdk_pixbuf_get_height (pixbuf);
  gfloat *alpha = fv_memory_new (width * height, sizeof (gfloat), error);

  for (gint y = 0; alpha != NULL && y < height; y++)
    {
      const guint8 *row =
          gdk_pixbuf_read_pixels (pixbuf) + (gsize)y * gdk_pixbuf_get_rowstride (pixbuf);

      for (gsize x = 0; x < width; x++)
        alpha[y * width + x] = row[4 * x + 3] / 255.0f;
    }
  return alpha;
}

static gboolean
hide (FvPicture *picture, const GdkPixbuf *pixbuf, const gchar *file, GError **error)
{
  g_autofree gchar *label = NULL;

  if (is_opaque (pixbuf))
    return TRUE;
  if ((picture->alpha = read_alpha (pixbuf, error)) == NULL ||
      (picture->hidden = fv_image_copy (picture->image, error)) == NULL)
    return FALSE;
  if (fv_image_fill_hidden (picture->image, picture->alpha))
    return TRUE;
  label = g_filename_display_name (file);
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("All of the picture “%s” is transparent. Choose one with colors."),
               label);
  return FALSE;
}

/**
 * fv_picture_read:
 * @file: a picture's file
 * @error: %FV_ERROR_FILE, %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Reads a picture as it is shown: its EXIF orientation and its color profile are heeded.
 * One that is truncated, or in colors that cannot be told, is refused.
 *
 * Returns: (transfer full): the picture, or %NULL
 */
FvPicture *
fv_picture_read (const gchar *file, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = load (file, error);
  g_autoptr (FvPicture) picture = NULL;

  if (pixbuf == NULL)
    return NULL;
  picture = fv_picture_new (fv_image_new (gdk_pixbuf_get_width (pixbuf),
                                          gdk_pixbuf_get_height (pixbuf), error));
  if (picture == NULL ||
      !fv_picture_convert_colors (file, pixbuf, picture->image, error) ||
      !hide (picture, pixbuf, file, error))
    return NULL;
  return g_steal_pointer (&picture);
}

/**
 * fv_picture_read_image:
 * @file: a picture's file
 * @error: as fv_picture_read() sets it
 *
 * Returns: (transfer full): what a network sees of it: R, G, B in 0…255, or %NULL
 */
FvImage *
fv_picture_read_image (const gchar *file, GError **error)
{
  g_autoptr (FvPicture) picture = fv_picture_read (file, error);

  return picture != NULL ? g_steal_pointer (&picture->image) : NULL;
}

static FvImage *
alpha_to_image (const FvPicture *picture, GError **error)
{
  FvImage *image = fv_image_new (picture->image->width, picture->image->height, error);

  for (gsize i = 0; image != NULL && i < fv_image_get_n_values (image); i++)
    image->data[i] = picture->alpha[i / 3];
  return image;
}

/**
 * fv_picture_resize_alpha:
 * @picture: a picture
 * @width: number of columns
 * @height: number of rows
 * @error: %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Makes the transparency that of a picture of another size. The hidden colors, which have
 * no counterpart there, are given up.
 *
 * Returns: whether there was memory
 */
gboolean
fv_picture_resize_alpha (FvPicture *picture, gint width, gint height, GError **error)
{
  g_autoptr (FvImage) image = NULL, resized = NULL;
  gfloat *alpha;

  if (picture->alpha == NULL ||
      (picture->image->width == width && picture->image->height == height))
    return TRUE;
  if ((image = alpha_to_image (picture, error)) == NULL ||
      (resized = fv_image_resize (image, width, height, error)) == NULL ||
      (alpha = fv_memory_new ((gsize)width * height, sizeof (gfloat), error)) == NULL)
    return FALSE;
  for (gsize i = 0; i < (gsize)width * height; i++)
    alpha[i] = CLAMP (resized->data[3 * i], 0.0f, 1.0f);
  fv_memory_free (picture->alpha);
  picture->alpha = alpha;
  g_clear_pointer (&picture->hidden, fv_image_free);
  return TRUE;
}

/**
 * fv_picture_mask:
 * @picture: a picture
 * @mask: (inout) (nullable): height × width factors of 0…1 of a change, to be freed with
 *   fv_memory_free(); %NULL for 1 everywhere
 * @error: %FV_ERROR_MEMORY
 *
 * What nobody sees does not change.
 *
 * Returns: whether there was memory
 */
gboolean
fv_picture_mask (const FvPicture *picture, gfloat **mask, GError **error)
{
  gsize n = (gsize)picture->image->width * picture->image->height;
  gboolean is_new = *mask == NULL;

  if (picture->alpha == NULL)
    return TRUE;
  if (is_new && (*mask = fv_memory_new (n, sizeof (gfloat), error)) == NULL)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    if (picture->alpha[i] <= 0.0f)
      (*mask)[i] = 0.0f;
    else if (is_new)
      (*mask)[i] = 1.0f;
  return TRUE;
}
