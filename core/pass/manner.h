/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_MANNER_H
#define FV_MANNER_H

#include "plan.h"

/* What some work may take, and what there is beside it
 *
 * threads: number of threads, 0 for one per processor
 * memory: see fv_memory_check(): most that the whole process may use, in MiB
 * beside: bytes that the caller needs beside the work
 * between: bytes that the caller needs when what the work took is freed, but not what the
 *   network keeps */
typedef struct
{
  gint threads;
  gint memory;
  guint64 beside;
  guint64 between;
} FvBudget;

/* Returns the bytes that work takes in some manner, with all that is there meanwhile, but
 * for the process itself */
typedef guint64 (*FvMannerFunc) (FvPassManner manner, gconstpointer data);

gboolean fv_manner_choose (FvMannerFunc get_memory, gconstpointer data,
                           guint64 n_positions, const FvBudget *budget,
                           FvPassManner *manner, GError **error);

#endif /* FV_MANNER_H */
