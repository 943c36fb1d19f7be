/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How large the values of an image are. Sums are of double precision and in memory order,
 * so that they are the same wherever and whenever they are made. */

#include "norms.h"

#include <math.h>

static gdouble
sum_squares (const FvImage *image)
{
  gsize n = fv_image_get_n_values (image);
  gdouble squares = 0.0;

  for (gsize i = 0; i < n; i++)
    squares += (gdouble)image->data[i] * image->data[i];
  return squares;
}

/**
 * fv_image_get_root_mean_square:
 * @image: an image
 *
 * Returns: √(mean x²) over all its values
 */
gdouble
fv_image_get_root_mean_square (const FvImage *image)
{
  return sqrt (sum_squares (image) / fv_image_get_n_values (image));
}

/**
 * fv_image_get_mean_absolute:
 * @image: an image
 *
 * Returns: mean |x| over all its values
 */
gdouble
fv_image_get_mean_absolute (const FvImage *image)
{
  gsize n = fv_image_get_n_values (image);
  gdouble sum = 0.0;

  for (gsize i = 0; i < n; i++)
    sum += fabs (image->data[i]);
  return sum / n;
}

/**
 * fv_image_get_norm:
 * @image: an image
 *
 * Returns: its L2 norm, √(Σ x²) over all its values
 */
gdouble
fv_image_get_norm (const FvImage *image)
{
  return sqrt (sum_squares (image));
}

/**
 * fv_image_is_zero:
 * @image: an image
 *
 * Returns: whether all its values are 0
 */
gboolean
fv_image_is_zero (const FvImage *image)
{
  gsize n = fv_image_get_n_values (image);

  for (gsize i = 0; i < n; i++)
    if (image->data[i] != 0.0f)
      return FALSE;
  return TRUE;
}
