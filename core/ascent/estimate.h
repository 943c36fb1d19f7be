/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_ESTIMATE_H
#define FV_ESTIMATE_H

#include "featvis.h"

gboolean fv_ascent_share_threads (const FvNetwork *network, const FvAscent *ascent,
                                  gint n_ascents, gint *n_at_once, gint *threads_each,
                                  GError **error);

#endif /* FV_ESTIMATE_H */
