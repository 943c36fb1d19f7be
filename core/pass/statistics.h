/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_STATISTICS_H
#define FV_STATISTICS_H

#include "featvis.h"
#include "base/workers.h"

/* How a layer's features are spread over the positions of a picture, seen along some
 * directions, and how far that is from those of guides: first all positions are added,
 * then they can be compared, and then each one has its gradient. */
typedef struct _FvStatistics FvStatistics;

FvStatistics *fv_statistics_new (gint n_channels, gsize n_positions, GError **error);
void fv_statistics_free (FvStatistics *statistics);
gsize fv_statistics_get_n_values (gint n_channels, gsize n_positions);
gsize fv_statistics_get_scratch (gint n_channels, gsize n_positions, gint width);

void fv_statistics_begin (FvStatistics *statistics);
void fv_statistics_add (FvStatistics *statistics, const gfloat *values, gint n_positions,
                        FvWorkers *workers);
void fv_statistics_sort (FvStatistics *statistics, FvWorkers *workers);
gfloat *fv_statistics_take_sorted (FvStatistics *statistics, gsize *n_positions);

void fv_statistics_compare (FvStatistics *statistics, const FvTerm *terms, gint n_terms,
                            FvWorkers *workers);
gdouble fv_statistics_get_loss (const FvStatistics *statistics);
void fv_statistics_differentiate (const FvStatistics *statistics, gsize first,
                                  gint n_positions, gfloat *gradient, gfloat *scratch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvStatistics, fv_statistics_free)

#endif /* FV_STATISTICS_H */
