/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A picture with the colours of another: along each principal axis of the example's
 * colours, values become as frequent as they are there (histogram matching; in the
 * example's own axes, so that its colours do not mix). What differs in an example's light
 * alone gets no other colours. */

#include "match-colors.h"

#include <math.h>

#define N_BINS   4096
#define N_SWEEPS 12 /* of Jacobi's method: far more than three rows need */

/* How frequent values are: of those in bin i, the share that is not above its end */
typedef struct
{
  gdouble low;
  gdouble width; /* of a bin */
  gdouble shares[N_BINS];
} Distribution;

/**
 * fv_image_get_covariance:
 * @image: an image
 * @mean: (out): of each channel
 * @covariance: (out): of the channels with each other
 */
void
fv_image_get_covariance (const FvImage *image, gdouble mean[3], gdouble covariance[3][3])
{
  gsize n = (gsize)image->width * image->height;

  for (gint i = 0; i < 3; i++)
    {
      gdouble sum = 0.0;

      for (gsize k = 0; k < n; k++)
        sum += image->data[3 * k + i];
      mean[i] = sum / n;
    }
  for (gint i = 0; i < 3; i++)
    for (gint j = 0; j < 3; j++)
      {
        gdouble sum = 0.0;

        for (gsize k = 0; k < n; k++)
          sum += (image->data[3 * k + i] - mean[i]) * (image->data[3 * k + j] - mean[j]);
        covariance[i][j] = sum / n;
      }
}

/* Axes ------------------------------------------------------------------------------- */

/* The tangent of the smaller of the angles by which the plane of axes @p and @q is to be
 * turned. Where the two are as good as independent, it is as good as none: an axis does
 * not turn about for what was rounded. */
static gdouble
get_tangent (gdouble matrix[3][3], gint p, gint q)
{
  gdouble cotangent; /* of twice the angle */

  if (matrix[p][q] == 0.0)
    return 0.0;
  cotangent = (matrix[q][q] - matrix[p][p]) / (2.0 * matrix[p][q]);
  return copysign (1.0 / (fabs (cotangent) + sqrt (cotangent * cotangent + 1.0)),
                   cotangent);
}

/* Turns the plane of axes @p and @q such that the two are independent. */
static void
rotate (gdouble matrix[3][3], gdouble axes[3][3], gint p, gint q)
{
  gdouble tangent = get_tangent (matrix, p, q);
  gdouble c = 1.0 / sqrt (tangent * tangent + 1.0), s = tangent * c;

  for (gint k = 0; k < 3; k++)
    {
      gdouble a = matrix[k][p], b = matrix[k][q];

      matrix[k][p] = c * a - s * b;
      matrix[k][q] = s * a + c * b;
    }
  for (gint k = 0; k < 3; k++)
    {
      gdouble a = matrix[p][k], b = matrix[q][k];

      matrix[p][k] = c * a - s * b;
      matrix[q][k] = s * a + c * b;
      a = axes[p][k];
      b = axes[q][k];
      axes[p][k] = c * a - s * b;
      axes[q][k] = s * a + c * b;
    }
}

/* The principal axes of colours, as rows, by Jacobi's method */
static void
find_axes (const FvImage *image, gdouble axes[3][3])
{
  gdouble mean[3], covariance[3][3];

  fv_image_get_covariance (image, mean, covariance);
  for (gint i = 0; i < 3; i++)
    for (gint j = 0; j < 3; j++)
      axes[i][j] = i == j;
  for (gint sweep = 0; sweep < N_SWEEPS; sweep++)
    for (gint p = 0; p < 2; p++)
      for (gint q = p + 1; q < 3; q++)
        rotate (covariance, axes, p, q);
}

static gdouble
project (const gfloat *values, const gdouble axis[3])
{
  return values[0] * axis[0] + values[1] * axis[1] + values[2] * axis[2];
}

/* Distributions -----------------------------------------------------------------------
 */

static void
distribution_init (Distribution *distribution, const FvImage *image,
                   const gdouble axis[3])
{
  gsize n = fv_image_get_n_values (image);
  gdouble low = G_MAXDOUBLE, high = -G_MAXDOUBLE, sum = 0.0;

  for (gsize i = 0; i < n; i += 3)
    {
      gdouble value = project (image->data + i, axis);

      low = MIN (low, value);
      high = MAX (high, value);
    }
  *distribution = (Distribution){ .low = low, .width = (high - low) / N_BINS };
  for (gsize i = 0; i < n; i += 3)
    {
      gdouble bin = (project (image->data + i, axis) - low) / distribution->width;

      distribution->shares[distribution->width > 0.0 ? MIN ((gint)bin, N_BINS - 1) : 0]++;
    }
  for (gint i = 0; i < N_BINS; i++)
    distribution->shares[i] = sum += 3.0 * distribution->shares[i] / n;
}

/* Between 0 and 1 */
static gdouble
get_share (const Distribution *distribution, gdouble value)
{
  gdouble at =
      distribution->width > 0.0 ? (value - distribution->low) / distribution->width : 0.5;
  gint bin = MIN ((gint)at, N_BINS - 1);
  gdouble before = bin > 0 ? distribution->shares[bin - 1] : 0.0;

  return before + (at - bin) * (distribution->shares[bin] - before);
}

/* The value that @share of all are not above */
static gdouble
get_value (const Distribution *distribution, gdouble share)
{
  gint first = 0, last = N_BINS - 1;
  gdouble before, part;

  while (first < last) /* the first bin that reaches the share */
    {
      gint middle = (first + last) / 2;

      if (distribution->shares[middle] >= share)
        last = middle;
      else
        first = middle + 1;
    }
  before = first > 0 ? distribution->shares[first - 1] : 0.0;
  part = distribution->shares[first] > before
             ? (share - before) / (distribution->shares[first] - before)
             : 0.0;
  return distribution->low + (first + CLAMP (part, 0.0, 1.0)) * distribution->width;
}

/* What values become: interpolated between the ends of bins */
static void
make_map (const Distribution *from, const Distribution *to, gdouble map[N_BINS + 1])
{
  for (gint i = 0; i <= N_BINS; i++)
    map[i] = get_value (to, get_share (from, from->low + i * from->width));
}

static gdouble
look_up (const Distribution *from, const gdouble map[N_BINS + 1], gdouble value)
{
  gdouble at = from->width > 0.0 ? (value - from->low) / from->width : 0.0;
  gint bin = CLAMP ((gint)at, 0, N_BINS - 1);

  return map[bin] + (at - bin) * (map[bin + 1] - map[bin]);
}

static void
match_axis (FvImage *picture, const FvImage *example, const gdouble axis[3])
{
  g_autofree Distribution *from = g_new (Distribution, 1);
  g_autofree Distribution *to = g_new (Distribution, 1);
  g_autofree gdouble *map = g_new (gdouble, N_BINS + 1);

  distribution_init (from, picture, axis);
  distribution_init (to, example, axis);
  make_map (from, to, map);
  for (gsize i = 0; i < fv_image_get_n_values (picture); i += 3)
    {
      gdouble value = project (picture->data + i, axis);
      gdouble difference = look_up (from, map, value) - value;

      for (gint c = 0; c < 3; c++)
        picture->data[i + c] += difference * axis[c];
    }
}

/**
 * fv_picture_match_colors:
 * @picture: (inout): a picture: R, G, B in any range
 * @example: a picture of any size, with the colours that @picture gets
 *
 * Gives @picture, along each principal axis of the example's colours, the distribution
 * that the example has.
 */
void
fv_picture_match_colors (FvImage *picture, const FvImage *example)
{
  gdouble axes[3][3];

  find_axes (example, axes);
  for (gint i = 0; i < 3; i++)
    match_axis (picture, example, axes[i]);
}
