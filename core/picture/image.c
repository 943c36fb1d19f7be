/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Float images of three channels: the pictures and input tensors of featvis.h. */

#include "image.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/memory.h"
#include "base/random.h"

static gboolean
is_size (gint64 width, gint64 height)
{
  return width >= 1 && height >= 1 && width <= FV_MAXIMUM_SIDE &&
         height <= FV_MAXIMUM_SIDE;
}

/**
 * fv_size_check:
 * @width: number of columns
 * @height: number of rows
 * @error: %FV_ERROR_SIZE
 *
 * Returns: whether both are 1…262144
 */
gboolean
fv_size_check (gint64 width, gint64 height, GError **error)
{
  if (is_size (width, height))
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_SIZE,
               _ ("A picture cannot be %d×%d pixels. Choose a width and a height from 1 "
                  "to %d."),
               (gint)CLAMP (width, G_MININT, G_MAXINT),
               (gint)CLAMP (height, G_MININT, G_MAXINT), FV_MAXIMUM_SIDE);
  return FALSE;
}

/**
 * fv_image_get_memory:
 * @width: number of columns
 * @height: number of rows
 *
 * Returns: the bytes that an image's values take
 */
guint64
fv_image_get_memory (gint width, gint height)
{
  return (guint64)width * height * 3 * sizeof (gfloat);
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

  if (!fv_size_check (width, height, error))
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
  if (!fv_size_check (width, height, error))
    return NULL;
  return fv_memory_new ((gsize)width * height * 3, 1, error);
}

/**
 * fv_image_free:
 * @image: (nullable): an image
 *
 * Frees an image and its values.
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
  g_return_val_if_fail (image != NULL, 0);
  return (gsize)image->width * image->height * 3;
}

/**
 * fv_image_has_data:
 * @image: (nullable): what was given as an image
 *
 * Returns: whether it is one, with a size that images can have
 */
gboolean
fv_image_has_data (const FvImage *image)
{
  return image != NULL && image->data != NULL && is_size (image->width, image->height);
}

/* Without a branch, so that it takes no time worth mentioning beside one gradient: a
 * value that is not finite has all bits of the exponent set. */
static gboolean
are_finite (const gfloat *values, gsize n)
{
  guint32 carries = 0;

  for (gsize i = 0; i < n; i++)
    {
      guint32 bits;

      memcpy (&bits, &values[i], sizeof bits);
      carries |= (bits & 0x7fffffff) + 0x00800000;
    }
  return carries >> 31 == 0;
}

/**
 * fv_image_check_values:
 * @image: a picture or an input tensor
 * @error: %FV_ERROR_SETTING
 *
 * One value that is no number would make all others that the network computes such, too.
 *
 * Returns: whether all values are finite numbers
 */
gboolean
fv_image_check_values (const FvImage *image, GError **error)
{
  gsize i = 0;

  if (are_finite (image->data, fv_image_get_n_values (image)))
    return TRUE;
  while (isfinite (image->data[i]))
    i++;
  g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
               _ ("The picture has a value that is no finite number, in column %d "
                  "of row %d. Mend it there, or choose another picture."),
               (gint)(i / 3 % image->width), (gint)(i / 3 / image->width));
  return FALSE;
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
  FvImage *copy;

  g_return_val_if_fail (fv_image_has_data (image), NULL);
  copy = fv_image_new (image->width, image->height, error);
  if (copy != NULL)
    memcpy (copy->data, image->data, fv_image_get_n_values (image) * sizeof (gfloat));
  return copy;
}

/**
 * fv_image_new_from_bytes:
 * @bytes: height × width × 3: R, G, B, row by row without padding
 * @width: number of columns, 1…262144
 * @height: number of rows, 1…262144
 * @error: %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): the same picture in floats of 0…255, or %NULL
 */
FvImage *
fv_image_new_from_bytes (const guint8 *bytes, gint width, gint height, GError **error)
{
  FvImage *image;

  g_return_val_if_fail (bytes != NULL, NULL);
  image = fv_image_new (width, height, error);
  if (image == NULL)
    return NULL;
  for (gsize i = 0; i < fv_image_get_n_values (image); i++)
    image->data[i] = bytes[i];
  return image;
}

/**
 * fv_image_new_noise:
 * @width: number of columns, 1…262144
 * @height: number of rows, 1…262144
 * @seed: seed of the random numbers
 * @low: lowest value
 * @range: width of the uniform distribution
 * @error: %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * What the published scripts start from: value number i in memory order is the i-th
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

/* FALSE if nothing is seen */
static gboolean
get_seen_mean (const FvImage *image, const gfloat *alpha, gfloat mean[3])
{
  gsize n_pixels = (gsize)image->width * image->height;
  gsize n_seen = 0;
  gdouble sums[3] = { 0.0 };

  for (gsize i = 0; i < n_pixels; i++)
    if (alpha[i] > 0.0f)
      {
        n_seen++;
        for (gint c = 0; c < 3; c++)
          sums[c] += image->data[3 * i + c];
      }
  for (gint c = 0; n_seen > 0 && c < 3; c++)
    mean[c] = sums[c] / n_seen;
  return n_seen > 0;
}

/**
 * fv_image_fill_hidden:
 * @image: (inout): a picture
 * @alpha: (array): height × width values: 0 for what is transparent altogether
 *
 * Gives what nobody sees the mean color of what is seen, so that hidden colors do not
 * steer what a network makes of the picture.
 *
 * Returns: whether anything is seen; if nothing is, the picture stays as it is
 */
gboolean
fv_image_fill_hidden (FvImage *image, const gfloat *alpha)
{
  gfloat mean[3];

  g_return_val_if_fail (fv_image_has_data (image) && alpha != NULL, FALSE);
  if (!get_seen_mean (image, alpha, mean))
    return FALSE;
  for (gsize i = 0; i < (gsize)image->width * image->height; i++)
    if (alpha[i] <= 0.0f)
      memcpy (image->data + 3 * i, mean, sizeof mean);
  return TRUE;
}
