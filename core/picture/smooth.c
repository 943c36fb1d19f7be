/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Gaussian smoothing in place. Rows go through a window that holds the rows around the
 * one that is being made as they were, so that no copy of the image is needed. */

#include "smooth.h"

#include <string.h>

#include "base/mathematics.h"
#include "base/memory.h"

#define RADIUS    4
#define N_TAPS    (2 * RADIUS + 1)
#define N_KERNELS 3

/* The mean of several separable filters */
typedef struct
{
  FvImage *image;
  FvPadding x, y;
  gfloat kernels[N_KERNELS][N_TAPS];
  gsize n;        /* values of a row */
  gfloat *window; /* N_TAPS × n: row p of the image is row p + RADIUS, modulo N_TAPS */
  gfloat *below;  /* RADIUS × n: what follows the last row, as it was at the beginning */
  gfloat *line;   /* one row with margins of RADIUS columns */
} FvSmoothing;

static void
make_gaussian (gfloat *kernel, gdouble sigma)
{
  gdouble sum = 0.0;

  for (gint i = -RADIUS; i <= RADIUS; i++)
    sum += fv_exp (-0.5 * (i / sigma) * (i / sigma));
  for (gint i = -RADIUS; i <= RADIUS; i++)
    kernel[i + RADIUS] = fv_exp (-0.5 * (i / sigma) * (i / sigma)) / sum;
}

static gfloat *
get_window_row (const FvSmoothing *smoothing, gint row)
{
  return smoothing->window + (row + RADIUS) % N_TAPS * smoothing->n;
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
  gsize n = smoothing->n;
  gfloat *target = smoothing->image->data + row * n;
  gfloat *middle = smoothing->line + (gsize)RADIUS * 3;

  memset (target, 0, n * sizeof (gfloat));
  for (gint i = 0; i < N_KERNELS; i++)
    {
      const gfloat *kernel = smoothing->kernels[i];

      memset (middle, 0, n * sizeof (gfloat));
      for (gint tap = 0; tap < N_TAPS; tap++)
        add_weighted (middle, get_window_row (smoothing, row + tap - RADIUS), kernel[tap],
                      n);
      fv_padding_fill_margins (smoothing->line, smoothing->image->width, smoothing->x,
                               RADIUS, NULL);
      for (gint tap = 0; tap < N_TAPS; tap++)
        add_weighted (target, smoothing->line + 3 * (gsize)tap, kernel[tap] / N_KERNELS,
                      n);
    }
}

static gboolean
allocate (FvSmoothing *smoothing, GError **error)
{
  smoothing->n = (gsize)smoothing->image->width * 3;
  smoothing->window = fv_memory_new_floats (N_TAPS * smoothing->n, error);
  if (smoothing->window != NULL)
    smoothing->below = fv_memory_new_floats (RADIUS * smoothing->n, error);
  if (smoothing->below != NULL)
    smoothing->line = fv_memory_new_floats (smoothing->n + 6 * RADIUS, error);
  return smoothing->line != NULL;
}

static void
smoothing_clear (FvSmoothing *smoothing)
{
  fv_memory_free (smoothing->window);
  fv_memory_free (smoothing->below);
  fv_memory_free (smoothing->line);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FvSmoothing, smoothing_clear)

static void
smooth (const FvSmoothing *smoothing)
{
  gint height = smoothing->image->height;

  for (gint i = 0; i < RADIUS; i++)
    copy_row (smoothing, height + i, smoothing->below + i * smoothing->n);
  for (gint row = -RADIUS; row < RADIUS; row++)
    load_row (smoothing, row);
  for (gint row = 0; row < height; row++)
    {
      load_row (smoothing, row + RADIUS);
      make_row (smoothing, row);
    }
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
  const gdouble factors[N_KERNELS] = { 0.5, 1.0, 2.0 };
  g_auto (FvSmoothing) smoothing = { gradient, x, y };

  if (!allocate (&smoothing, error))
    return FALSE;
  for (gint i = 0; i < N_KERNELS; i++)
    make_gaussian (smoothing.kernels[i], sigma * factors[i]);
  smooth (&smoothing);
  return TRUE;
}
