/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is known of a weights file once it was opened. */

#ifndef FV_WEIGHTS_H
#define FV_WEIGHTS_H

#include "featvis.h"
#include "meaning/layout.h"

/* layout: what fv_weights_open() found, with the file open; %NULL once somebody took it
 * to read the file convention: as given; FV_CONVENTION_UNKNOWN to find it out layers: of
 * FvLayer skipped: why better places were passed over: sentences */
struct _FvWeights
{
  gchar *file; /* or FV_SAMPLE */
  FvLayout *layout;
  const FvFormat *format;
  const FvArchitecture *architecture;
  FvConvention convention;
  GArray *layers;
  gboolean has_classifier;
  GPtrArray *skipped;
};

gboolean fv_weights_are_sample (const FvWeights *weights);
FvLayout *fv_weights_take_layout (const FvWeights *weights, GError **error);
FvNetwork *fv_weights_load_layout (const FvWeights *weights, const FvLayout *layout,
                                   const gchar *layer, GError **error);
void fv_weights_add_skipped (FvWeights *weights, const gchar *file, const GError *reason);

#endif /* FV_WEIGHTS_H */
