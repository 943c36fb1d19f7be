/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Cutting the edges of a picture off. Its rows move to the front of its memory, so that
 * there is no need for more. */

#include "crop.h"

#include <string.h>

static void
crop_rows (guint8 *data, gsize pixel_size, gint width, gint height, gint crop)
{
  gsize row_size = (width - 2 * crop) * pixel_size;

  for (gint y = crop; crop > 0 && y < height - crop; y++)
    memmove (data + (y - crop) * row_size, data + ((gsize)y * width + crop) * pixel_size,
             row_size);
}

/**
 * fv_image_crop:
 * @image: an image, more than 2 × @crop wide and high
 * @crop: how many pixels to cut off at each edge, 0 or more
 */
void
fv_image_crop (FvImage *image, gint crop)
{
  crop_rows ((guint8 *)image->data, 3 * sizeof (gfloat), image->width, image->height,
             crop);
  image->width -= 2 * crop;
  image->height -= 2 * crop;
}

/**
 * fv_bytes_crop:
 * @bytes: (inout): height × width × 3, of which the first (height - 2 × @crop) × (width -
 *   2 × @crop) × 3 are what is left
 * @width: number of columns, more than 2 × @crop
 * @height: number of rows, more than 2 × @crop
 * @crop: how many pixels to cut off at each edge, 0 or more
 */
void
fv_bytes_crop (guint8 *bytes, gint width, gint height, gint crop)
{
  crop_rows (bytes, 3, width, height, crop);
}

/**
 * fv_floats_crop:
 * @values: (inout): height × width, of which the first (height - 2 × @crop) × (width - 2
 * ×
 *   @crop) are what is left
 * @width: number of columns, more than 2 × @crop
 * @height: number of rows, more than 2 × @crop
 * @crop: how many to cut off at each edge, 0 or more
 */
void
fv_floats_crop (gfloat *values, gint width, gint height, gint crop)
{
  crop_rows ((guint8 *)values, sizeof (gfloat), width, height, crop);
}
