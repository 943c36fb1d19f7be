/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_OBJECTIVE_H
#define FV_OBJECTIVE_H

#include "featvis.h"
#include "tap.h"

const FvTerm *fv_objective_get_terms (const FvObjective *objective, FvTerm *single,
                                      gint *n_terms);
gboolean fv_objective_check_size (const FvLayer *layers, gint n_layers,
                                  const FvObjective *objective, gint width, gint height,
                                  GError **error);
gint64 fv_objective_get_smallest_side (const FvLayer *layers, gint n_layers,
                                       const FvObjective *objective, gboolean is_column);
gsize fv_objective_count_positions (const FvObjective *objective, const FvTap *tap);
gsize fv_objective_get_scratch (const FvObjective *objective, const FvTap *tap);
void fv_objective_differentiate (const FvObjective *objective, FvTap *tap, gint first,
                                 gint end, FvWorkers *workers);
void fv_objective_begin_style (FvTap *tap);
void fv_objective_measure_style (const FvObjective *objective, FvTap *tap, gint first,
                                 gint end, FvWorkers *workers);
void fv_objective_end_style (const FvObjective *objective, FvTap *tap);
void fv_objective_compare_style (FvTap *tap, FvWorkers *workers);
void fv_objective_remember_content (const FvObjective *objective, FvTap *tap, gint first,
                                    gint end);
void fv_objective_weigh_content (const FvObjective *objective, FvTap *tap);
gdouble fv_objective_get_loss (const FvObjective *objective, const FvTap *tap);

#endif /* FV_OBJECTIVE_H */
