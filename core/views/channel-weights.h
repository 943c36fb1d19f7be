/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_CHANNEL_WEIGHTS_H
#define FV_CHANNEL_WEIGHTS_H

#include "featvis.h"
#include "maps/map.h"

FvHeatmap *fv_heatmap_new_weighted (const FvMap *activation, const FvMap *gradient,
                                    GError **error);
gboolean fv_heatmap_check_class (const FvClassifier *classifier, gint class_index,
                                 GError **error);

#endif /* FV_CHANNEL_WEIGHTS_H */
