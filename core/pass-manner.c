/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a pass is done within some memory: which kind of convolution, how many strips, how
 * many threads. Nothing is allocated to find out. */

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

/* Whether there is memory for a plan */
static gboolean
check_memory (const FvPlan *plan, const FvNetwork *network, gint threads, guint64 beside,
              guint64 between, gint limit_mib, GError **error)
{
  return fv_memory_check (get_memory (plan, network, threads, beside, between), limit_mib,
                          error);
}

/* The fewest strips with which there is memory for one thread, or the most that make
 * sense */
static gboolean
choose_strips (const FvNetwork *network, const FvObjective *objective, gint width,
               gint height, guint64 beside, guint64 between, gint limit_mib,
               FvPassManner *manner, GError **error)
{
  gint most = 1;

  for (manner->n_strips = 1;; manner->n_strips++)
    {
      g_autoptr (FvPlan) plan =
          fv_plan_new (network, objective, *manner, width, height, 1);

      most = fv_plan_get_most_strips (plan);
      if (check_memory (plan, network, 1, beside, between, limit_mib,
                        manner->n_strips == most ? error : NULL))
        return TRUE;
      if (manner->n_strips == most)
        return FALSE;
    }
}

/* The most threads that there is memory for */
static gint
choose_threads (const FvNetwork *network, const FvObjective *objective, gint width,
                gint height, gint threads, guint64 beside, guint64 between,
                gint limit_mib, FvPassManner manner)
{
  for (gint n_threads = fv_workers_get_n_threads (threads); n_threads > 1; n_threads--)
    {
      g_autoptr (FvPlan) plan =
          fv_plan_new (network, objective, manner, width, height, n_threads);

      if (check_memory (plan, network, n_threads, beside, between, limit_mib, NULL))
        return n_threads;
    }
  return 1;
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
 * @manner: (out): the fastest manner that there is memory for with one thread, and with
 *   how many threads there still is; so that no value depends on @threads
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: whether there is memory for any
 */
gboolean
fv_pass_choose (const FvNetwork *network, const FvObjective *objective, gint width,
                gint height, gint threads, guint64 beside, guint64 between,
                gint limit_mib, FvPassManner *manner, GError **error)
{
  manner->kind = FV_PASS_FAST;
  if (!choose_strips (network, objective, width, height, beside, between, limit_mib,
                      manner, NULL))
    {
      manner->kind = FV_PASS_LEAN;
      if (!choose_strips (network, objective, width, height, beside, between, limit_mib,
                          manner, error))
        return FALSE;
    }
  manner->n_threads = choose_threads (network, objective, width, height, threads, beside,
                                      between, limit_mib, *manner);
  return TRUE;
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
  g_autoptr (FvPlan) plan =
      fv_plan_new (network, objective, manner, width, height, manner.n_threads);

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
 * Returns: the multiplications of direct convolutions, forward and back to the input, in
 *   all strips
 */
gdouble
fv_pass_get_work (const FvNetwork *network, const FvObjective *objective,
                  FvPassManner manner, gint width, gint height)
{
  g_autoptr (FvPlan) plan = fv_plan_new (network, objective, manner, width, height, 1);
  gdouble work = 0.0;

  for (gint i = 0; i < plan->n_strips; i++)
    {
      fv_plan_set_strip (plan, i);
      work += 2.0 * fv_plan_count_multiplications (plan);
    }
  return work;
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
  g_autoptr (FvPlan) plan =
      fv_plan_new (network, objective, manner, width, height, manner.n_threads);

  *kept = fv_plan_get_kept_memory (plan, network);
  return fv_plan_get_memory (plan, network, manner.n_threads) - *kept;
}
