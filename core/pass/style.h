/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_STYLE_H
#define FV_STYLE_H

#include "featvis.h"
#include "base/workers.h"

/* The Gram matrix of a layer's channels over the positions of a picture, and how far it
 * is from those of guides: first all positions are added, then they can be compared, and
 * then each one has its gradient. */
typedef struct _FvStyle FvStyle;

FvStyle *fv_style_new (gint n_channels, gint width, GError **error);
void fv_style_free (FvStyle *style);
gsize fv_style_get_n_values (gint n_channels, gint width);

void fv_style_begin (FvStyle *style);
void fv_style_add (FvStyle *style, const gfloat *values, gint n_positions,
                   FvWorkers *workers);
void fv_style_end (FvStyle *style, gint64 n_positions);
const gfloat *fv_style_get_gram (const FvStyle *style);

void fv_style_compare (FvStyle *style, const FvTerm *terms, gint n_terms);
gdouble fv_style_get_loss (const FvStyle *style);
void fv_style_differentiate (const FvStyle *style, const gfloat *values, gint n_positions,
                             gfloat *gradient, gfloat *scratch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvStyle, fv_style_free)

#endif /* FV_STYLE_H */
