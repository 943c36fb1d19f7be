/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_LAYER_LIST_H
#define FV_LAYER_LIST_H

#include "featvis.h"

gboolean fv_layer_check (const FvLayer *layers, gint n_layers, const gchar *name,
                         GError **error);
gchar *fv_layers_join_names (const FvLayer *layers, gint n_layers, const gchar *name);
#define FV_CLASSES "predictions" /* what any network's scores of classes are called */

gboolean fv_layer_has_class_names (const FvLayer *layer);
gboolean fv_filter_check (const FvLayer *layer, gint filter, GError **error);

#endif /* FV_LAYER_LIST_H */
