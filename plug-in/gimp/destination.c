/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where a picture goes: what becomes of its colors there, and whether there still is such
 * a place while the picture is made. */

#include "destination.h"
#include "change-drawable.h"
#include "gimp/host/drawable.h"
#include "gimp/host/image.h"
#include "gimp/host/item.h"
#include "pixels-private.h"

#define STRIP_LENGTH 4096 /* pixels that are converted at once */

/* Formats */

/* The drawable that a picture takes the format of, or -1. */
static gint32
get_model (const Destination *destination)
{
  const Source *source = &destination->source;

  return destination->is_like_drawable && source->has_drawable ? source->drawable : -1;
}

static gboolean
is_gray (const Destination *destination)
{
  const Source *source = &destination->source;
  gint32 model = get_model (destination);

  if (model != -1)
    return drawable_is_gray (model);
  return source->is_gray &&
         (destination->kind != DESTINATION_IMAGE || destination->is_like_drawable);
}

/* The place as it is now: the layer may have been deleted, or the image closed. */
static Destination
look (const Destination *destination)
{
  Destination now = *destination;

  source_look (&now.source);
  return now;
}

/* Whether it has no colors there. */
gboolean
destination_is_gray (const Destination *destination)
{
  Destination now = look (destination);

  return is_gray (&now);
}

/* A profile of grays is none of colors. */
static const Babl *
find_space (const Destination *destination)
{
  const Source *source = &destination->source;
  gboolean is_new = destination->kind == DESTINATION_IMAGE;

  if (!source->is_open || (is_new && (!destination->is_like_photo ||
                                      is_gray (destination) != source->is_gray)))
    return NULL;
  return image_get_space (source->image);
}

/* Whether bytes of sRGB look the same in it. Linear bytes are too coarse for what is
 * dark. */
static gboolean
keeps_colors (const Babl *format)
{
  return babl_format_get_n_components (format) >= 3 &&
         babl_format_get_space (format) == babl_space ("sRGB") &&
         (babl_format_get_type (format, 0) != babl_type ("u8") ||
          pixels_are_made_of_bytes (format));
}

/* Tells what becomes of colors that go there. */
const Proof *
destination_get_proof (const Destination *destination)
{
  Destination now = look (destination);
  gint32 model = get_model (&now);
  const Babl *format;

  if (model != -1)
    format =
        babl_format_with_space (babl_format_get_encoding (drawable_get_format (model)),
                                item_is_layer (model) ? find_space (&now) : NULL);
  else
    format = pixels_get_format (is_gray (&now), FALSE, now.source.precision,
                                find_space (&now));

  return keeps_colors (format) ? NULL : (const Proof *)format;
}

/* The same of colors that are already there. */
const Proof *
proof_get_for_photo (const Source *source)
{
  Source now = *source;
  const Babl *format;

  source_look (&now);
  if (!now.is_open || now.is_gray)
    return NULL;

  format = babl_format_with_space ("R'G'B' u8", image_get_space (now.image));
  return keeps_colors (format) ? NULL : (const Proof *)format;
}

/* Makes of colors, R, G, B in bytes, what will be seen of them: there are fewer where
 * they go, or others, where GIMP stores them without regard to the profile. babl has no
 * quick way from linear bytes to others but by floats. */
void
proof_apply (const Proof *proof, guint8 *bytes, gsize n_pixels)
{
  const Babl *there = (const Babl *)proof;
  const Babl *stored = there;
  const Babl *shown = babl_format ("R'G'B' u8");
  const Babl *between = babl_format ("RGB float");
  g_autofree gpointer strip = NULL;
  g_autofree gfloat *floats = NULL;

  if (!proof)
    return;

  if (!drawable_has_colors_of_profile ())
    stored = babl_format (babl_format_get_encoding (there));
  strip = g_malloc_n (STRIP_LENGTH, babl_format_get_bytes_per_pixel (there));
  floats = g_new (gfloat, 3 * STRIP_LENGTH);
  for (gsize first = 0; first < n_pixels; first += STRIP_LENGTH)
    {
      glong n = (glong)MIN (STRIP_LENGTH, n_pixels - first);

      babl_process (babl_fish (shown, between), bytes + 3 * first, floats, n);
      babl_process (babl_fish (between, stored), floats, strip, n);
      babl_process (babl_fish (there, between), strip, floats, n);
      babl_process (babl_fish (between, shown), floats, bytes + 3 * first, n);
    }
}

/* Losses */

/* What a person is to be told while the picture is made: why it will go elsewhere. NULL
 * if there is no reason. */
const gchar *
destination_explain_loss (const Destination *destination)
{
  const Source *source = &destination->source;
  const gchar *loss = NULL;

  if (destination->kind != DESTINATION_IMAGE)
    loss = place_explain_loss (source);
  if (!loss && destination->kind == DESTINATION_DRAWABLE)
    loss = change_explain_loss (source);
  return loss;
}
