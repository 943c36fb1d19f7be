/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Gaussian smoothing in place. Rows go through a window that holds the rows around the
 * one that is being made as they were, so that no copy of the image is needed. */

#include "smooth.h"

#include <math.h>
#include <string.h>

#include "base/memory.h"

#define TRUNCATION     4.0 /* standard deviations, as in SciPy's gaussian_filter() */
#define CASCADE_RADIUS 4   /* kernels of 9 × 9 */
#define N_CASCADE      3

/* The mean of several separable filters of one radius */
typedef struct
{
  FvImage *image;
  FvPadding x, y;
  gint radius;
  gint n_kernels;
  gfloat *kernels; /* n_kernels × (2 radius + 1) */
  gsize n;         /* values of a row */
  gfloat *window;  /* (2 radius + 1) × n: row p of the image is row p + radius, modulo */
  gfloat *below; /* radius × n: what follows the last row, as it was at the beginning */
  gfloat *line;  /* one row with margins of radius columns */
} FvSmoothing;

static void
make_gaussian (gfloat *kernel, gint radius, gdouble sigma)
{
  gdouble sum = 0.0;

  for (gint i = -radius; i <= radius; i++)
    sum += exp (-0.5 * (i / sigma) * (i / sigma));
  for (gint i = -radius; i <= radius; i++)
    kernel[i + radius] = exp (-0.5 * (i / sigma) * (i / sigma)) / sum;
}

static gfloat *
get_window_row (const FvSmoothing *smoothing, gint row)
{
  gint n_rows = 2 * smoothing->radius + 1;

  return smoothing->window + (row + smoothing->radius) % n_rows * smoothing->n;
}

/* Copies row @row of the image with margins, while the rows that it is made of are not
 * yet changed */
static void
copy_row (const FvSmoothing *smoothing, gint row, gfloat *target)
{
  gint source = fv_padding_get_source (smoothing->y, smoothing->image->height, row);

  if (source < 0)
    memset (target, 0, smoothing->n * sizeof (gfloat));
  else
    memcpy (target, smoothing->image->data + source * smoothing->n,
            smoothing->n * sizeof (gfloat));
}

static void
load_row (const FvSmoothing *smoothing, gint row)
{
  gint height = smoothing->image->height;

  if (row < height)
    copy_row (smoothing, row, get_window_row (smoothing, row));
  else
    memcpy (get_window_row (smoothing, row),
            smoothing->below + (row - height) * smoothing->n,
            smoothing->n * sizeof (gfloat));
}

static void
add_weighted (gfloat *target, const gfloat *values, gfloat weight, gsize n)
{
  for (gsize i = 0; i < n; i++)
    target[i] += weight * values[i];
}

static void
make_row (const FvSmoothing *smoothing, gint row)
{
  gint radius = smoothing->radius, n_taps = 2 * radius + 1;
  gsize n = smoothing->n;
  gfloat *target = smoothing->image->data + row * n;
  gfloat *middle = smoothing->line + (gsize)radius * 3;

  memset (target, 0, n * sizeof (gfloat));
  for (gint i = 0; i < smoothing->n_kernels; i++)
    {
      const gfloat *kernel = smoothing->kernels + (gsize)i * n_taps;

      memset (middle, 0, n * sizeof (gfloat));
      for (gint tap = 0; tap < n_taps; tap++)
        add_weighted (middle, get_window_row (smoothing, row + tap - radius), kernel[tap],
                      n);
      fv_padding_fill_margins (smoothing->line, smoothing->image->width, smoothing->x,
                               radius, NULL);
      for (gint tap = 0; tap < n_taps; tap++)
        add_weighted (target, smoothing->line + 3 * (gsize)tap,
                      kernel[tap] / smoothing->n_kernels, n);
    }
}

static gboolean
smoothing_init (FvSmoothing *smoothing, gint n_kernels, GError **error)
{
  gsize radius = smoothing->radius, n_taps = 2 * radius + 1;

  smoothing->n_kernels = n_kernels;
  smoothing->n = (gsize)smoothing->image->width * 3;
  smoothing->kernels = fv_memory_new_floats (n_kernels * n_taps, error);
  if (smoothing->kernels != NULL)
    smoothing->window = fv_memory_new_floats (n_taps * smoothing->n, error);
  if (smoothing->window != NULL)
    smoothing->below = fv_memory_new_floats (radius * smoothing->n, error);
  if (smoothing->below != NULL)
    smoothing->line = fv_memory_new_floats (smoothing->n + 6 * radius, error);
  return smoothing->line != NULL;
}

static void
smoothing_clear (FvSmoothing *smoothing)
{
  fv_memory_free (smoothing->kernels);
  fv_memory_free (smoothing->window);
  fv_memory_free (smoothing->below);
  fv_memory_free (smoothing->line);
}

static void
smooth (const FvSmoothing *smoothing)
{
  gint radius = smoothing->radius, height = smoothing->image->height;

  for (gint i = 0; i < radius; i++)
    copy_row (smoothing, height + i, smoothing->below + i * smoothing->n);
  for (gint row = -radius; row < radius; row++)
    load_row (smoothing, row);
  for (gint row = 0; row < height; row++)
    {
      load_row (smoothing, row + radius);
      make_row (smoothing, row);
    }
}

/**
 * fv_image_blur:
 * @image: an image, which is blurred in place
 * @sigma: standard deviation of the Gaussian, in pixels; 0 changes nothing
 * @x: what lies to the left and right; %FV_PADDING_ZERO is 0
 * @y: what lies above and below
 * @error: %FV_ERROR_MEMORY
 *
 * A Gaussian that is cut off at four standard deviations, and whose weights have the sum
 * 1, like SciPy's gaussian_filter(). It is symmetric, so that with %FV_PADDING_ZERO and
 * %FV_PADDING_CIRCULAR it is its own adjoint. Takes the memory of 12 @sigma rows.
 *
 * Returns: %FALSE if there was no memory; @image is as it was
 */
gboolean
fv_image_blur (FvImage *image, gdouble sigma, FvPadding x, FvPadding y, GError **error)
{
  FvSmoothing smoothing = { image, x, y, (gint)(TRUNCATION * sigma + 0.5) };
  gboolean success;

  if (smoothing.radius == 0)
    return TRUE;
  success = smoothing_init (&smoothing, 1, error);
  if (success)
    {
      make_gaussian (smoothing.kernels, smoothing.radius, sigma);
      smooth (&smoothing);
    }
  smoothing_clear (&smoothing);
  return success;
}

/**
 * fv_gradient_smooth:
 * @gradient: a gradient, which is smoothed in place
 * @sigma: standard deviation of the middle Gaussian, in pixels; greater than 0
 * @x: what lies to the left and right; %FV_PADDING_ZERO is 0
 * @y: what lies above and below
 * @error: %FV_ERROR_MEMORY
 *
 * The mean of three Gaussians of standard deviations @sigma / 2, @sigma and 2 @sigma,
 * each cut off to 9 × 9 positions whatever its width, and with weights of the sum 1:
 * CascadeGaussianSmoothing of gordicaleksa's pytorch-deepdream, which reflects at the
 * edges (%FV_PADDING_REFLECT). Its @sigma at step i of n, from 1, is 2 i / n + 0.5. Takes
 * the memory of 14 rows.
 *
 * Returns: %FALSE if there was no memory; @gradient is as it was
 */
gboolean
fv_gradient_smooth (FvImage *gradient, gdouble sigma, FvPadding x, FvPadding y,
                    GError **error)
{
  const gdouble factors[N_CASCADE] = { 0.5, 1.0, 2.0 };
  FvSmoothing smoothing = { gradient, x, y, CASCADE_RADIUS };
  gboolean success = smoothing_init (&smoothing, N_CASCADE, error);

  if (success)
    {
      for (gint i = 0; i < N_CASCADE; i++)
        make_gaussian (smoothing.kernels + i * (2 * CASCADE_RADIUS + 1), CASCADE_RADIUS,
                       sigma * factors[i]);
      smooth (&smoothing);
    }
  smoothing_clear (&smoothing);
  return success;
}
