/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_OBJECTIVE_H
#define FV_OBJECTIVE_H

#include "featvis.h"
#include "map.h"

gboolean fv_objective_check_size (const FvLayer *layer, gint border, gint width,
                                  gint height, GError **error);
gdouble fv_objective_differentiate (const FvObjective *objective, FvMap *map, gint top,
                                    gint height, gint first, gint end);

gboolean fv_layer_check (const FvLayer *layers, gint n_layers, const gchar *name,
                         GError **error);
const FvLayer *fv_layer_find (const FvLayer *layers, gint n_layers, const gchar *name);

#endif /* FV_OBJECTIVE_H */
