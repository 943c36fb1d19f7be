/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_GRADCAM_GRAPH_H
#define FV_GRADCAM_GRAPH_H

#include "featvis.h"

gboolean fv_gradcam_graph_estimate (const FvNetwork *network,
                                    const FvClassifier *classifier, const gchar *layer,
                                    gint width, gint height, const FvSettings *settings,
                                    FvEstimate *estimate, GError **error);
FvHeatmap *fv_gradcam_graph_new (const FvNetwork *network, const FvClassifier *classifier,
                                 const gchar *layer, gint class_index,
                                 const FvImage *picture, const FvSettings *settings,
                                 FvClassScore best[FV_N_BEST_CLASSES],
                                 gdouble *probability, FvProgressFunc progress,
                                 gpointer user_data, GCancellable *cancellable,
                                 GError **error);

#endif /* FV_GRADCAM_GRAPH_H */
