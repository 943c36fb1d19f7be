/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_SPECTRUM_H
#define FV_SPECTRUM_H

#include <complex.h>

#include "featvis.h"

typedef complex float FvComplex;
typedef struct _FvTransform FvTransform;

/* Between real planes and their spectra: height × n_columns coefficients, row by row, of
 * which the columns with other than their mirror images are left out. */
typedef struct
{
  gint width;
  gint height;
  gint n_columns;          /* width / 2 + 1 */
  gfloat *plane;           /* height × width: what the functions read or write */
  FvComplex *coefficients; /* height × n_columns; undefined between calls */
  FvTransform *transform;
} FvSpectrum;

FvSpectrum *fv_spectrum_new (gint width, gint height, GError **error);
void fv_spectrum_free (FvSpectrum *spectrum);
guint64 fv_spectrum_get_memory (gint width, gint height);

void fv_spectrum_draw (FvSpectrum *spectrum, const FvComplex *parameters);
void fv_spectrum_backward (FvSpectrum *spectrum, FvComplex *gradient);
void fv_spectrum_invert (FvSpectrum *spectrum, FvComplex *parameters);

static inline gsize
fv_spectrum_count (gint width, gint height)
{
  return (gsize)height * (width / 2 + 1);
}

static inline gsize
fv_spectrum_get_n_pixels (const FvSpectrum *spectrum)
{
  return (gsize)spectrum->height * spectrum->width;
}

gdouble fv_spectrum_get_gain (const FvSpectrum *spectrum, gint row, gint column);
gint fv_spectrum_get_multiplicity (const FvSpectrum *spectrum, gint column);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvSpectrum, fv_spectrum_free)

#endif /* FV_SPECTRUM_H */
