/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Pictures that another one is made after: a whole drawable, of whatever image, a file,
 * or what is selected of a drawable, as an example. Whatever form the selection has, the
 * example is the largest rectangle within it: what is not selected must not be seen in a
 * texture. */

#include "guide.h"
#include "guide-file.h"
#include "largest-rectangle.h"
#include "photo.h"
#include "preview-photo.h"
#include "gimp/host/drawable.h"
#include "gimp/host/item.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define LEAST_SIDE  16 /* pixels: in fewer there is no pattern */
#define LEAST_SHOWN 64 /* pixels */

/* Checks */

/* Whether the guide is there, if there is to be one. A person chose it from those that
 * there were when the dialog opened. */
gboolean
guide_check (gint32 guide, gboolean is_chosen, GError **error)
{
  if (guide == 0 || item_is_drawable (guide))
    return TRUE;

  if (is_chosen)
    {
      g_set_error_literal (error, FV_ERROR, FV_ERROR_SETTING,
                           _ ("The guide was deleted while the dialog was open. Choose "
                              "another one, or none."));
      return FALSE;
    }

  g_set_error (
      error, FV_ERROR, FV_ERROR_SETTING,
      _ ("There is no drawable with the ID %d for a guide. Choose one of an open "
         "image, or none."),
      guide);
  return FALSE;
}

/* Whether it can hold a pattern. */
gboolean
guide_check_size (const FvImage *guide, GError **error)
{
  if (MIN (guide->width, guide->height) >= LEAST_SIDE)
    return TRUE;

  g_set_error (error, FV_ERROR, FV_ERROR_SIZE,
               _ ("The example has %d × %d pixels, which is too small for a pattern. "
                  "Select at least %d × %d."),
               guide->width, guide->height, LEAST_SIDE, LEAST_SIDE);
  return FALSE;
}

/* Reading */

static FvImage
measure_drawable (gint32 drawable)
{
  return (FvImage){ .width = drawable_get_width (drawable),
                    .height = drawable_get_height (drawable) };
}

/* Its size, without pixels */
gboolean
guide_measure (gint32 drawable, const gchar *file, FvImage *extent, GError **error)
{
  if (file)
    return guide_file_measure (file, extent, error);

  *extent = measure_drawable (drawable);
  return TRUE;
}

/* What to call it. */
gchar *
guide_get_name (gint32 drawable, const gchar *file)
{
  return file ? g_filename_display_basename (file) : item_get_name (drawable);
}

FvImage *
guide_read (gint32 drawable, const gchar *file, GError **error)
{
  Source source = { .drawable = drawable };

  if (file)
    return guide_file_read (file, error);

  source.extent = measure_drawable (drawable);
  return photo_read_opaque (&source, error);
}

/* The rectangle of the picture, which takes its place. */
static gboolean
crop (FvImage **picture, const PixelRectangle *rectangle, GError **error)
{
  const FvImage *whole = *picture;
  FvImage *part = fv_image_new (rectangle->width, rectangle->height, error);

  for (gint y = 0; part && y < part->height; y++)
    memcpy (part->data + 3 * (gsize)y * part->width,
            whole->data + 3 * ((gsize)(rectangle->y + y) * whole->width + rectangle->x),
            3 * (gsize)part->width * sizeof (gfloat));
  fv_image_free (*picture);
  *picture = part;
  return part != NULL;
}

/* Leaves what the factors, or with NULL all of it, hold of the picture. */
static FvImage *
take_example (FvImage *picture, const gfloat *factors, GError **error)
{
  PixelRectangle rectangle = { 0 };

  if (!picture || !factors)
    return picture;
  rectangle = largest_rectangle_find (factors, picture->width, picture->height);
  if (rectangle.width > 0)
    crop (&picture, &rectangle, error);
  return picture;
}

FvImage *
guide_read_example (const Source *source, GError **error)
{
  g_autoptr (FvImage) picture = NULL;
  g_autofree gfloat *factors = NULL;

  if (!photo_read_with_alpha (source, &picture, &factors, error))
    return NULL;
  return take_example (g_steal_pointer (&picture), factors, error);
}

/* For a preview */

static gint
get_shown (gint side, gdouble scale)
{
  return MAX ((gint)(side * scale), MIN (side, LEAST_SHOWN));
}

FvImage *
guide_read_small (gint32 drawable, const gchar *file, gdouble *scale)
{
  FvImage size;
  gint width, height;
  FvImage *guide;

  if (!guide_measure (drawable, file, &size, NULL))
    return NULL;

  width = get_shown (size.width, *scale);
  height = get_shown (size.height, *scale);
  guide = file ? guide_file_read_small (file, width, height)
               : preview_photo_read_image (drawable, 0, 0, size.width, size.height, width,
                                           height);
  if (guide)
    *scale = (gdouble)guide->width / size.width;
  return guide;
}

FvImage *
guide_read_small_example (const Source *source, gdouble *scale)
{
  const PictureRegion whole = { 0, 0, source->extent.width, source->extent.height };
  FvImage *guide = preview_photo_read_image (source->drawable, source->x, source->y,
                                             source->extent.width, source->extent.height,
                                             get_shown (source->extent.width, *scale),
                                             get_shown (source->extent.height, *scale));
  g_autofree gfloat *alpha = NULL;
  g_autofree gfloat *factors = NULL;

  if (!guide)
    return NULL;

  *scale = (gdouble)guide->width / source->extent.width;
  alpha = preview_photo_read_alpha (source, &whole, guide->width, guide->height);
  factors = preview_photo_read_mask (source, &whole, guide->width, guide->height, alpha);
  return take_example (guide, factors, NULL);
}
