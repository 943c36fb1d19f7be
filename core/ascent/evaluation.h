/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_EVALUATION_H
#define FV_EVALUATION_H

#include "ascent-plan.h"
#include "pass/redirect.h"

/* The loss and gradient of an ascent's objective at tensors of one size: with the padding
 * that the settings have, and the jitter of each step. */
typedef struct _FvEvaluation FvEvaluation;

FvEvaluation *fv_evaluation_new (const FvAscentPlan *plan, const FvScale *scale,
                                 GCancellable *cancellable, GError **error);
void fv_evaluation_free (FvEvaluation *evaluation);
gboolean fv_evaluation_remember (FvEvaluation *evaluation, FvImage *photo, gint step,
                                 GCancellable *cancellable, GError **error);
gboolean fv_evaluation_run (FvEvaluation *evaluation, FvImage *tensor, gint step,
                            FvRedirect redirect, FvImage *gradient, gdouble *loss,
                            GCancellable *cancellable, GError **error);
gboolean fv_evaluation_is_redirected (const FvEvaluation *evaluation);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvEvaluation, fv_evaluation_free)

#endif /* FV_EVALUATION_H */
