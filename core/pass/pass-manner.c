/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How a pass is done within some memory: with which kind of kernels, and how many
 * threads. Nothing is allocated to find out, and no value depends on it. */

#include "pass.h"

#include "base/memory.h"

/* What fv_pass_choose() is given */
typedef struct
{
  const FvNetwork *network;
  const FvPassTarget *target;
  gint width;
  gint height;
  const FvBudget *budget;
} Work;

static guint64
get_memory (FvPassManner manner, gconstpointer data)
{
  const Work *work = data;
  g_autoptr (FvPlan) plan =
      fv_plan_new (work->network, work->target, manner, work->width, work->height);
  guint64 during =
      work->budget->beside + fv_plan_get_memory (plan, work->network, manner.n_threads);
  guint64 after = work->budget->between + fv_plan_get_kept_memory (plan, work->network);

  return MAX (during, after);
}

/**
 * fv_pass_choose:
 * @network: a network
 * @target: what is to be found out; its objective was checked
 * @width: the input's width
 * @height: the input's height
 * @budget: what the pass may take, and what there is beside it
 * @manner: (out): see fv_manner_choose()
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: whether there is memory for any
 */
gboolean
fv_pass_choose (const FvNetwork *network, const FvPassTarget *target, gint width,
                gint height, const FvBudget *budget, FvPassManner *manner, GError **error)
{
  const Work work = { network, target, width, height, budget };

  return fv_manner_choose (get_memory, &work, (guint64)width * height, budget, manner,
                           error);
}

/**
 * fv_pass_get_process_memory:
 * @network: a network
 * @target: what is to be found out; its objective was checked
 * @manner: how to do it
 * @width: the input's width
 * @height: the input's height
 * @budget: what there is beside the pass
 *
 * Returns: what fv_pass_choose() compares with the limit: the most bytes that the whole
 *   process takes
 */
guint64
fv_pass_get_process_memory (const FvNetwork *network, const FvPassTarget *target,
                            FvPassManner manner, gint width, gint height,
                            const FvBudget *budget)
{
  const Work work = { network, target, width, height, budget };

  return FV_PROCESS_MEMORY + get_memory (manner, &work);
}

/**
 * fv_pass_get_work:
 * @network: a network
 * @target: what is to be found out; its objective was checked
 * @manner: how to do it
 * @width: the input's width
 * @height: the input's height
 *
 * Returns: the multiplications of direct convolutions, forward and back to the input;
 *   with styles, forward twice
 */
gdouble
fv_pass_get_work (const FvNetwork *network, const FvPassTarget *target,
                  FvPassManner manner, gint width, gint height)
{
  g_autoptr (FvPlan) plan = fv_plan_new (network, target, manner, width, height);

  return (fv_plan_has_styles (plan) ? 3.0 : 2.0) * fv_plan_count_multiplications (plan);
}

/**
 * fv_pass_get_memory:
 * @network: a network
 * @target: what is to be found out; its objective was checked
 * @manner: how to do it
 * @width: the input's width
 * @height: the input's height
 * @kept: (out): what the network keeps for this and all further passes, in bytes
 *
 * Returns: what the pass takes beside, in bytes
 */
guint64
fv_pass_get_memory (const FvNetwork *network, const FvPassTarget *target,
                    FvPassManner manner, gint width, gint height, guint64 *kept)
{
  g_autoptr (FvPlan) plan = fv_plan_new (network, target, manner, width, height);

  *kept = fv_plan_get_kept_memory (plan, network);
  return fv_plan_get_memory (plan, network, manner.n_threads) - *kept;
}
