/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How much memory an ascent needs, and what follows from it: the manner of its passes,
 * and how many ascents there can be at once. */

#include "ascent-memory.h"

#include "evaluation.h"
#include "scales.h"
#include "spectral.h"
#include "base/memory.h"
#include "base/workers.h"
#include "network/network.h"
#include "pass/guide.h"
#include "pass/pass.h"

#define IMAGES_BESIDE_PASS 3 /* start, tensor and gradient */
#define IMAGES_OF_STEP     3 /* decoded, of bytes, and what is made of these */

static guint64
get_image_size (gint width, gint height)
{
  return (guint64)width * height * 3 * sizeof (gfloat);
}

/* What is there from beginning to end beside the start: the mask and the guides */
static guint64
get_size_of_kept (const FvAscent *ascent)
{
  guint64 size = 0;
  gint width, height;

  fv_ascent_get_size (ascent, &width, &height);
  if (ascent->mask != NULL)
    size += (guint64)width * height * sizeof (gfloat);
  for (gint i = 0; i < ascent->n_terms; i++)
    if (ascent->terms[i].guide != NULL)
      size += fv_guide_get_memory (ascent->terms[i].guide);
  return size;
}

/* What there is at once when the last scale is resized: see resize_with_detail() in
 * ascender.c */
static guint64
get_size_of_resizing (const FvAscent *ascent)
{
  gint last = ascent->settings.scales - (fv_ascent_ends_below_size (ascent) ? 1 : 2);
  gint width, height, old_width, old_height;

  if (last < 0)
    return 0;
  fv_ascent_get_size (ascent, &width, &height);
  fv_ascent_get_scale_size (ascent, last, &old_width, &old_height);
  return 3 * get_image_size (width, height) + 2 * get_image_size (old_width, old_height) +
         get_image_size (width, old_height);
}

/* What settings take of images of a size, during a pass or while it waits: the base is
 * kept for l2, a pyramid has levels of a half, a quarter … of each side, and a step's
 * picture is made, as between scales, and written. */
static guint64
get_size_of_settings (const FvAscent *ascent, guint64 image_size)
{
  const FvSettings *settings = &ascent->settings;
  guint64 of_step = settings->every > 0
                        ? MAX (IMAGES_OF_STEP * image_size, get_size_of_resizing (ascent))
                        : 0;
  guint64 of_pyramid = settings->pyramid ? image_size / 3 : 0;

  return (settings->l2 > 0.0 ? image_size : 0) + MAX (of_step, of_pyramid);
}

static guint64
get_size_beside_pass (const FvNetwork *network, const FvAscent *ascent)
{
  gint width, height;
  guint64 image_size;

  fv_ascent_get_size (ascent, &width, &height);
  image_size = get_image_size (width, height);
  return get_size_of_kept (ascent) + IMAGES_BESIDE_PASS * image_size +
         get_size_of_settings (ascent, image_size) +
         fv_evaluation_get_memory (network, ascent, width, height) +
         (ascent->settings.recipe->is_spectral ? fv_spectral_get_memory (ascent) : 0);
}

/* Of the passes at the largest scale */
static void
get_pass_size (const FvNetwork *network, const FvAscent *ascent, gint *width,
               gint *height)
{
  fv_ascent_get_scale_size (ascent, ascent->settings.scales - 1, width, height);
  fv_evaluation_get_pass_size (network, ascent, width, height);
}

/* With the bytes beside the pass, and those when there is none */
static FvBudget
get_budget (const FvNetwork *network, const FvAscent *ascent)
{
  guint64 network_size = fv_network_get_memory (network);

  return (FvBudget){
    .threads = ascent->settings.threads,
    .memory = ascent->settings.memory,
    .beside = network_size + get_size_beside_pass (network, ascent),
    .between = network_size + get_size_of_kept (ascent) + get_size_of_resizing (ascent),
  };
}

/**
 * fv_ascent_choose_manner:
 * @network: a network
 * @ascent: an ascent that was checked
 * @manner: (out): the fastest manner of its passes that there is memory for; the largest
 *   scale decides for all
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: whether there is memory for any
 */
gboolean
fv_ascent_choose_manner (const FvNetwork *network, const FvAscent *ascent,
                         FvPassManner *manner, GError **error)
{
  FvObjective objective = fv_ascent_get_objective (ascent);
  const FvBudget budget = get_budget (network, ascent);
  gint width, height;

  get_pass_size (network, ascent, &width, &height);
  return fv_pass_choose (network, &objective, width, height, &budget, manner, error);
}

/**
 * fv_ascent_get_memory:
 * @network: a network
 * @ascent: an ascent that was checked
 * @manner: the manner of its passes
 *
 * Returns: the most bytes that the process takes: what fv_ascent_choose_manner() compares
 *   with the limit
 */
guint64
fv_ascent_get_memory (const FvNetwork *network, const FvAscent *ascent,
                      FvPassManner manner)
{
  FvObjective objective = fv_ascent_get_objective (ascent);
  const FvBudget budget = get_budget (network, ascent);
  gint width, height;

  get_pass_size (network, ascent, &width, &height);
  return fv_pass_get_process_memory (network, &objective, manner, width, height, &budget);
}

/* What @n ascents at once take, each in that manner, with one network */
static guint64
get_size_of_ascents (const FvNetwork *network, const FvAscent *ascent,
                     FvPassManner manner, gint n)
{
  FvObjective objective = fv_ascent_get_objective (ascent);
  gint width, height;
  guint64 pass, kept;

  get_pass_size (network, ascent, &width, &height);
  pass = fv_pass_get_memory (network, &objective, manner, width, height, &kept);
  return fv_network_get_memory (network) + kept +
         n * MAX (get_size_beside_pass (network, ascent) + pass,
                  get_size_of_kept (ascent) + get_size_of_resizing (ascent));
}

/**
 * fv_ascent_share_threads:
 * @network: a network
 * @ascent: one of several ascents, which was checked; the others differ in their filters
 * @n_ascents: how many there are, at least 1
 * @n_at_once: (out): how many of them to make at once: one a thread, or fewer where
 *   there is not memory for so many in the manner that each would have alone
 * @threads_each: (out): how many threads each of these gets
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: whether there is memory for one
 */
gboolean
fv_ascent_share_threads (const FvNetwork *network, const FvAscent *ascent, gint n_ascents,
                         gint *n_at_once, gint *threads_each, GError **error)
{
  gint threads = fv_workers_get_n_threads (ascent->settings.threads);
  FvPassManner manner;

  if (!fv_ascent_choose_manner (network, ascent, &manner, error))
    return FALSE;
  for (*n_at_once = MIN (threads, n_ascents); *n_at_once > 1; --*n_at_once)
    {
      manner.n_threads = threads / *n_at_once;
      if (fv_memory_check (FV_PROCESS_MEMORY +
                               get_size_of_ascents (network, ascent, manner, *n_at_once),
                           ascent->settings.memory, NULL))
        break;
    }
  *threads_each = threads / *n_at_once;
  return TRUE;
}
