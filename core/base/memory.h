/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_MEMORY_H
#define FV_MEMORY_H

#include "featvis.h"

/* What a process takes with this library, and with what reads and writes pictures, before
 * any work, in bytes: measured, on Debian 12 and 13 */
#define FV_PROCESS_MEMORY ((guint64)23 << 20)

guint64 fv_memory_get_most (gint limit_mib);

#define fv_memory_new_floats(n, error)                                                   \
  ((gfloat *)fv_memory_new ((n), sizeof (gfloat), (error)))

#endif /* FV_MEMORY_H */
