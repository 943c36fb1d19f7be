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

#include <complex.h>
#include <fftw3.h>
#include <math.h>
#include <string.h>

#include "memory.h"
#include "random.h"

#define N_CHANNELS 3

/* What Lucid divides the picture by */
#define PLANE_DIVISOR 4.0

/* How far from 0 and from 255 a picture is held before logits are taken of it, which
 * there would be infinite: less than what rounding to 8 bits removes again */
#define LEAST_VALUE 0.4

struct _FvFourier
{
  gint width;
  gint height;
  gint n_columns;     /* of the half spectrum of a real plane: width / 2 + 1 */
  gfloat *parameters; /* 3 × height × n_columns complex numbers */

  /* One channel at a time */
  fftwf_complex *spectrum; /* height × n_columns */
  gfloat *plane;           /* height × width */
  fftwf_plan to_plane;
  fftwf_plan to_spectrum;
};

/* Lucid's color_correlation_svd_sqrt, measured on ImageNet, over the largest norm of its
 * columns: logits of red, green and blue from the planes */
#define LARGEST_NORM 0.461952379
static const gdouble correlation[N_CHANNELS][N_CHANNELS] = {
  { 0.26 / LARGEST_NORM, 0.09 / LARGEST_NORM, 0.02 / LARGEST_NORM },
  { 0.27 / LARGEST_NORM, 0.00 / LARGEST_NORM, -0.05 / LARGEST_NORM },
  { 0.27 / LARGEST_NORM, -0.09 / LARGEST_NORM, 0.03 / LARGEST_NORM },
};

/* FFTW makes and destroys plans in one thread at a time only. */
static GMutex planner;

static gsize
get_n_coefficients (gint width, gint height)
{
  return (gsize)height * (width / 2 + 1);
}

static gsize
get_n_pixels (const FvFourier *fourier)
{
  return (gsize)fourier->height * fourier->width;
}

static fftwf_complex *
get_channel (gfloat *parameters, const FvFourier *fourier, gint channel)
{
  return (fftwf_complex *)parameters +
         channel * get_n_coefficients (fourier->width, fourier->height);
}

/* FFTW_ESTIMATE does not measure, so that the same plan is made each time, which rounds
 * in the same way. */
static void
make_plans (FvFourier *fourier)
{
  g_mutex_lock (&planner);
  fourier->to_plane =
      fftwf_plan_dft_c2r_2d (fourier->height, fourier->width, fourier->spectrum,
                             fourier->plane, FFTW_ESTIMATE | FFTW_DESTROY_INPUT);
  fourier->to_spectrum =
      fftwf_plan_dft_r2c_2d (fourier->height, fourier->width, fourier->plane,
                             fourier->spectrum, FFTW_ESTIMATE | FFTW_DESTROY_INPUT);
  g_mutex_unlock (&planner);
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
  gsize n = get_n_coefficients (width, height);

  fourier->width = width;
  fourier->height = height;
  fourier->n_columns = width / 2 + 1;
  fourier->parameters = fv_memory_new (N_CHANNELS * n, sizeof (fftwf_complex), error);
  if (fourier->parameters == NULL)
    return NULL;
  memset (fourier->parameters, 0, N_CHANNELS * n * sizeof (fftwf_complex));
  fourier->spectrum = fv_memory_new (n, sizeof (fftwf_complex), error);
  if (fourier->spectrum == NULL)
    return NULL;
  fourier->plane = fv_memory_new_floats (get_n_pixels (fourier), error);
  if (fourier->plane == NULL)
    return NULL;
  make_plans (fourier);
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
  g_mutex_lock (&planner);
  g_clear_pointer (&fourier->to_plane, fftwf_destroy_plan);
  g_clear_pointer (&fourier->to_spectrum, fftwf_destroy_plan);
  g_mutex_unlock (&planner);
  fv_memory_free (fourier->parameters);
  fv_memory_free (fourier->spectrum);
  fv_memory_free (fourier->plane);
  g_free (fourier);
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
  return (N_CHANNELS + 1) * get_n_coefficients (width, height) * sizeof (fftwf_complex) +
         (guint64)height * width * sizeof (gfloat);
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
  return 2 * N_CHANNELS * get_n_coefficients (width, height);
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
  return fv_fourier_count_parameters (fourier->width, fourier->height);
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
  return fourier->parameters;
}

/* Weights ---------------------------------------------------------------------------- */

/* 1 / frequency, in the unit of one over a pixel; for the lowest that of the largest
 * side; times √(width × height), which makes the transform unitary */
static gdouble
get_weight (const FvFourier *fourier, gint row, gint column)
{
  gint width = fourier->width, height = fourier->height;
  gdouble across = (gdouble)column / width;
  gdouble down = (gdouble)MIN (row, height - row) / height;
  gdouble lowest = 1.0 / MAX (width, height);

  return sqrt ((gdouble)width * height) /
         MAX (sqrt (across * across + down * down), lowest);
}

/* How often a coefficient of the half spectrum is in the whole one, where the columns
 * between the first and the middle one have mirror images */
static gint
get_multiplicity (const FvFourier *fourier, gint column)
{
  return column == 0 || 2 * column == fourier->width ? 1 : 2;
}

/* Planes and spectra ------------------------------------------------------------------
 */

/* Of columns that are their own mirror image, only the part that is symmetric is in a
 * real plane; FFTW wants no other. */
static void
make_symmetric (FvFourier *fourier, gint column)
{
  gint height = fourier->height;

  for (gint row = 0; row <= height / 2; row++)
    {
      fftwf_complex *a = fourier->spectrum + (gsize)row * fourier->n_columns + column;
      fftwf_complex *b = fourier->spectrum +
                         (gsize)((height - row) % height) * fourier->n_columns + column;
      fftwf_complex mean = (*a + conjf (*b)) / 2;

      *a = mean;
      *b = conjf (mean);
    }
}

/* plane = inverse transform (weight × parameters) / 4 */
static void
draw_plane (FvFourier *fourier, gint channel)
{
  const fftwf_complex *source = get_channel (fourier->parameters, fourier, channel);
  fftwf_complex *target = fourier->spectrum;
  gdouble factor = 1.0 / PLANE_DIVISOR / get_n_pixels (fourier);

  for (gint row = 0; row < fourier->height; row++)
    for (gint column = 0; column < fourier->n_columns; column++)
      *target++ = *source++ * (gfloat)(get_weight (fourier, row, column) * factor);
  make_symmetric (fourier, 0);
  if (fourier->width % 2 == 0)
    make_symmetric (fourier, fourier->width / 2);
  fftwf_execute (fourier->to_plane);
}

/* The adjoint of draw_plane(): d loss / d parameters of d loss / d plane */
static void
differentiate_plane (FvFourier *fourier, gint channel, gfloat *gradient)
{
  fftwf_complex *target = get_channel (gradient, fourier, channel);
  const fftwf_complex *source = fourier->spectrum;
  gdouble factor = 1.0 / PLANE_DIVISOR / get_n_pixels (fourier);

  fftwf_execute (fourier->to_spectrum);
  for (gint row = 0; row < fourier->height; row++)
    for (gint column = 0; column < fourier->n_columns; column++)
      *target++ = *source++ * (gfloat)(get_weight (fourier, row, column) *
                                       get_multiplicity (fourier, column) * factor);
}

/* The inverse of draw_plane() */
static void
take_plane (FvFourier *fourier, gint channel)
{
  fftwf_complex *target = get_channel (fourier->parameters, fourier, channel);
  const fftwf_complex *source = fourier->spectrum;

  fftwf_execute (fourier->to_spectrum);
  for (gint row = 0; row < fourier->height; row++)
    for (gint column = 0; column < fourier->n_columns; column++)
      *target++ = *source++ * (gfloat)(PLANE_DIVISOR / get_weight (fourier, row, column));
}

/* Starts -------------------------------------------------------------------------------
 */

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
  for (gsize i = 0; i < fv_fourier_get_n_parameters (fourier); i++)
    fourier->parameters[i] = fv_random_normal (seed, i) * deviation;
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
  return log (value / (255.0 - value));
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
      for (gsize i = 0; i < get_n_pixels (fourier); i++)
        {
          const gfloat *pixel = picture->data + i * N_CHANNELS;

          fourier->plane[i] = inverse[channel][0] * get_logit (pixel[0]) +
                              inverse[channel][1] * get_logit (pixel[1]) +
                              inverse[channel][2] * get_logit (pixel[2]);
        }
      take_plane (fourier, channel);
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
  gint n_columns = (MIN (target->width, source->width) + 1) / 2;

  for (gint row = 0; row < source->height; row++)
    {
      gint target_row = find_row (row, source->height, target->height);

      for (gint column = 0; target_row >= 0 && column < n_columns; column++)
        for (gint channel = 0; channel < N_CHANNELS; channel++)
          {
            gdouble ratio =
                get_weight (source, row, column) / get_n_pixels (source) /
                (get_weight (target, target_row, column) / get_n_pixels (target));

            get_channel (target->parameters, target,
                         channel)[(gsize)target_row * target->n_columns + column] =
                get_channel (source->parameters, source,
                             channel)[(gsize)row * source->n_columns + column] *
                (gfloat)ratio;
          }
    }
}

/* Drawing ------------------------------------------------------------------------------
 */

/**
 * fv_fourier_draw:
 * @fourier: a picture
 * @picture: (out caller-allocated): an image of its size: R, G, B in 0…255
 */
void
fv_fourier_draw (FvFourier *fourier, FvImage *picture)
{
  gsize n = fv_image_get_n_values (picture);

  memset (picture->data, 0, n * sizeof (gfloat));
  for (gint channel = 0; channel < N_CHANNELS; channel++)
    {
      draw_plane (fourier, channel);
      for (gsize i = 0; i < n; i++)
        picture->data[i] +=
            correlation[i % N_CHANNELS][channel] * fourier->plane[i / N_CHANNELS];
    }
  for (gsize i = 0; i < n; i++)
    picture->data[i] = 255.0f / (1.0f + expf (-picture->data[i]));
}

/**
 * fv_fourier_backward:
 * @fourier: a picture
 * @picture: what fv_fourier_draw() drew of its present parameters
 * @picture_gradient: d loss / d @picture
 * @gradient: (out caller-allocated): d loss / d parameters, laid out like these
 *
 * The adjoint of the derivative of fv_fourier_draw().
 */
void
fv_fourier_backward (FvFourier *fourier, const FvImage *picture,
                     const FvImage *picture_gradient, gfloat *gradient)
{
  for (gint channel = 0; channel < N_CHANNELS; channel++)
    {
      for (gsize i = 0; i < get_n_pixels (fourier); i++)
        {
          gdouble sum = 0.0;

          for (gint color = 0; color < N_CHANNELS; color++)
            {
              gdouble value = picture->data[i * N_CHANNELS + color];

              /* d value / d logit = value × (1 - value / 255) */
              sum += picture_gradient->data[i * N_CHANNELS + color] * value *
                     (1.0 - value / 255.0) * correlation[color][channel];
            }
          fourier->plane[i] = sum;
        }
      differentiate_plane (fourier, channel, gradient);
    }
}

/* Contrast -----------------------------------------------------------------------------
 */

/**
 * fv_fourier_get_deviation:
 * @fourier: a picture
 *
 * By Parseval's theorem, from the parameters; what of these is in no picture (see
 * fv_fourier_start_noise()) counts as well.
 *
 * Returns: the standard deviation of the logits of red, green and blue around their means
 */
gdouble
fv_fourier_get_deviation (const FvFourier *fourier)
{
  gdouble squares = 0.0;
  gsize n = get_n_coefficients (fourier->width, fourier->height);
  const fftwf_complex *u = (const fftwf_complex *)fourier->parameters;

  for (gint row = 0; row < fourier->height; row++)
    for (gint column = row == 0; column < fourier->n_columns; column++)
      {
        gsize i = (gsize)row * fourier->n_columns + column;
        gdouble weight = get_weight (fourier, row, column);
        gdouble square = 0.0;

        for (gint color = 0; color < N_CHANNELS; color++)
          {
            const gdouble *c = correlation[color];
            complex double sum = c[0] * u[i] + c[1] * u[n + i] + c[2] * u[2 * n + i];

            square += creal (sum) * creal (sum) + cimag (sum) * cimag (sum);
          }
        squares += square * weight * weight * get_multiplicity (fourier, column);
      }
  return sqrt (squares / N_CHANNELS) / PLANE_DIVISOR / get_n_pixels (fourier);
}

/**
 * fv_fourier_scale:
 * @fourier: a picture
 * @factor: what the contrast of its logits is multiplied by; their means are kept
 */
void
fv_fourier_scale (FvFourier *fourier, gdouble factor)
{
  for (gint channel = 0; channel < N_CHANNELS; channel++)
    {
      fftwf_complex *spectrum = get_channel (fourier->parameters, fourier, channel);

      for (gsize i = 1; i < get_n_coefficients (fourier->width, fourier->height); i++)
        spectrum[i] *= (gfloat)factor;
    }
}
