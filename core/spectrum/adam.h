/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_ADAM_H
#define FV_ADAM_H

#include "featvis.h"

typedef struct _FvAdam FvAdam;

FvAdam *fv_adam_new (gsize n_values, gdouble epsilon, GError **error);
void fv_adam_free (FvAdam *adam);
guint64 fv_adam_get_memory (gsize n_values);
void fv_adam_ascend (FvAdam *adam, gfloat *values, const gfloat *gradient,
                     gdouble step_size);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvAdam, fv_adam_free)

#endif /* FV_ADAM_H */
