/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pixels between GIMP and the library.
 *
 * The library's pictures are R'G'B' with values 0…255: the perceptual sRGB that VGG
 * was trained on. babl converts from and to the drawable's own format, whatever its
 * precision and color model.
 *
 * Transparency, and what a layer's mask hides, does not reach the network. It is kept
 * aside, multiplied by the selection, and becomes the transparency of the result. */

#include "pixels-private.h"
#include "gimp/host/drawable.h"
#include "gimp/host/image.h"
#include "gimp/host/layer.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

/* Rows that are converted at once: the height of GIMP's tiles. */
#define STRIP_HEIGHT 64

#define ROUNDING 5e-4f /* of 255: an eighth of what 16 bits tell apart */

static void
set_memory_error (GError **error)
{
  g_set_error_literal (error, FV_ERROR, FV_ERROR_MEMORY,
                       _ ("There is not enough memory for the pixels. Select a smaller "
                          "part of the layer."));
}

/* In 0…255. Pixels of 8 bits are whole numbers there, as they are to the command, on
 * whatever way babl has converted them: its ways differ in the last bits. */
static gfloat
scale (gfloat value)
{
  gfloat scaled = value * 255.0f;
  gfloat whole = rintf (scaled);

  return fabsf (scaled - whole) < ROUNDING ? whole : scaled;
}

static void
split_pixels (const gfloat *pixels, gsize n_pixels, gfloat *colors, gfloat *alpha)
{
  for (gsize i = 0; i < n_pixels; i++)
    {
      for (gint channel = 0; channel < 3; channel++)
        colors[3 * i + channel] = scale (pixels[4 * i + channel]);
      if (alpha)
        alpha[i] = pixels[4 * i + 3];
    }
}

static void
read_colors (const Source *source, gfloat *strip, FvImage *picture, gfloat *alpha)
{
  g_autoptr (GeglBuffer) buffer = drawable_get_seen_buffer (source->drawable);
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
}

/* Multiplies by a mask whose point at x, y is the origin of the source's region. */
static void
multiply_by_mask (const Source *source, gint32 mask, gint x, gint y0, gfloat *strip,
                  gfloat *alpha)
{
  g_autoptr (GeglBuffer) buffer = drawable_get_buffer (mask);
  gint width = source->extent.width;

  for (gint y = 0; y < source->extent.height; y += STRIP_HEIGHT)
    {
      gint rows = MIN (STRIP_HEIGHT, source->extent.height - y);
      gfloat *target = alpha + (gsize)y * width;

      gegl_buffer_get (buffer, GEGL_RECTANGLE (x, y0 + y, width, rows), 1.0,
                       babl_format ("Y float"), strip, GEGL_AUTO_ROWSTRIDE,
                       GEGL_ABYSS_NONE);
      for (gsize i = 0; i < (gsize)width * rows; i++)
        target[i] *= strip[i];
    }
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
 * each pixel, 0…1, or NULL if the drawable has no transparency. What the layer's mask
 * hides is transparent, too. */
gboolean
pixels_read_drawable (const Source *source, FvImage **picture, gfloat **alpha,
                      GError **error)
{
  gsize n_pixels = (gsize)source->extent.width * source->extent.height;
  gint32 mask = source_find_mask (source->drawable);
  gboolean has_alpha = mask != -1 || drawable_has_alpha (source->drawable);
  g_autoptr (FvImage) colors =
      fv_image_new (source->extent.width, source->extent.height, error);
  g_autofree gfloat *strip = NULL;

  *alpha = NULL;
  if (!colors)
    return FALSE;

  strip = new_strip (source, error);
  if (strip && has_alpha && !(*alpha = g_try_malloc_n (n_pixels, sizeof (gfloat))))
    set_memory_error (error);
  if (!strip || (has_alpha && !*alpha))
    return FALSE;

  read_colors (source, strip, colors, *alpha);
  if (mask != -1)
    multiply_by_mask (source, mask, source->x, source->y, strip, *alpha);
  *picture = g_steal_pointer (&colors);
  return TRUE;
}

/* Multiplies *factors, one for each pixel of the source's region, or NULL for ones, by
 * the selection. Nothing happens without one. */
gboolean
pixels_select (const Source *source, gfloat **factors, GError **error)
{
  gsize n_pixels = (gsize)source->extent.width * source->extent.height;
  g_autofree gfloat *strip = NULL;

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
  multiply_by_mask (source, image_get_selection (source->image),
                    source->offset_x + source->x, source->offset_y + source->y, strip,
                    *factors);
  return TRUE;
}

/* Copies pixels as they are, or in the other buffer's format, if that is not the same. */
gboolean
pixels_copy (GeglBuffer *from, gint from_x, gint from_y, GeglBuffer *to, gint to_x,
             gint to_y, gint width, gint height, GError **error)
{
  const Babl *format = gegl_buffer_get_format (to);
  gsize row_size = (gsize)width * babl_format_get_bytes_per_pixel (format);
  fv_autofree gpointer strip = fv_memory_new (row_size, STRIP_HEIGHT, error);

  if (!strip)
    return FALSE;

  for (gint y = 0; y < height; y += STRIP_HEIGHT)
    {
      gint rows = MIN (STRIP_HEIGHT, height - y);

      gegl_buffer_get (from, GEGL_RECTANGLE (from_x, from_y + y, width, rows), 1.0,
                       format, strip, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
      gegl_buffer_set (to, GEGL_RECTANGLE (to_x, to_y + y, width, rows), 0, format, strip,
                       GEGL_AUTO_ROWSTRIDE);
    }
  return TRUE;
}

/* Copies the source's region of the drawable, or of its mask, in its own format. */
GeglBuffer *
pixels_copy_region (const Source *source, gint32 drawable, GError **error)
{
  g_autoptr (GeglBuffer) buffer = drawable_get_seen_buffer (drawable);
  gint width = source->extent.width;
  gint height = source->extent.height;
  g_autoptr (GeglBuffer) copy = gegl_buffer_new (GEGL_RECTANGLE (0, 0, width, height),
                                                 gegl_buffer_get_format (buffer));

  if (!pixels_copy (buffer, source->x, source->y, copy, 0, 0, width, height, error))
    return NULL;
  return g_steal_pointer (&copy);
}

/* GIMP numbers precisions by hundreds, one for each type; within one, 0 is linear, 50 as
 * sRGB or the profile has it, and 75, of GIMP 3, as sRGB has it whatever the profile. */
static const gchar *
get_type_name (gint precision)
{
  switch (precision / 100)
    {
    case 1:
      return "u8";
    case 2:
      return "u16";
    case 3:
      return "u32";
    case 5:
      return "half";
    case 7:
      return "double";
    default:
      return "float";
    }
}

/* The format of layers in images of that precision, as GIMP numbers it, whose profile has
 * the space; NULL for sRGB. */
const Babl *
pixels_get_format (gboolean is_gray, gboolean has_alpha, gint precision,
                   const Babl *space)
{
  gint curve = precision % 100;
  const gchar *prime = curve < 50 ? "" : curve < 75 ? "'" : "~";
  g_autofree gchar *model = is_gray ? g_strdup_printf ("Y%s", prime)
                                    : g_strdup_printf ("R%sG%sB%s", prime, prime, prime);
  g_autofree gchar *name =
      g_strdup_printf ("%s%s %s", model, has_alpha ? "A" : "", get_type_name (precision));

  return babl_format_with_space (name, space);
}

/* The bytes that the command writes to files are enough for an image of 8 bits in sRGB,
 * and then both agree to the last bit. */
gboolean
pixels_are_made_of_bytes (const Babl *format)
{
  return babl_format_get_type (format, 0) == babl_type ("u8") &&
         babl_format_get_space (format) == babl_space ("sRGB") &&
         strchr (babl_format_get_encoding (format), '\'') != NULL;
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

/* Makes a layer of the raster that belongs to the image but is not in it yet:
 * nothing that the user sees changes, and nothing can be undone. Returns -1 if
 * GIMP cannot make it. */
gint32
pixels_new_layer (gint32 image, const gchar *name, const Raster *raster)
{
  gint32 layer =
      layer_new (image, name, raster->width, raster->height, raster->alpha != NULL);
  g_autofree gpointer strip = NULL;
  g_autoptr (GeglBuffer) buffer = NULL;
  gboolean bytes;

  if (layer == -1)
    return -1;

  strip = g_malloc_n ((gsize)raster->width * STRIP_HEIGHT, 4 * sizeof (gfloat));
  buffer = drawable_get_buffer (layer);
  bytes = !raster->values ||
          (raster->bytes && pixels_are_made_of_bytes (gegl_buffer_get_format (buffer)));
  write_colors (buffer, bytes, raster, strip);
  layer_move (layer, raster->x, raster->y);
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
  gint32 channel = channel_new (image, name);
  g_autoptr (GeglBuffer) buffer = NULL;
  gboolean perceptual;

  if (channel == -1)
    return -1;

  buffer = drawable_get_buffer (channel);
  perceptual =
      strchr (babl_format_get_encoding (gegl_buffer_get_format (buffer)), '\'') != NULL;
  gegl_buffer_clear (buffer, NULL);
  gegl_buffer_set (buffer, rectangle, 0,
                   babl_format (perceptual ? "Y' float" : "Y float"), values,
                   GEGL_AUTO_ROWSTRIDE);
  return channel;
}
