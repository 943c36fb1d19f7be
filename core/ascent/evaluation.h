/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_EVALUATION_H
#define FV_EVALUATION_H

#include "pass/plan.h"

/* The loss and gradient of an ascent's objective at tensors of one size: with the padding
 * that the settings have, and the jitter of each step. */
typedef struct _FvEvaluation FvEvaluation;

gboolean fv_seamless_has_x (FvSeamless seamless);
gboolean fv_seamless_has_y (FvSeamless seamless);
FvObjective fv_ascent_get_objective (const FvAscent *ascent);
FvPadding fv_settings_get_padding_x (const FvSettings *settings);
FvPadding fv_settings_get_padding_y (const FvSettings *settings);

void fv_evaluation_get_pass_size (const FvNetwork *network, const FvAscent *ascent,
                                  gint *width, gint *height);
guint64 fv_evaluation_get_memory (const FvNetwork *network, const FvAscent *ascent,
                                  gint width, gint height);
FvEvaluation *fv_evaluation_new (const FvNetwork *network, const FvAscent *ascent,
                                 FvPassManner manner, gint width, gint height,
                                 GError **error);
void fv_evaluation_free (FvEvaluation *evaluation);
gboolean fv_evaluation_run (FvEvaluation *evaluation, FvImage *tensor, gint step,
                            gboolean redirect, FvImage *gradient, gdouble *loss,
                            GCancellable *cancellable, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvEvaluation, fv_evaluation_free)

#endif /* FV_EVALUATION_H */
