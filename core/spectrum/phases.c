/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A picture whose spectra have the magnitudes of photos' and keep them, so that its
 * phases alone are ascended: T. Fel et al., "Unlocking Feature Visualization for Deeper
 * Networks with MAgnitude Constrained Optimization", NeurIPS 2023. No frequency can then
 * cover the picture, however much a network likes it.
 *
 * Theirs are the mean magnitudes of ImageNet's pictures. Here they follow a power law for
 * each plane of decorrelated colours, which natural_spectrum.py fitted to 27 photos: the
 * 12 in the folder nature of Debian 12's mate-backgrounds 1.26.0-1, and the 15 of its
 * lomiri-wallpapers-16.04 20.04.0-2. Their mean amplitudes are within 20 % of it. */

#include "phases.h"

#include <math.h>

#include "base/mathematics.h"
#include "base/memory.h"
#include "base/random.h"

#define N_PLANES 3

/* amplitude = scale × k ** -exponent, k in periods along the longer side, of a square */
static const struct
{
  gdouble scale;
  gdouble exponent;
} natural[N_PLANES] = { { 0.5047, 1.3265 }, { 0.6814, 1.2834 }, { 0.7538, 1.2208 } };

struct _FvPhases
{
  gsize n;
  FvComplex *parameters; /* the picture's */
  gfloat *magnitudes;    /* n of these */
  gfloat *phases;        /* n, in radians */
};

static inline FvComplex
make_parameter (gdouble magnitude, gdouble phase)
{
  gdouble sine, cosine;

  fv_sin_cos (phase, &sine, &cosine);
  return (gfloat)(magnitude * cosine) + (gfloat)(magnitude * sine) * I;
}

/* Natural magnitudes ---------------------------------------------------------------- */

/* Of a parameter, which the spectrum's gain makes an amplitude of. A picture that is not
 * square has as much of each frequency for its area. */
static gdouble
get_magnitude (const FvSpectrum *spectrum, gint plane, gint row, gint column)
{
  gdouble width = spectrum->width, height = spectrum->height;
  gdouble longer = MAX (width, height);
  gdouble across = column / width, down = MIN (row, spectrum->height - row) / height;
  gdouble k = longer * sqrt (across * across + down * down);

  if (k == 0.0) /* the mean colour is gray */
    return 0.0;
  return natural[plane].scale * fv_power (k, -natural[plane].exponent) * longer /
         sqrt (width * height) / fv_spectrum_get_gain (spectrum, row, column);
}

/* A column that is its own mirror image has opposite phases in opposite rows, and real
 * values in rows that are their own. */
static gdouble
choose_phase (const FvSpectrum *spectrum, guint64 seed, gint plane, gint row, gint column)
{
  gint opposite = (spectrum->height - row) % spectrum->height;
  gboolean is_mirrored = fv_spectrum_get_multiplicity (spectrum, column) == 1;
  gint first = is_mirrored ? MIN (row, opposite) : row;
  guint64 index =
      ((guint64)plane * spectrum->height + first) * spectrum->n_columns + column;
  gdouble turn = fv_random_uniform (seed, index);

  if (!is_mirrored)
    return 2.0 * G_PI * turn;
  if (row == opposite)
    return turn < 0.5 ? 0.0 : G_PI;
  return row == first ? 2.0 * G_PI * turn : -2.0 * G_PI * turn;
}

/**
 * fv_fourier_start_natural:
 * @fourier: a picture
 * @seed: seed of fv_random_uniform()
 *
 * Gives the picture the spectra of photos, with random phases.
 */
void
fv_fourier_start_natural (FvFourier *fourier, guint64 seed)
{
  const FvSpectrum *spectrum = fv_fourier_get_spectrum (fourier);
  FvComplex *parameters = (FvComplex *)fv_fourier_get_parameters (fourier);

  for (gint plane = 0; plane < N_PLANES; plane++)
    for (gint row = 0; row < spectrum->height; row++)
      for (gint column = 0; column < spectrum->n_columns; column++)
        {
          gdouble magnitude = get_magnitude (spectrum, plane, row, column);
          gdouble phase = choose_phase (spectrum, seed, plane, row, column);

          *parameters++ = make_parameter (magnitude, phase);
        }
}

/* Phases ---------------------------------------------------------------------------- */

/**
 * fv_phases_new:
 * @fourier: a picture, which must outlive what is returned
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): the phases of the picture's parameters, whose magnitudes are
 *   kept from now on, or %NULL
 */
FvPhases *
fv_phases_new (FvFourier *fourier, GError **error)
{
  g_autoptr (FvPhases) phases = g_new0 (FvPhases, 1);

  phases->n = fv_fourier_get_n_parameters (fourier) / 2;
  phases->parameters = (FvComplex *)fv_fourier_get_parameters (fourier);
  if ((phases->magnitudes = fv_memory_new_floats (phases->n, error)) == NULL ||
      (phases->phases = fv_memory_new_floats (phases->n, error)) == NULL)
    return NULL;
  for (gsize i = 0; i < phases->n; i++)
    {
      gdouble real = crealf (phases->parameters[i]);
      gdouble imaginary = cimagf (phases->parameters[i]);

      phases->magnitudes[i] = sqrt (real * real + imaginary * imaginary);
      phases->phases[i] = fv_atan2 (imaginary, real);
    }
  return g_steal_pointer (&phases);
}

/**
 * fv_phases_free:
 * @phases: (nullable): phases
 */
void
fv_phases_free (FvPhases *phases)
{
  if (phases == NULL)
    return;
  fv_memory_free (phases->magnitudes);
  fv_memory_free (phases->phases);
  g_free (phases);
}

/**
 * fv_phases_count:
 * @width: a picture's width
 * @height: its height
 *
 * Returns: how many phases its spectra have
 */
gsize
fv_phases_count (gint width, gint height)
{
  return fv_fourier_count_parameters (width, height) / 2;
}

/**
 * fv_phases_get_memory:
 * @width: a picture's width
 * @height: its height
 *
 * Returns: the bytes that fv_phases_new() takes
 */
guint64
fv_phases_get_memory (gint width, gint height)
{
  return 2 * fv_phases_count (width, height) * sizeof (gfloat);
}

/**
 * fv_phases_get:
 * @phases: phases
 *
 * Returns: (transfer none): 3 × height × (width / 2 + 1) angles in radians
 */
gfloat *
fv_phases_get (FvPhases *phases)
{
  return phases->phases;
}

/**
 * fv_phases_backward:
 * @phases: phases that were applied
 * @gradient: (inout): d loss / d parameters of the picture, of which the first half
 *   becomes d loss / d phases
 *
 * A turn moves a parameter p by i × p.
 */
void
fv_phases_backward (const FvPhases *phases, gfloat *gradient)
{
  for (gsize i = 0; i < phases->n; i++)
    gradient[i] = crealf (phases->parameters[i]) * gradient[2 * i + 1] -
                  cimagf (phases->parameters[i]) * gradient[2 * i];
}

/**
 * fv_phases_apply:
 * @phases: phases
 *
 * Makes the picture's parameters those of the phases.
 */
void
fv_phases_apply (FvPhases *phases)
{
  for (gsize i = 0; i < phases->n; i++)
    phases->parameters[i] = make_parameter (phases->magnitudes[i], phases->phases[i]);
}
