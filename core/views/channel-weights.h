/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_CHANNEL_WEIGHTS_H
#define FV_CHANNEL_WEIGHTS_H

#include "featvis.h"
#include "maps/map.h"

/* VGG was tried on photos whose shorter side had this many pixels (Simonyan and Zisserman
 * 2014, 3.2), of which its classifier needs the fewest; other networks see as many. */
#define FV_GRADCAM_LEAST_SIDE 224
#define FV_GRADCAM_MOST_SIDE  512

FvHeatmap *fv_heatmap_new_weighted (const FvMap *activation, const FvMap *gradient,
                                    GError **error);
gboolean fv_heatmap_check_class (const FvClassifier *classifier, gint class_index,
                                 GError **error);

#endif /* FV_CHANNEL_WEIGHTS_H */
