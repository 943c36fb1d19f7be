/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_LBFGS_H
#define FV_LBFGS_H

#include "featvis.h"

typedef struct _FvLbfgs FvLbfgs;

FvLbfgs *fv_lbfgs_new (gsize n_pixels, const gdouble metric[3][3], gint n_pairs,
                       gint n_threads, GError **error);
void fv_lbfgs_free (FvLbfgs *lbfgs);
gint fv_lbfgs_choose_pairs (gsize n_values);
guint64 fv_lbfgs_get_memory (gsize n_values, gint n_pairs);
void fv_lbfgs_change_view (FvLbfgs *lbfgs);
void fv_lbfgs_ascend (FvLbfgs *lbfgs, gfloat *values, gfloat *gradient, gdouble loss,
                      gdouble first_step);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvLbfgs, fv_lbfgs_free)

#endif /* FV_LBFGS_H */
