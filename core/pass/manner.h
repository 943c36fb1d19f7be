/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_MANNER_H
#define FV_MANNER_H

#include "plan.h"

/* Returns the bytes that work takes in some manner, with all that is there meanwhile, but
 * for the process itself */
typedef guint64 (*FvMannerFunc) (FvPassManner manner, gconstpointer data);

gboolean fv_manner_choose (FvMannerFunc get_memory, gconstpointer data, gint threads,
                           guint64 n_positions, gint limit_mib, FvPassManner *manner,
                           GError **error);

#endif /* FV_MANNER_H */
