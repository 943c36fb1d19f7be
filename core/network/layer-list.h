/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_LAYER_LIST_H
#define FV_LAYER_LIST_H

#include "featvis.h"

gboolean fv_layer_check (const FvLayer *layers, gint n_layers, const gchar *name,
                         GError **error);
gchar *fv_layers_join_names (const FvLayer *layers, gint n_layers, const gchar *name);
gboolean fv_filter_check (const FvLayer *layer, gint filter, GError **error);

#endif /* FV_LAYER_LIST_H */
