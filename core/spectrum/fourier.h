/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_FOURIER_H
#define FV_FOURIER_H

#include "spectrum.h"

/* A picture whose parameters are the spectra of three decorrelated colour channels */
typedef struct _FvFourier FvFourier;

FvFourier *fv_fourier_new (gint width, gint height, GError **error);
void fv_fourier_free (FvFourier *fourier);
gsize fv_fourier_count_parameters (gint width, gint height);
guint64 fv_fourier_get_memory (gint width, gint height);

void fv_fourier_start_noise (FvFourier *fourier, guint64 seed, gdouble deviation);
void fv_fourier_start_picture (FvFourier *fourier, const FvImage *picture);
void fv_fourier_copy (FvFourier *target, const FvFourier *source);

gsize fv_fourier_get_n_parameters (const FvFourier *fourier);
gfloat *fv_fourier_get_parameters (FvFourier *fourier);
const FvSpectrum *fv_fourier_get_spectrum (const FvFourier *fourier);

void fv_fourier_draw (FvFourier *fourier, FvImage *picture);
void fv_fourier_backward (FvFourier *fourier, const FvImage *picture,
                          const FvImage *picture_gradient, gfloat *gradient);

gdouble fv_fourier_get_deviation (const FvFourier *fourier);
void fv_fourier_scale (FvFourier *fourier, gdouble factor);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvFourier, fv_fourier_free)

#endif /* FV_FOURIER_H */
