/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Float images of three channels: the pictures and input tensors of featvis.h. */

#include "image.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "memory.h"
#include "random.h"

static gboolean
check_size (gint width, gint height, GError **error)
{
  if (width >= 1 && height >= 1 && width <= FV_MAXIMUM_SIDE && height <= FV_MAXIMUM_SIDE)
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_SIZE,
               _ ("A picture cannot be %d×%d pixels. Choose a width and a height from 1 "
                  "to %d."),
               width, height, FV_MAXIMUM_SIDE);
  return FALSE;
}

/**
 * fv_image_new:
 * @width: number of columns, 1…262144
 * @height: number of rows, 1…262144
 * @error: %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): an image of undefined content, or %NULL
 */
FvImage *
fv_image_new (gint width, gint height, GError **error)
{
  FvImage *image;
  gfloat *data;

  if (!check_size (width, height, error))
    return NULL;
  data = fv_memory_new_floats ((gsize)width * height * 3, error);
  if (data == NULL)
    return NULL;
  image = g_new (FvImage, 1);
  image->width = width;
  image->height = height;
  image->data = data;
  return image;
}

/**
 * fv_bytes_new:
 * @width: number of columns, 1…262144
 * @height: number of rows, 1…262144
 * @error: %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): height × width × 3 bytes of undefined content, to be freed
 *   with fv_memory_free(), or %NULL
 */
guint8 *
fv_bytes_new (gint width, gint height, GError **error)
{
  if (!check_size (width, height, error))
    return NULL;
  return fv_memory_new ((gsize)width * height * 3, 1, error);
}

/**
 * fv_image_free:
 * @image: (nullable): an image
 */
void
fv_image_free (FvImage *image)
{
  if (image == NULL)
    return;
  fv_memory_free (image->data);
  g_free (image);
}

/**
 * fv_image_get_n_values:
 * @image: an image
 *
 * Returns: height × width × 3
 */
gsize
fv_image_get_n_values (const FvImage *image)
{
  return (gsize)image->width * image->height * 3;
}

/**
 * fv_image_copy:
 * @image: an image
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): a copy, or %NULL
 */
FvImage *
fv_image_copy (const FvImage *image, GError **error)
{
  FvImage *copy = fv_image_new (image->width, image->height, error);

  if (copy != NULL)
    memcpy (copy->data, image->data, fv_image_get_n_values (image) * sizeof (gfloat));
  return copy;
}

/**
 * fv_image_new_from_bytes:
 * @bytes: height × width × 3: R, G, B, row by row without padding
 * @width: number of columns
 * @height: number of rows
 * @error: %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): the same picture in floats of 0…255, or %NULL
 */
FvImage *
fv_image_new_from_bytes (const guint8 *bytes, gint width, gint height, GError **error)
{
  FvImage *image = fv_image_new (width, height, error);

  if (image == NULL)
    return NULL;
  for (gsize i = 0; i < fv_image_get_n_values (image); i++)
    image->data[i] = bytes[i];
  return image;
}

/**
 * fv_image_new_noise:
 * @width: number of columns
 * @height: number of rows
 * @seed: seed of fv_random_uniform()
 * @low: lowest value
 * @range: width of the uniform distribution
 * @error: %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * The start of the seeds' scripts: value number i in memory order is the i-th
 * uniform number of @seed × @range + @low.
 *
 * Returns: (transfer full): an image, or %NULL
 */
FvImage *
fv_image_new_noise (gint width, gint height, guint64 seed, gdouble low, gdouble range,
                    GError **error)
{
  FvImage *image = fv_image_new (width, height, error);

  if (image == NULL)
    return NULL;
  for (gsize i = 0; i < fv_image_get_n_values (image); i++)
    image->data[i] = fv_random_uniform (seed, i) * range + low;
  return image;
}
