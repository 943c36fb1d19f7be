/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_TAP_H
#define FV_TAP_H

#include "featvis.h"
#include "maps/map.h"
#include "network/network.h"
#include "statistics.h"
#include "style.h"

/* Where an objective looks into the network: at what a layer gives, before the ReLU that
 * it may end with. Of a convolution, only the filters that count are computed for it,
 * beside what leads on to deeper layers. */
typedef struct
{
  gint node;             /* that the tap takes: a convolution's own, or any other's map */
  gboolean is_convolved; /* whether the tap does the convolution itself */
  gboolean
      is_rectified;   /* whether the layer ends with a ReLU, which the objective does */
  gint stride;        /* rows of the input for one of the layer */
  gint n_channels;    /* of @output */
  FvMap output;       /* activations before ReLU, then d loss / d these */
  FvTerm *terms;      /* those about the layer */
  gint n_terms;       /* their @filter is the number of a channel of @output */
  gint *filters;      /* of these channels; NULL where they are all filters */
  gdouble sum;        /* of the terms over the positions that were differentiated */
  gboolean passed;    /* whether any gradient passed the ReLU in these */
  gboolean redirects; /* whether positive gradient passes where it would be blocked */
  FvConvolution *convolution; /* by these filters alone */
  gboolean has_direction;     /* some terms are components of a direction */
  gboolean has_style;         /* some terms are about Gram matrices */
  FvStyle *style;             /* that of @output's map, where there are such terms */
  gboolean has_statistics;    /* some terms are about how features are spread */
  FvStatistics *statistics;   /* likewise */
  gboolean has_content; /* some terms are about the features of a photo, all of one */
  const FvGuide *guide; /* that has them; NULL where @content does */
  gfloat *content;      /* all positions × channels */
  gdouble content_norm; /* the mean over the positions of the sum of their squares */
} FvTap;

FvTap *fv_taps_new (const FvNetwork *network, const FvObjective *objective, gint *n_taps);
void fv_taps_free (FvTap *taps, gint n_taps);

gsize fv_tap_count_content (const FvTap *tap);
const FvConvolution *fv_tap_get_convolution (FvTap *tap, const FvNetwork *network,
                                             GError **error);

#endif /* FV_TAP_H */
