/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_TAP_H
#define FV_TAP_H

#include "stage.h"

/* Where an objective looks into the network: the convolution of a layer, or some of its
 * filters, beside the row of stages that leads on to the deepest layer. */
typedef struct
{
  gint map;      /* that is convolved: number of stages before the layer */
  gint stride;   /* rows of the input for one of the layer */
  FvStage stage; /* without ReLU: the objective does it */
  FvMap output;  /* activations before ReLU, then d loss / d these */
  FvTerm *terms; /* those about the layer */
  gint n_terms;  /* their @filter is the number of a channel of @output */
  gint *filters; /* of these channels; NULL where they are all filters */
  gdouble sum;   /* of the terms over the positions that were differentiated */
  FvConvolution *convolution; /* by these filters alone */
} FvTap;

FvTap *fv_taps_new (const FvNetwork *network, const FvObjective *objective, gint *n_taps);
FvTap *fv_taps_find (FvTap *taps, gint n_taps, gint map);
void fv_taps_free (FvTap *taps, gint n_taps);

void fv_tap_plan (FvTap *tap, gboolean lean, gint width, gint height, gint threads);
gboolean fv_tap_prepare (FvTap *tap, const FvNetwork *network, FvWorkers *workers,
                         GError **error);

#endif /* FV_TAP_H */
