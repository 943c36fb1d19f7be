/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a pass is done within some memory: with which kind of kernels, and how many
 * threads. Nothing is allocated to find out, and no value depends on it. */

#include "pass.h"

#include "memory.h"
#include "workers.h"

/* What the process takes with a plan; see fv_pass_choose() */
static guint64
get_memory (const FvPlan *plan, const FvNetwork *network, gint threads, guint64 beside,
            guint64 between)
{
  guint64 during = beside + fv_plan_get_memory (plan, network, threads);
  guint64 after = between + fv_plan_get_kept_memory (plan, network);

  return FV_PROCESS_MEMORY + MAX (during, after);
}

/**
 * fv_pass_choose:
 * @network: a network
 * @objective: an objective that was checked
 * @width: the input's width
 * @height: the input's height
 * @threads: number of threads, 0 for one per processor
 * @beside: bytes that the caller needs beside the pass
 * @between: bytes that the caller needs when the pass is freed, but not the network
 * @limit_mib: see fv_memory_check(); of the whole process
 * @manner: (out): the fastest manner that there is memory for: with as many threads as
 *   can be; kernels that are kept save less time than a thread
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: whether there is memory for any
 */
gboolean
fv_pass_choose (const FvNetwork *network, const FvObjective *objective, gint width,
                gint height, gint threads, guint64 beside, guint64 between,
                gint limit_mib, FvPassManner *manner, GError **error)
{
  for (manner->n_threads = fv_workers_get_n_threads (threads); manner->n_threads > 0;
       manner->n_threads--)
    for (manner->kind = FV_PASS_FAST; manner->kind <= FV_PASS_LEAN; manner->kind++)
      {
        gboolean is_last = manner->n_threads == 1 && manner->kind == FV_PASS_LEAN;
        guint64 bytes = fv_pass_get_process_memory (network, objective, *manner, width,
                                                    height, beside, between);

        if (fv_memory_check (bytes, limit_mib, is_last ? error : NULL))
          return TRUE;
      }
  return FALSE;
}

/**
 * fv_pass_get_process_memory:
 * @network: a network
 * @objective: an objective that was checked
 * @manner: how to do it
 * @width: the input's width
 * @height: the input's height
 * @beside: see fv_pass_choose()
 * @between: see fv_pass_choose()
 *
 * Returns: what fv_pass_choose() compares with the limit: the most bytes that the whole
 *   process takes
 */
guint64
fv_pass_get_process_memory (const FvNetwork *network, const FvObjective *objective,
                            FvPassManner manner, gint width, gint height, guint64 beside,
                            guint64 between)
{
  g_autoptr (FvPlan) plan = fv_plan_new (network, objective, manner, width, height);

  return get_memory (plan, network, manner.n_threads, beside, between);
}

/**
 * fv_pass_get_work:
 * @network: a network
 * @objective: an objective that was checked
 * @manner: how to do it
 * @width: the input's width
 * @height: the input's height
 *
 * Returns: the multiplications of direct convolutions, forward and back to the input
 */
gdouble
fv_pass_get_work (const FvNetwork *network, const FvObjective *objective,
                  FvPassManner manner, gint width, gint height)
{
  g_autoptr (FvPlan) plan = fv_plan_new (network, objective, manner, width, height);

  return 2.0 * fv_plan_count_multiplications (plan);
}

/**
 * fv_pass_get_memory:
 * @network: a network
 * @objective: an objective that was checked
 * @manner: how to do it
 * @width: the input's width
 * @height: the input's height
 * @kept: (out): what the network keeps for this and all further passes, in bytes
 *
 * Returns: what the pass takes beside, in bytes
 */
guint64
fv_pass_get_memory (const FvNetwork *network, const FvObjective *objective,
                    FvPassManner manner, gint width, gint height, guint64 *kept)
{
  g_autoptr (FvPlan) plan = fv_plan_new (network, objective, manner, width, height);

  *kept = fv_plan_get_kept_memory (plan, network);
  return fv_plan_get_memory (plan, network, manner.n_threads) - *kept;
}
