/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_LAYERWISE_H
#define FV_LAYERWISE_H

#include "manner.h"
#include "base/progress.h"

/* Work layer by layer, with whole maps, where a pass streams rows through all layers:
 * for what needs the maps of all channels. */
typedef struct _FvLayerwise FvLayerwise;

FvLayerwise *fv_layerwise_new (const FvNetwork *network, gint last, gint width,
                               gint height, const FvBudget *budget,
                               GCancellable *cancellable, GError **error);
void fv_layerwise_free (FvLayerwise *layerwise);
gint fv_layerwise_get_n_threads (const FvLayerwise *layerwise);
void fv_layerwise_set_progress (FvLayerwise *layerwise, FvProgress *progress);
gboolean fv_layerwise_check_memory (const FvNetwork *network, gint last, gint width,
                                    gint height, const FvBudget *budget, guint64 *bytes,
                                    GError **error);
gdouble fv_layerwise_get_work (const FvNetwork *network, gint first, gint last,
                               gint width, gint height);

gboolean fv_layerwise_convolve (FvLayerwise *layerwise, gint node, gboolean pools,
                                const FvMap *input, FvStage *stage, FvMap *output,
                                GError **error);
gboolean fv_layerwise_pool (FvLayerwise *layerwise, const FvMap *input, FvMap *output,
                            GError **error);
gboolean fv_layerwise_differentiate (FvLayerwise *layerwise, FvStage *stage,
                                     const FvMap *output_gradient, FvMap *input_gradient,
                                     GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvLayerwise, fv_layerwise_free)

#endif /* FV_LAYERWISE_H */
