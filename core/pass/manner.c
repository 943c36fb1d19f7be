/* SPDX-License-Identifier: GPL-3.0-or-later */

/* In which manner any work is done within some memory: the one place that decides it, for
 * passes as for what goes layer by layer. No value depends on it. */

#include "manner.h"

#include "base/memory.h"
#include "base/workers.h"

/**
 * fv_manner_choose:
 * @get_memory: tells what the work takes, with what there is beside it
 * @data: what that is given
 * @n_positions: of the largest map: for few of them, there are fewer threads
 * @budget: its threads and its memory count
 * @manner: (out): the fastest manner that there is memory for: with as many threads as
 *   can be; kernels that are kept save less time than a thread
 * @error: %FV_ERROR_MEMORY
 *
 * Nothing is allocated to find out.
 *
 * Returns: whether there is memory for any
 */
gboolean
fv_manner_choose (FvMannerFunc get_memory, gconstpointer data, guint64 n_positions,
                  const FvBudget *budget, FvPassManner *manner, GError **error)
{
  guint64 most = fv_memory_get_most (budget->memory);

  for (manner->n_threads = fv_workers_choose (budget->threads, n_positions);
       manner->n_threads > 0; manner->n_threads--)
    for (manner->kind = FV_PASS_FAST; manner->kind <= FV_PASS_LEAN; manner->kind++)
      if (FV_PROCESS_MEMORY + get_memory (*manner, data) <= most)
        return TRUE;
  *manner = (FvPassManner){ FV_PASS_LEAN, 1 };
  return fv_memory_check (FV_PROCESS_MEMORY + get_memory (*manner, data), budget->memory,
                          error);
}
