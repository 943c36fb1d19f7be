/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_NETWORK_H
#define FV_NETWORK_H

#include "architecture.h"
#include "layers/convolution.h"
#include "layers/winograd.h"

FvNetwork *fv_network_new (const FvArchitecture *architecture, const gchar *origin,
                           const gfloat mean[3]);
FvNetwork *fv_network_new_graph (FvArchitecture *architecture, const gchar *origin,
                                 const gfloat mean[3]);
void fv_network_set_weights (FvNetwork *network, gint node, FvConvolution *convolution,
                             FvChannelScale *scale);
gboolean fv_network_set_convolution (FvNetwork *network, gint node,
                                     FvConvolution *convolution, GError **error);
const FvArchitecture *fv_network_get_architecture (const FvNetwork *network);
guint64 fv_network_get_memory (const FvNetwork *network);
const FvConvolution *fv_network_get_convolution (const FvNetwork *network, gint node);
const FvChannelScale *fv_network_get_scale (const FvNetwork *network, gint node);
gint fv_network_get_n_channels (const FvNetwork *network, gint node);
const FvConvolution *fv_network_fold (const FvNetwork *network, gint convolution,
                                      gint scale, GError **error);

gboolean fv_network_is_accurate (const FvNetwork *network, gint node);
const FvWinograd *fv_network_take_winograd (const FvNetwork *network, gint node,
                                            FvTiles tiles, FvWorkers *workers,
                                            GError **error);
void fv_network_release_winograd (const FvNetwork *network, gint node, FvTiles tiles);

#endif /* FV_NETWORK_H */
