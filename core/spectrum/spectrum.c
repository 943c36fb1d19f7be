/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A real plane from the coefficients of its Fourier transform, each weighted by
 * 1 / frequency, so that all of them have about the same share in a picture like a photo:
 * fft_image of the Lucid library. */

#include "spectrum.h"

#include <math.h>

#include "transform.h"
#include "base/memory.h"

/* What Lucid divides the plane by */
#define DIVISOR 4.0

/**
 * fv_spectrum_new:
 * @width: the plane's width
 * @height: its height
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): a plane of undefined values, or %NULL
 */
FvSpectrum *
fv_spectrum_new (gint width, gint height, GError **error)
{
  g_autoptr (FvSpectrum) spectrum = g_new0 (FvSpectrum, 1);

  spectrum->width = width;
  spectrum->height = height;
  spectrum->n_columns = width / 2 + 1;
  spectrum->coefficients =
      fv_memory_new (fv_spectrum_count (width, height), sizeof (FvComplex), error);
  if (spectrum->coefficients == NULL)
    return NULL;
  spectrum->plane = fv_memory_new_floats ((gsize)height * width, error);
  if (spectrum->plane == NULL)
    return NULL;
  spectrum->transform = fv_transform_new (width, height, error);
  if (spectrum->transform == NULL)
    return NULL;
  return g_steal_pointer (&spectrum);
}

/**
 * fv_spectrum_free:
 * @spectrum: (nullable): a spectrum
 */
void
fv_spectrum_free (FvSpectrum *spectrum)
{
  if (spectrum == NULL)
    return;
  fv_transform_free (spectrum->transform);
  fv_memory_free (spectrum->coefficients);
  fv_memory_free (spectrum->plane);
  g_free (spectrum);
}

/**
 * fv_spectrum_get_memory:
 * @width: a plane's width
 * @height: its height
 *
 * Returns: the bytes that fv_spectrum_new() takes
 */
guint64
fv_spectrum_get_memory (gint width, gint height)
{
  return fv_spectrum_count (width, height) * sizeof (FvComplex) +
         (guint64)height * width * sizeof (gfloat) +
         fv_transform_get_memory (width, height);
}

/**
 * fv_spectrum_get_gain:
 * @spectrum: a spectrum
 * @row: one of its rows
 * @column: one of its columns
 *
 * Its weight is √(width × height), which makes the transform unitary, over the frequency
 * in periods a pixel; over that of one period along the longer side at most.
 *
 * Returns: the amplitude in the plane of a coefficient of 1
 */
gdouble
fv_spectrum_get_gain (const FvSpectrum *spectrum, gint row, gint column)
{
  gint width = spectrum->width, height = spectrum->height;
  gdouble across = (gdouble)column / width;
  gdouble down = (gdouble)MIN (row, height - row) / height;
  gdouble lowest = 1.0 / MAX (width, height);
  gdouble frequency = sqrt (across * across + down * down);

  return 1.0 / sqrt ((gdouble)width * height) / MAX (frequency, lowest) / DIVISOR;
}

/**
 * fv_spectrum_get_multiplicity:
 * @spectrum: a spectrum
 * @column: one of its columns
 *
 * Returns: how often it is in the whole spectrum, where the columns between the first and
 *   the middle one have mirror images: 1 or 2
 */
gint
fv_spectrum_get_multiplicity (const FvSpectrum *spectrum, gint column)
{
  return column == 0 || 2 * column == spectrum->width ? 1 : 2;
}

/* Of columns that are their own mirror image, only the part that is symmetric is in a
 * real plane; the transform takes no other. */
static void
make_symmetric (FvSpectrum *spectrum, gint column)
{
  gint height = spectrum->height;

  for (gint row = 0; row <= height / 2; row++)
    {
      gsize opposite = (height - row) % height;
      FvComplex *a = spectrum->coefficients + (gsize)row * spectrum->n_columns + column;
      FvComplex *b = spectrum->coefficients + opposite * spectrum->n_columns + column;
      FvComplex mean = (*a + conjf (*b)) / 2;

      *a = mean;
      *b = conjf (mean);
    }
}

/**
 * fv_spectrum_draw:
 * @spectrum: (inout): its plane is drawn
 * @parameters: height × n_columns: coefficients without their weights
 *
 * plane = inverse transform (weights × parameters) / 4
 */
void
fv_spectrum_draw (FvSpectrum *spectrum, const FvComplex *parameters)
{
  FvComplex *target = spectrum->coefficients;

  for (gint row = 0; row < spectrum->height; row++)
    for (gint column = 0; column < spectrum->n_columns; column++)
      *target++ = *parameters++ * (gfloat)fv_spectrum_get_gain (spectrum, row, column);
  make_symmetric (spectrum, 0);
  if (spectrum->width % 2 == 0)
    make_symmetric (spectrum, spectrum->width / 2);
  fv_transform_to_plane (spectrum->transform, spectrum->coefficients, spectrum->plane);
}

/**
 * fv_spectrum_backward:
 * @spectrum: its plane is d loss / d plane; undefined afterwards
 * @gradient: (out caller-allocates): height × n_columns: d loss / d parameters
 *
 * The adjoint of fv_spectrum_draw().
 */
void
fv_spectrum_backward (FvSpectrum *spectrum, FvComplex *gradient)
{
  const FvComplex *source = spectrum->coefficients;

  fv_transform_to_coefficients (spectrum->transform, spectrum->plane,
                                spectrum->coefficients);
  for (gint row = 0; row < spectrum->height; row++)
    for (gint column = 0; column < spectrum->n_columns; column++)
      *gradient++ = *source++ * (gfloat)(fv_spectrum_get_gain (spectrum, row, column) *
                                         fv_spectrum_get_multiplicity (spectrum, column));
}

/**
 * fv_spectrum_invert:
 * @spectrum: its plane is a plane; undefined afterwards
 * @parameters: (out caller-allocates): height × n_columns: what draws it
 *
 * The inverse of fv_spectrum_draw().
 */
void
fv_spectrum_invert (FvSpectrum *spectrum, FvComplex *parameters)
{
  const FvComplex *source = spectrum->coefficients;
  gdouble n = fv_spectrum_get_n_pixels (spectrum);

  fv_transform_to_coefficients (spectrum->transform, spectrum->plane,
                                spectrum->coefficients);
  for (gint row = 0; row < spectrum->height; row++)
    for (gint column = 0; column < spectrum->n_columns; column++)
      *parameters++ =
          *source++ * (gfloat)(1.0 / n / fv_spectrum_get_gain (spectrum, row, column));
}
