/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_RANKS_H
#define FV_RANKS_H

#include <glib.h>

/* A value's index is in the lower half, what it is ordered by in the upper one. */
typedef guint64 FvRanked;

gsize fv_ranks_get_scratch (gsize n_values);
const FvRanked *fv_ranks_find (const gfloat *values, gsize n_values, gfloat *scratch);
gfloat fv_ranked_get_value (FvRanked ranked);

static inline guint32
fv_ranked_get_index (FvRanked ranked)
{
  return (guint32)ranked;
}

#endif /* FV_RANKS_H */
