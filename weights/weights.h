/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is known of a weights file once it was opened. */

#ifndef FV_WEIGHTS_H
#define FV_WEIGHTS_H

#include "featvis.h"
#include "meaning/layout.h"

struct _FvWeights
{
  gchar *file;      /* or FV_SAMPLE */
  FvLayout *layout; /* what fv_weights_open() found, with the file open; NULL once
                     * somebody took it to read the file */
  const FvFormat *format;
  const FvArchitecture *architecture;
  FvArchitecture *owned;   /* the same, where the file itself tells it */
  gchar *unknown;          /* (nullable): what of it cannot be used, in a sentence */
  FvConvention convention; /* as given; FV_CONVENTION_UNKNOWN to find it out */
  GArray *layers;          /* of FvLayer */
  gboolean has_classifier;
  GPtrArray *skipped; /* why better places were passed over: sentences */
};

gboolean fv_weights_are_sample (const FvWeights *weights);
FvLayout *fv_weights_take_layout (const FvWeights *weights, GError **error);
gint fv_weights_find_scores (const FvWeights *weights);
FvNetwork *fv_weights_load_layout (const FvWeights *weights, const FvLayout *layout,
                                   const gchar *const *layers, GError **error);
void fv_weights_add_skipped (FvWeights *weights, const gchar *file, const GError *reason);

#endif /* FV_WEIGHTS_H */
