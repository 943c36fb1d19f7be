/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_GUIDE_H
#define FV_GUIDE_H

#include "featvis.h"

/* features: n_positions × n_channels, after ReLU, row by row
 * width: positions in a row, if it is about a content
 * gram: n_channels × n_channels: the mean over the positions of their features' products
 *   with each other
 * gram_norm: the sum of the squares of that
 * sorted: n_channels × n_positions: along each of the directions of statistics.c, the
 *   places of all positions from the smallest to the largest
 * sorted_norm: the mean of the squares of these
 *
 * What it is not about is NULL. */
struct _FvGuide
{
  gchar *layer;
  gint n_positions;
  gint n_channels;
  gint width;
  gfloat *features;
  gfloat *gram;
  gdouble gram_norm;
  gfloat *sorted;
  gdouble sorted_norm;
};

gboolean fv_term_compares_styles (const FvTerm *term);
gboolean fv_guide_check (const FvGuide *guide, const FvLayer *layer, GError **error);
guint64 fv_guide_get_memory (const FvGuide *guide);
gsize fv_guide_get_scratch (gint n_positions);
gdouble fv_guide_match (const FvGuide *guide, const gfloat *values, gint n_positions,
                        gdouble factor, gfloat *gradient, gfloat *scratch);

#endif /* FV_GUIDE_H */
