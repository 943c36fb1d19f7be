/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_ASCENT_MEMORY_H
#define FV_ASCENT_MEMORY_H

#include "featvis.h"
#include "pass/plan.h"

gboolean fv_ascent_choose_manner (const FvNetwork *network, const FvAscent *ascent,
                                  FvPassManner *manner, GError **error);
guint64 fv_ascent_get_memory (const FvNetwork *network, const FvAscent *ascent,
                              FvPassManner manner);
gboolean fv_ascent_share_threads (const FvNetwork *network, const FvAscent *ascent,
                                  gint n_ascents, gint *n_at_once, gint *threads_each,
                                  GError **error);

#endif /* FV_ASCENT_MEMORY_H */
