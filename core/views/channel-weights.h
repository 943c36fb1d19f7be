/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_CHANNEL_WEIGHTS_H
#define FV_CHANNEL_WEIGHTS_H

#include "featvis.h"
#include "maps/map.h"

/* The pixels each way that the classifier of a VGG needs */
#define FV_GRADCAM_LEAST_SIDE 224

FvHeatmap *fv_heatmap_new_weighted (const FvMap *activation, const FvMap *gradient,
                                    GError **error);
gboolean fv_heatmap_check_class (const FvClassifier *classifier, gint class_index,
                                 GError **error);
gboolean fv_heatmap_choose_size (const FvSettings *settings, gint smallest, gint *width,
                                 gint *height, GError **error);

#endif /* FV_CHANNEL_WEIGHTS_H */
