/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One forward pass through a classifier, and the way back from any of its classes. */

#ifndef FV_CLASSIFIER_PASS_H
#define FV_CLASSIFIER_PASS_H

#include "network/classifier.h"

typedef struct _FvClassifierPass FvClassifierPass;

guint64 fv_classifier_pass_get_memory (const FvClassifier *classifier, gint width,
                                       gint height);
gdouble fv_classifier_pass_get_work (const FvClassifier *classifier, gint width,
                                     gint height);
FvClassifierPass *fv_classifier_pass_new (const FvClassifier *classifier, gint width,
                                          gint height, gint n_threads, GError **error);
void fv_classifier_pass_free (FvClassifierPass *pass);
gboolean fv_classifier_forward (FvClassifierPass *pass, const FvMap *pooled,
                                gfloat *logits, GCancellable *cancellable,
                                GError **error);
gboolean fv_classifier_backward (FvClassifierPass *pass, gint class_index,
                                 FvMap *gradient, GCancellable *cancellable,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvClassifierPass, fv_classifier_pass_free)

#endif /* FV_CLASSIFIER_PASS_H */
