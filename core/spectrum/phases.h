/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_PHASES_H
#define FV_PHASES_H

#include "fourier.h"

/* The phases of a picture's spectra, whose magnitudes stay as they are */
typedef struct _FvPhases FvPhases;

void fv_fourier_start_natural (FvFourier *fourier, guint64 seed);

FvPhases *fv_phases_new (FvFourier *fourier, GError **error);
void fv_phases_free (FvPhases *phases);
guint64 fv_phases_get_memory (gint width, gint height);
gsize fv_phases_count (gint width, gint height);
gfloat *fv_phases_get (FvPhases *phases);
void fv_phases_backward (const FvPhases *phases, gfloat *gradient);
void fv_phases_apply (FvPhases *phases);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvPhases, fv_phases_free)

#endif /* FV_PHASES_H */
