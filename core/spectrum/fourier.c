/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A picture as the spectra of decorrelated colours, in which gradient ascent does not
 * prefer high frequencies and saturated colours: the parameterisation of the Lucid
 * library (fft_image and to_valid_rgb; C. Olah, A. Mordvintsev and L. Schubert, "Feature
 * Visualization", Distill, 2017).
 *
 * Three spectra, each weighted by 1 / frequency, give three planes by the inverse Fourier
 * transform; the square root of the correlation of colours in photos makes of them the
 * logits of red, green and blue, and the logistic function makes of these 0…255. */

#include "fourier.h"

#include <math.h>
#include <string.h>

#include "base/mathematics.h"
#include "base/memory.h"
#include "base/random.h"

#define N_CHANNELS 3

/* How far from 0 and from 255 a picture is held before logits are taken of it, which
 * there would be infinite: less than what rounding to 8 bits removes again */
#define LEAST_VALUE 0.4

struct _FvFourier
{
  FvSpectrum *spectrum;  /* of one channel at a time */
  FvComplex *parameters; /* 3 × height × n_columns */
};

/* Lucid's color_correlation_svd_sqrt, measured on ImageNet, over the largest norm of its
 * columns: logits of red, green and blue from the planes */
#define LARGEST_NORM 0.461952379
static const gdouble correlation[N_CHANNELS][N_CHANNELS] = {
  { 0.26 / LARGEST_NORM, 0.09 / LARGEST_NORM, 0.02 / LARGEST_NORM },
  { 0.27 / LARGEST_NORM, 0.00 / LARGEST_NORM, -0.05 / LARGEST_NORM },
  { 0.27 / LARGEST_NORM, -0.09 / LARGEST_NORM, 0.03 / LARGEST_NORM },
};

static gsize
get_n_coefficients (const FvFourier *fourier)
{
  return fv_spectrum_count (fourier->spectrum->width, fourier->spectrum->height);
}

/**
 * fv_fourier_new:
 * @width: the picture's width
 * @height: its height
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): a gray picture, its parameters zero, or %NULL
 */
FvFourier *
fv_fourier_new (gint width, gint height, GError **error)
{
  g_autoptr (FvFourier) fourier = g_new0 (FvFourier, 1);
  gsize n = N_CHANNELS * fv_spectrum_count (width, height);

  fourier->spectrum = fv_spectrum_new (width, height, error);
  if (fourier->spectrum == NULL)
    return NULL;
  fourier->parameters = fv_memory_new (n, sizeof (FvComplex), error);
  if (fourier->parameters == NULL)
    return NULL;
  memset (fourier->parameters, 0, n * sizeof (FvComplex));
  return g_steal_pointer (&fourier);
}

/**
 * fv_fourier_free:
 * @fourier: (nullable): a picture
 */
void
fv_fourier_free (FvFourier *fourier)
{
  if (fourier == NULL)
    return;
  fv_spectrum_free (fourier->spectrum);
  fv_memory_free (fourier->parameters);
  g_free (fourier);
}

/**
 * fv_fourier_count_parameters:
 * @width: a picture's width
 * @height: its height
 *
 * Returns: the number of floats that are its parameters
 */
gsize
fv_fourier_count_parameters (gint width, gint height)
{
  return 2 * N_CHANNELS * fv_spectrum_count (width, height);
}

/**
 * fv_fourier_get_memory:
 * @width: a picture's width
 * @height: its height
 *
 * Returns: the bytes that fv_fourier_new() takes
 */
guint64
fv_fourier_get_memory (gint width, gint height)
{
  return fv_spectrum_get_memory (width, height) +
         fv_fourier_count_parameters (width, height) * sizeof (gfloat);
}

/**
 * fv_fourier_get_n_parameters:
 * @fourier: a picture
 *
 * Returns: the number of floats in fv_fourier_get_parameters()
 */
gsize
fv_fourier_get_n_parameters (const FvFourier *fourier)
{
  return 2 * N_CHANNELS * get_n_coefficients (fourier);
}

/**
 * fv_fourier_get_parameters:
 * @fourier: a picture
 *
 * Returns: (transfer none): 3 × height × (width / 2 + 1) × 2: for each channel the half
 *   spectrum of a real plane before weighting, real and imaginary part side by side
 */
gfloat *
fv_fourier_get_parameters (FvFourier *fourier)
{
  return (gfloat *)fourier->parameters;
}

/**
 * fv_fourier_get_spectrum:
 * @fourier: a picture
 *
 * Returns: (transfer none): what draws a channel: its size and its gains
 */
const FvSpectrum *
fv_fourier_get_spectrum (const FvFourier *fourier)
{
  return fourier->spectrum;
}

/* Starts ----------------------------------------------------------------------------- */

/**
 * fv_fourier_start_noise:
 * @fourier: a picture
 * @seed: seed of fv_random_normal()
 * @deviation: standard deviation; Lucid has 0.01
 *
 * Makes value i of the parameters the i-th normal number of @seed × @deviation.
 */
void
fv_fourier_start_noise (FvFourier *fourier, guint64 seed, gdouble deviation)
{
  gfloat *parameters = fv_fourier_get_parameters (fourier);

  for (gsize i = 0; i < fv_fourier_get_n_parameters (fourier); i++)
    parameters[i] = fv_random_normal (seed, i) * deviation;
}

static void
invert_correlation (gdouble inverse[N_CHANNELS][N_CHANNELS])
{
  gdouble determinant = 0.0;

  /* the transposed cofactors, over the determinant */
  for (gint i = 0; i < N_CHANNELS; i++)
    for (gint j = 0; j < N_CHANNELS; j++)
      {
        const gdouble *a = correlation[(i + 1) % N_CHANNELS];
        const gdouble *b = correlation[(i + 2) % N_CHANNELS];
        gint k = (j + 1) % N_CHANNELS, l = (j + 2) % N_CHANNELS;

        inverse[j][i] = a[k] * b[l] - a[l] * b[k];
      }
  for (gint j = 0; j < N_CHANNELS; j++)
    determinant += correlation[0][j] * inverse[j][0];
  for (gint i = 0; i < N_CHANNELS * N_CHANNELS; i++)
    inverse[i / N_CHANNELS][i % N_CHANNELS] /= determinant;
}

static gdouble
get_logit (gdouble value)
{
  value = CLAMP (value, LEAST_VALUE, 255.0 - LEAST_VALUE);
  return fv_log (value / (255.0 - value));
}

/**
 * fv_fourier_start_picture:
 * @fourier: a picture
 * @picture: R, G, B in 0…255, of its size
 *
 * Makes the parameters those that fv_fourier_draw() draws @picture from; values are held
 * 0.4 from 0 and from 255.
 */
void
fv_fourier_start_picture (FvFourier *fourier, const FvImage *picture)
{
  gdouble inverse[N_CHANNELS][N_CHANNELS];

  invert_correlation (inverse);
  for (gint channel = 0; channel < N_CHANNELS; channel++)
    {
      for (gsize i = 0; i < fv_spectrum_get_n_pixels (fourier->spectrum); i++)
        {
          const gfloat *pixel = picture->data + i * N_CHANNELS;

          fourier->spectrum->plane[i] = inverse[channel][0] * get_logit (pixel[0]) +
                                        inverse[channel][1] * get_logit (pixel[1]) +
                                        inverse[channel][2] * get_logit (pixel[2]);
        }
      fv_spectrum_invert (fourier->spectrum,
                          fourier->parameters + channel * get_n_coefficients (fourier));
    }
}

/* The row of a coefficient that both spectra have, given the row in a spectrum of
 * @height; -1 if there is none in one of @other_height. The middle row of an even height
 * stands for two frequencies, which makes it neither. */
static gint
find_row (gint row, gint height, gint other_height)
{
  gint frequency = MIN (row, height - row);

  if (2 * frequency >= MIN (height, other_height))
    return -1;
  return row == frequency ? row : other_height - frequency;
}

/**
 * fv_fourier_copy:
 * @target: (inout): a picture
 * @source: the same picture, or another, larger or smaller
 *
 * Gives @target the frequencies of @source that both can have, counted in periods from
 * edge to edge; it keeps its others. From a large picture a small one is made in this
 * way, and with what a small one has become, a large one keeps its detail.
 */
void
fv_fourier_copy (FvFourier *target, const FvFourier *source)
{
  const FvSpectrum *from = source->spectrum, *to = target->spectrum;
  gsize n_from = get_n_coefficients (source), n_to = get_n_coefficients (target);
  gint n_columns = (MIN (from->width, to->width) + 1) / 2;

  for (gint row = 0; row < from->height; row++)
    {
      gint target_row = find_row (row, from->height, to->height);

      for (gint column = 0; target_row >= 0 && column < n_columns; column++)
        {
          gsize i = (gsize)row * from->n_columns + column;
          gsize k = (gsize)target_row * to->n_columns + column;
          gfloat ratio = fv_spectrum_get_gain (from, row, column) /
                         fv_spectrum_get_gain (to, target_row, column);

          for (gint channel = 0; channel < N_CHANNELS; channel++)
            target->parameters[channel * n_to + k] =
                source->parameters[channel * n_from + i] * ratio;
        }
    }
}

/* Drawing ---------------------------------------------------------------------------- */

/**
 * fv_fourier_draw:
 * @fourier: a picture
 * @picture: (out caller-allocates): an image of its size: R, G, B in 0…255
 */
void
fv_fourier_draw (FvFourier *fourier, FvImage *picture)
{
  gsize n = fv_image_get_n_values (picture);

  memset (picture->data, 0, n * sizeof (gfloat));
  for (gint channel = 0; channel < N_CHANNELS; channel++)
    {
      fv_spectrum_draw (fourier->spectrum,
                        fourier->parameters + channel * get_n_coefficients (fourier));
      for (gsize i = 0; i < n; i++)
        picture->data[i] += correlation[i % N_CHANNELS][channel] *
                            fourier->spectrum->plane[i / N_CHANNELS];
    }
  for (gsize i = 0; i < n; i++)
    picture->data[i] = 255.0 / (1.0 + fv_exp (-picture->data[i]));
}

/**
 * fv_fourier_backward:
 * @fourier: a picture
 * @picture: what fv_fourier_draw() drew of its present parameters
 * @picture_gradient: d loss / d @picture
 * @gradient: (out caller-allocates): d loss / d parameters, laid out like these
 *
 * The adjoint of the derivative of fv_fourier_draw().
 */
void
fv_fourier_backward (FvFourier *fourier, const FvImage *picture,
                     const FvImage *picture_gradient, gfloat *gradient)
{
  for (gint channel = 0; channel < N_CHANNELS; channel++)
    {
      for (gsize i = 0; i < fv_spectrum_get_n_pixels (fourier->spectrum); i++)
        {
          gdouble sum = 0.0;

          for (gint color = 0; color < N_CHANNELS; color++)
            {
              gdouble value = picture->data[i * N_CHANNELS + color];

              /* d value / d logit = value × (1 - value / 255) */
              sum += picture_gradient->data[i * N_CHANNELS + color] * value *
                     (1.0 - value / 255.0) * correlation[color][channel];
            }
          fourier->spectrum->plane[i] = sum;
        }
      fv_spectrum_backward (fourier->spectrum,
                            (FvComplex *)gradient +
                                channel * get_n_coefficients (fourier));
    }
}

/* Contrast -------------------------------------------------------------------------- */

/* How much a coefficient of all channels, each times 1, contributes to the squares of the
 * logits of red, green and blue */
static gdouble
get_square (const FvFourier *fourier, gsize i)
{
  const FvComplex *u = fourier->parameters + i;
  gsize n = get_n_coefficients (fourier);
  gdouble square = 0.0;

  for (gint color = 0; color < N_CHANNELS; color++)
    {
      const gdouble *c = correlation[color];
      complex double sum = c[0] * u[0] + c[1] * u[n] + c[2] * u[2 * n];

      square += creal (sum) * creal (sum) + cimag (sum) * cimag (sum);
    }
  return square;
}

/**
 * fv_fourier_get_deviation:
 * @fourier: a picture
 *
 * By Parseval's theorem, from the parameters; what these have that is in no real plane
 * counts as well, which is half of the first column of noise.
 *
 * Returns: the standard deviation of the logits of red, green and blue around their means
 */
gdouble
fv_fourier_get_deviation (const FvFourier *fourier)
{
  const FvSpectrum *spectrum = fourier->spectrum;
  gdouble squares = 0.0;

  for (gint row = 0; row < spectrum->height; row++)
    for (gint column = row == 0; column < spectrum->n_columns; column++)
      {
        gdouble gain = fv_spectrum_get_gain (spectrum, row, column);

        squares += get_square (fourier, (gsize)row * spectrum->n_columns + column) *
                   gain * gain * fv_spectrum_get_multiplicity (spectrum, column);
      }
  return sqrt (squares / N_CHANNELS);
}

/**
 * fv_fourier_scale:
 * @fourier: a picture
 * @factor: what the contrast of its logits is multiplied by; their means are kept
 */
void
fv_fourier_scale (FvFourier *fourier, gdouble factor)
{
  gsize n = get_n_coefficients (fourier);

  for (gsize i = 0; i < N_CHANNELS * n; i++)
    if (i % n != 0)
      fourier->parameters[i] *= (gfloat)factor;
}
