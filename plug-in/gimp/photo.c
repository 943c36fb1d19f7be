/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A photo that is to be changed in part.
 *
 * What is selected may change, as much as the selection is strong there; what is
 * transparent altogether, or hidden by the layer's mask, has no color, so that it neither
 * changes nor is seen by the network. A pixel that did not change comes back with the
 * bytes that it had, whatever the drawable's precision; one that did gets its new color
 * at that precision, and keeps the bytes of its alpha. */

#include "photo.h"
#include "gimp/host/drawable.h"
#include "gimp/host/item.h"
#include "gimp/host/layer.h"
#include "pixels-private.h"
#include "place-private.h"
#include "record.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define STRIP_HEIGHT 64 /* rows that are converted at once */

/* Reading */

/* Colors that nobody sees are replaced by the mean of the others. */
static gboolean
replace_hidden_colors (FvImage *picture, const gfloat *alpha, GError **error)
{
  if (fv_image_fill_hidden (picture, alpha))
    return TRUE;
  g_set_error_literal (error, FV_ERROR, FV_ERROR_SIZE,
                       _ ("All that is selected of the layer is transparent. Choose "
                          "a layer with colors there."));
  return FALSE;
}

/* Makes a mask of the alpha: a pixel takes a change or none. Returns NULL if all do. */
static gfloat *
make_mask (gfloat *alpha, gsize n_pixels)
{
  gboolean is_needed = FALSE;

  for (gsize i = 0; i < n_pixels; i++)
    {
      is_needed = is_needed || alpha[i] <= 0.0f;
      alpha[i] = alpha[i] > 0.0f ? 1.0f : 0.0f;
    }

  if (!is_needed)
    g_clear_pointer (&alpha, g_free);
  return alpha;
}

/* The region's pixels with colors, if gray ones, in the format of a new image. */
static GeglBuffer *
copy_in_colors (const Source *source, GError **error)
{
  const Babl *format = pixels_get_format (FALSE, drawable_has_alpha (source->drawable),
                                          source->precision, NULL);
  gint width = source->extent.width;
  gint height = source->extent.height;
  g_autoptr (GeglBuffer) copy =
      gegl_buffer_new (GEGL_RECTANGLE (0, 0, width, height), format);
  g_autoptr (GeglBuffer) buffer = NULL;

  if (!drawable_is_gray (source->drawable))
    return pixels_copy_region (source, source->drawable, error);

  buffer = drawable_get_seen_buffer (source->drawable);
  if (!pixels_copy (buffer, source->x, source->y, copy, 0, 0, width, height, error))
    return NULL;
  return g_steal_pointer (&copy);
}

/* Reads the source's region, with what the selection and the transparency leave of a
 * change. */
gboolean
photo_read (Photo *photo, const Source *source, gboolean is_in_colors, GError **error)
{
  gsize n_pixels = (gsize)source->extent.width * source->extent.height;

  memset (photo, 0, sizeof *photo);
  if (!pixels_read_drawable (source, &photo->picture, &photo->mask, error))
    return FALSE;

  if (photo->mask)
    {
      if (!replace_hidden_colors (photo->picture, photo->mask, error))
        return FALSE;
      photo->mask = make_mask (photo->mask, n_pixels);
    }

  photo->has_alpha = drawable_has_alpha (source->drawable);
  photo->pixels = is_in_colors ? copy_in_colors (source, error)
                               : pixels_copy_region (source, source->drawable, error);
  return photo->pixels && layer_mask_read (&photo->layer_mask, source, error) &&
         pixels_select (source, &photo->mask, error);
}

void
photo_clear (Photo *photo)
{
  g_clear_pointer (&photo->picture, fv_image_free);
  g_clear_pointer (&photo->mask, g_free);
  g_clear_object (&photo->pixels);
  layer_mask_clear (&photo->layer_mask);
}

/* Reads the source's region for a picture that takes its place: *alpha gets the
 * transparency multiplied by the selection, one value for each pixel, 0…1, or NULL if the
 * whole region is opaque. Both are to be freed even after an error. */
gboolean
photo_read_with_alpha (const Source *source, FvImage **picture, gfloat **alpha,
                       GError **error)
{
  return pixels_read_drawable (source, picture, alpha, error) &&
         (!*alpha || replace_hidden_colors (*picture, *alpha, error)) &&
         pixels_select (source, alpha, error);
}

/* The source's region as a picture alone, without regard to the selection. */
FvImage *
photo_read_opaque (const Source *source, GError **error)
{
  FvImage *picture;
  g_autofree gfloat *alpha = NULL;

  if (!pixels_read_drawable (source, &picture, &alpha, error))
    return NULL;

  if (alpha && !replace_hidden_colors (picture, alpha, error))
    g_clear_pointer (&picture, fv_image_free);
  return picture;
}

/* Writing */

/* Pixels on their way into a buffer of the photo's format. */
typedef struct
{
  const Photo *photo;
  const FvImage *picture;
  const guint8 *bytes; /* NULL if the format is finer */
  gboolean is_new;
  const Babl *format;
  gsize pixel_size;
  gsize alpha_size;
  guint8 *old; /* rows of the photo's pixels */
  guint8 *new; /* and of the new ones */
} Development;

static void
convert_colors (const Development *development, gsize first, gsize n_pixels,
                gfloat *colors)
{
  if (development->bytes)
    {
      babl_process (babl_fish (babl_format ("R'G'B' u8"), development->format),
                    development->bytes + 3 * first, development->new, n_pixels);
      return;
    }

  for (gsize i = 0; i < 3 * n_pixels; i++)
    colors[i] = development->picture->data[3 * first + i] / 255.0f;
  babl_process (babl_fish (babl_format ("R'G'B' float"), development->format), colors,
                development->new, n_pixels);
}

/* Puts back what did not change: whole pixels, or their alpha, which is the last of their
 * components. */
static void
put_back (const Development *development, gsize first, gsize n_pixels)
{
  const gfloat *before = development->photo->picture->data + 3 * first;
  const gfloat *after = development->picture->data + 3 * first;
  gsize size = development->pixel_size;
  gsize alpha_size = development->alpha_size;

  for (gsize i = 0; i < n_pixels; i++)
    {
      gboolean is_same = !development->is_new && before[3 * i] == after[3 * i] &&
                         before[3 * i + 1] == after[3 * i + 1] &&
                         before[3 * i + 2] == after[3 * i + 2];
      gsize n = is_same ? size : alpha_size;
      gsize end = (i + 1) * size;

      memcpy (development->new + end - n, development->old + end - n, n);
    }
}

static void
develop_strips (const Development *development, GeglBuffer *result, gfloat *colors)
{
  gint width = development->picture->width;

  for (gint y = 0; y < development->picture->height; y += STRIP_HEIGHT)
    {
      gint rows = MIN (STRIP_HEIGHT, development->picture->height - y);
      GeglRectangle strip = { 0, y, width, rows };
      gsize first = (gsize)y * width;

      gegl_buffer_get (development->photo->pixels, &strip, 1.0, development->format,
                       development->old, GEGL_AUTO_ROWSTRIDE, GEGL_ABYSS_NONE);
      convert_colors (development, first, (gsize)width * rows, colors);
      put_back (development, first, (gsize)width * rows);
      gegl_buffer_set (result, &strip, 0, development->format, development->new,
                       GEGL_AUTO_ROWSTRIDE);
    }
}

/* Makes pixels in the photo's format of a picture, and the same in bytes, that the photo
 * was changed to. The pixels whose colors are those that the network saw become the
 * photo's own, unless the whole picture is a new one. Returns NULL if there is not enough
 * memory. */
GeglBuffer *
photo_develop (const Photo *photo, const FvImage *picture, const guint8 *bytes,
               gboolean is_new, GError **error)
{
  const Babl *format = gegl_buffer_get_format (photo->pixels);
  gsize size = babl_format_get_bytes_per_pixel (format);
  gsize n_pixels = (gsize)picture->width * STRIP_HEIGHT;
  gboolean has_alpha = babl_format_has_alpha (format);
  fv_autofree gpointer old = fv_memory_new (n_pixels, size, error);
  fv_autofree gpointer new = old ? fv_memory_new (n_pixels, size, error) : NULL;
  fv_autofree gfloat *colors =
      new ? fv_memory_new (3 * n_pixels, sizeof (gfloat), error) : NULL;
  const Development development = {
    .photo = photo,
    .picture = picture,
    .bytes = pixels_are_made_of_bytes (format) ? bytes : NULL,
    .is_new = is_new,
    .format = format,
    .pixel_size = size,
    .alpha_size = has_alpha ? size / babl_format_get_n_components (format) : 0,
    .old = old,
    .new = new,
  };
  GeglBuffer *result;

  if (!colors)
    return NULL;

  result = gegl_buffer_new (gegl_buffer_get_extent (photo->pixels), format);
  develop_strips (&development, result, colors);
  return result;
}

/* Makes a layer of developed pixels, with a record, that belongs to the image but is not
 * in it yet. What the drawable's mask hides is hidden in it, too. Returns -1 with the
 * error set. */
gint32
photo_new_layer (const Photo *photo, gint32 image, const gchar *name, GeglBuffer *pixels,
                 const gchar *record, GError **error)
{
  gint width = photo->picture->width;
  gint height = photo->picture->height;
  gint32 layer = layer_new (image, name, width, height, photo->has_alpha);
  g_autoptr (GeglBuffer) buffer = NULL;

  if (layer == -1)
    {
      place_set_error (error);
      return -1;
    }

  buffer = drawable_get_buffer (layer);
  record_attach (layer, record);
  if (pixels_copy (pixels, 0, 0, buffer, 0, 0, width, height, error) &&
      layer_mask_add (&photo->layer_mask, layer, error))
    return layer;

  g_clear_object (&buffer);
  item_delete (layer);
  return -1;
}
