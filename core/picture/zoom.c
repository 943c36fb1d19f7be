/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A picture enlarged and turned about its middle, at its own size: from one picture of a
 * series to the next. */

#include "featvis.h"

#include <math.h>

#include "image.h"
#include "padding.h"
#include "base/mathematics.h"
#include "settings/settings.h"

#define SHARPNESS (-0.5) /* of the bicubic filter, as in resize.c */

/* The bicubic filter at a distance from its middle */
static gdouble
get_weight (gdouble x)
{
  x = fabs (x);
  if (x < 1.0)
    return ((SHARPNESS + 2.0) * x - (SHARPNESS + 3.0)) * x * x + 1.0;
  if (x < 2.0)
    return (((x - 5.0) * x + 8.0) * x - 4.0) * SHARPNESS;
  return 0.0;
}

/* What lies beyond the edges is the picture in a mirror. */
static void
sample (const FvImage *image, gdouble x, gdouble y, gfloat *values)
{
  gint left = (gint)floor (x) - 1, top = (gint)floor (y) - 1;
  gdouble sums[3] = { 0.0 };

  for (gint row = top; row < top + 4; row++)
    for (gint column = left; column < left + 4; column++)
      {
        gdouble weight = get_weight (y - row) * get_weight (x - column);
        gsize source_y = fv_padding_get_source (FV_PADDING_REFLECT, image->height, row);
        gsize source_x = fv_padding_get_source (FV_PADDING_REFLECT, image->width, column);
        const gfloat *source = image->data + (source_y * image->width + source_x) * 3;

        for (gint c = 0; c < 3; c++)
          sums[c] += weight * source[c];
      }
  for (gint c = 0; c < 3; c++)
    values[c] = sums[c];
}

/**
 * fv_image_zoom:
 * @image: an image
 * @zoom: by how much it is enlarged, as the setting zoom: 0.5…2
 * @degrees: by how much it is turned to the left, as the setting rotate: -180…180
 * @error: %FV_ERROR_SETTING or %FV_ERROR_MEMORY
 *
 * Bicubic; values may overshoot beside edges.
 *
 * Returns: (transfer full): the image enlarged and turned about its middle, of the same
 *   size, or %NULL
 */
FvImage *
fv_image_zoom (const FvImage *image, gdouble zoom, gdouble degrees, GError **error)
{
  FvImage *result;
  gdouble cosine = fv_cos (degrees * G_PI / 180.0) / zoom;
  gdouble sine = fv_sin (degrees * G_PI / 180.0) / zoom;
  gdouble middle_x, middle_y;

  g_return_val_if_fail (fv_image_has_data (image), NULL);
  if (!fv_setting_check_number ("zoom", zoom, error) ||
      !fv_setting_check_number ("rotate", degrees, error))
    return NULL;
  middle_x = (image->width - 1) / 2.0;
  middle_y = (image->height - 1) / 2.0;
  result = fv_image_new (image->width, image->height, error);
  for (gint y = 0; result != NULL && y < image->height; y++)
    for (gint x = 0; x < image->width; x++)
      sample (image, middle_x + cosine * (x - middle_x) - sine * (y - middle_y),
              middle_y + sine * (x - middle_x) + cosine * (y - middle_y),
              result->data + ((gsize)y * image->width + x) * 3);
  return result;
}
