/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pixels between GIMP and the library.
 *
 * The library's pictures are R'G'B' with values 0…255: the perceptual sRGB that VGG
 * was trained on. babl converts from and to the drawable's own format, whatever its
 * precision and color model.
 *
 * Transparency does not reach the network. It is kept aside, multiplied by the
 * selection, and becomes the transparency of the result. */

#include "pixels.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

/* Rows that are converted at once: the height of GIMP's tiles. */
#define STRIP_HEIGHT 64

static void
set_memory_error (GError **error)
{
  g_set_error_literal (error, FV_ERROR, FV_ERROR_MEMORY,
                       _ ("There is not enough memory for the pixels. Select a smaller "
                          "part of the layer."));
}

static void
split_pixels (const gfloat *pixels, gsize n_pixels, gfloat *colors, gfloat *alpha)
{
  for (gsize i = 0; i < n_pixels; i++)
    {
      for (gint channel = 0; channel < 3; channel++)
        colors[3 * i + channel] = pixels[4 * i + channel] * 255.0f;
      if (alpha)
        alpha[i] = pixels[4 * i + 3];
    }
}

static void
read_colors (const Source *source, gfloat *strip, FvImage *picture, gfloat *alpha)
{
  GeglBuffer *buffer = gimp_drawable_get_buffer (source->drawable);
  gint width = picture->width;

  for (gint y = 0; y < picture->height; y += STRIP_HEIGHT)
    {
      gint rows = MIN (STRIP_HEIGHT, picture->height - y);
      gsize first = (gsize)y * width;

      gegl_buffer_get (buffer, GEGL_RECTANGLE (source->x, source->y + y, width, rows),
                       1.0, babl_format ("R'G'B'A float"), strip, GEGL_AUTO_ROWSTRIDE,
                       GEGL_ABYSS_NONE);
      split_pixels (strip, (gsize)width * rows, picture->data + 3 * first,
                    alpha ? alpha + first : NULL);
    }

  g_object_unref (buffer);
}

static void
multiply_by_selection (const Source *source, gfloat *strip, gfloat *alpha)
{
  GeglBuffer *buffer =
      gimp_drawable_get_buffer (gimp_image_get_selection (source->image));
  gint width = source->extent.width;

  for (gint y = 0; y < source->extent.height; y += STRIP_HEIGHT)
    {
      gint rows = MIN (STRIP_HEIGHT, source->extent.height - y);
      gfloat *target = alpha + (gsize)y * width;

      gegl_buffer_get (buffer,
                       GEGL_RECTANGLE (source->offset_x + source->x,
                                       source->offset_y + source->y + y, width, rows),
                       1.0, babl_format ("Y float"), strip, GEGL_AUTO_ROWSTRIDE,
                       GEGL_ABYSS_NONE);
      for (gsize i = 0; i < (gsize)width * rows; i++)
        target[i] *= strip[i];
    }

  g_object_unref (buffer);
}

static gfloat *
new_strip (const Source *source, GError **error)
{
  gfloat *strip =
      g_try_malloc_n ((gsize)source->extent.width * STRIP_HEIGHT, 4 * sizeof (gfloat));

  if (!strip)
    set_memory_error (error);
  return strip;
}

/* Reads the source's region, without regard to the selection. *alpha gets one value for
 * each pixel, 0…1, or NULL if the drawable has no transparency. */
gboolean
pixels_read_drawable (const Source *source, FvImage **picture, gfloat **alpha,
                      GError **error)
{
  gsize n_pixels = (gsize)source->extent.width * source->extent.height;
  gboolean has_alpha = gimp_drawable_has_alpha (source->drawable);
  FvImage *colors = fv_image_new (source->extent.width, source->extent.height, error);
  gfloat *strip;

  *alpha = NULL;
  if (!colors)
    return FALSE;

  strip = new_strip (source, error);
  if (strip && has_alpha && !(*alpha = g_try_malloc_n (n_pixels, sizeof (gfloat))))
    set_memory_error (error);
  if (!strip || (has_alpha && !*alpha))
    {
      g_free (strip);
      fv_image_free (colors);
      return FALSE;
    }

  read_colors (source, strip, colors, *alpha);
  g_free (strip);
  *picture = colors;
  return TRUE;
}

/* Multiplies *factors, one for each pixel of the source's region, or NULL for ones, by
 * the selection. Nothing happens without one. */
gboolean
pixels_select (const Source *source, gfloat **factors, GError **error)
{
  gsize n_pixels = (gsize)source->extent.width * source->extent.height;
  gfloat *strip;

  if (!source->has_selection)
    return TRUE;

  if (!*factors)
    {
      *factors = g_try_malloc_n (n_pixels, sizeof (gfloat));
      for (gsize i = 0; *factors && i < n_pixels; i++)
        (*factors)[i] = 1.0f;
      if (!*factors)
        set_memory_error (error);
    }

  strip = *factors ? new_strip (source, error) : NULL;
  if (!strip)
    return FALSE;
  multiply_by_selection (source, strip, *factors);
  g_free (strip);
  return TRUE;
}

/* Reads the source's region. *alpha gets the transparency multiplied by the selection:
 * one value for each pixel, 0…1, or NULL if the whole region is opaque. */
gboolean
pixels_read (const Source *source, FvImage **picture, gfloat **alpha, GError **error)
{
  if (!pixels_read_drawable (source, picture, alpha, error))
    return FALSE;
  if (pixels_select (source, alpha, error))
    return TRUE;

  g_clear_pointer (alpha, g_free);
  g_clear_pointer (picture, fv_image_free);
  return FALSE;
}

/* 8-bit images get the bytes that the command writes to files, so that both agree
 * to the last bit. */
static void
join_bytes (const Raster *raster, gsize first, gsize n_pixels, guint8 *pixels)
{
  for (gsize i = 0; i < n_pixels; i++)
    {
      for (gint channel = 0; channel < 3; channel++)
        pixels[4 * i + channel] = raster->bytes[3 * (first + i) + channel];
      pixels[4 * i + 3] =
          raster->alpha ? (guint8)lrintf (raster->alpha[first + i] * 255.0f) : 255;
    }
}

static void
join_floats (const Raster *raster, gsize first, gsize n_pixels, gfloat *pixels)
{
  for (gsize i = 0; i < n_pixels; i++)
    {
      for (gint channel = 0; channel < 3; channel++)
        pixels[4 * i + channel] = raster->values[3 * (first + i) + channel] / 255.0f;
      pixels[4 * i + 3] = raster->alpha ? raster->alpha[first + i] : 1.0f;
    }
}

static void
write_colors (GeglBuffer *buffer, gboolean bytes, const Raster *raster, gpointer strip)
{
  gint width = raster->width;

  for (gint y = 0; y < raster->height; y += STRIP_HEIGHT)
    {
      gint rows = MIN (STRIP_HEIGHT, raster->height - y);
      gsize first = (gsize)y * width;
      gsize n_pixels = (gsize)width * rows;

      if (bytes)
        join_bytes (raster, first, n_pixels, strip);
      else
        join_floats (raster, first, n_pixels, strip);
      gegl_buffer_set (buffer, GEGL_RECTANGLE (0, y, width, rows), 0,
                       babl_format (bytes ? "R'G'B'A u8" : "R'G'B'A float"), strip,
                       GEGL_AUTO_ROWSTRIDE);
    }
}

static GimpImageType
get_layer_type (gint32 image, gboolean with_alpha)
{
  if (gimp_image_base_type (image) == GIMP_GRAY)
    return with_alpha ? GIMP_GRAYA_IMAGE : GIMP_GRAY_IMAGE;
  return with_alpha ? GIMP_RGBA_IMAGE : GIMP_RGB_IMAGE;
}

/* Makes a layer of the raster that belongs to the image but is not in it yet:
 * nothing that the user sees changes, and nothing can be undone. Returns -1 if
 * GIMP cannot make it. */
gint32
pixels_new_layer (gint32 image, const gchar *name, const Raster *raster)
{
  gboolean bytes =
      !raster->values ||
      (raster->bytes && gimp_image_get_precision (image) == GIMP_PRECISION_U8_GAMMA);
  gint32 layer = gimp_layer_new (image, name, raster->width, raster->height,
                                 get_layer_type (image, raster->alpha != NULL), 100.0,
                                 gimp_image_get_default_new_layer_mode (image));
  gpointer strip;
  GeglBuffer *buffer;

  if (layer == -1)
    return -1;

  strip = g_malloc_n ((gsize)raster->width * STRIP_HEIGHT, 4 * sizeof (gfloat));
  buffer = gimp_drawable_get_buffer (layer);
  write_colors (buffer, bytes, raster, strip);
  g_object_unref (buffer);
  g_free (strip);
  return layer;
}

/* Makes a channel of the image's size that is black but for the rectangle at x, y, which
 * gets the values, 0…1. It belongs to the image but is not in it yet. The values are
 * stored as they are, whether the image's precision is linear or perceptual. Returns -1
 * if GIMP cannot make it. */
gint32
pixels_new_channel (gint32 image, const gchar *name, const GeglRectangle *rectangle,
                    const gfloat *values)
{
  const GimpRGB color = { 0.0, 0.0, 0.0, 1.0 };
  gint32 channel = gimp_channel_new (image, name, gimp_image_width (image),
                                     gimp_image_height (image), 50.0, &color);
  GeglBuffer *buffer;
  gboolean perceptual;

  if (channel == -1)
    return -1;

  buffer = gimp_drawable_get_buffer (channel);
  perceptual =
      strchr (babl_format_get_encoding (gegl_buffer_get_format (buffer)), '\'') != NULL;
  gegl_buffer_clear (buffer, NULL);
  gegl_buffer_set (buffer, rectangle, 0,
                   babl_format (perceptual ? "Y' float" : "Y float"), values,
                   GEGL_AUTO_ROWSTRIDE);
  g_object_unref (buffer);
  return channel;
}
