/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_GUIDE_STYLE_H
#define FV_GUIDE_STYLE_H

#include "plan.h"

/* Where and how guides' styles are measured
 *
 * network, objective: at the layers that its terms about styles are about
 * tensor: what the network sees of the guide, of the pass's size
 * stop: (nullable): asked beside @cancellable */
typedef struct
{
  const FvNetwork *network;
  const FvObjective *objective;
  FvPassManner manner;
  const FvImage *tensor;
  GCancellable *stop;
  GCancellable *cancellable;
} FvStyleWork;

GPtrArray *fv_styles_measure (const FvStyleWork *work, GError **error);

#endif /* FV_GUIDE_STYLE_H */
