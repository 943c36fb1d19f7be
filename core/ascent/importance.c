/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How much each pixel mattered to an ascent: the sum of its gradients' absolute values
 * over all steps, as T. Fel et al. take it for the transparency of their pictures (MACO,
 * 2023), with their limit: what lies above the 80th percentile is opaque. */

#include "importance.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/memory.h"
#include "picture/crop.h"
#include "picture/norms.h"
#include "picture/resize.h"

#define OPAQUE_SHARE 0.8

static gsize
get_n_pixels (gint width, gint height)
{
  return (gsize)width * height;
}

/* Of a size, with what an earlier one has */
static gboolean
change_size (FvAscentRun *run, gint width, gint height, GError **error)
{
  fv_autofree gfloat *sums = NULL;

  if (run->importance != NULL && run->importance_width == width &&
      run->importance_height == height)
    return TRUE;
  sums = fv_memory_new_floats (get_n_pixels (width, height), error);
  if (sums == NULL)
    return FALSE;
  if (run->importance == NULL)
    memset (sums, 0, get_n_pixels (width, height) * sizeof (gfloat));
  else if (!fv_floats_resize (run->importance, 1, run->importance_width,
                              run->importance_height, sums, width, height, error))
    return FALSE;
  fv_memory_free (run->importance);
  run->importance = g_steal_pointer (&sums);
  run->importance_width = width;
  run->importance_height = height;
  return TRUE;
}

/**
 * fv_importance_get_memory:
 * @plan: an ascent's plan whose sizes are set
 *
 * Returns: the most bytes that the sums take, with another copy of them
 */
guint64
fv_importance_get_memory (const FvAscentPlan *plan)
{
  return plan->ascent->settings.alpha == FV_ALPHA_IMPORTANCE
             ? 2 * get_n_pixels (plan->width, plan->height) * sizeof (gfloat)
             : 0;
}

/**
 * fv_importance_add:
 * @run: (inout): an ascent under way
 * @gradient: d loss / d picture at a step, of the scale's size
 * @error: %FV_ERROR_MEMORY
 *
 * Adds a step, if that is asked for. Steps count alike, whatever their gradients' size.
 *
 * Returns: whether there was memory
 */
gboolean
fv_importance_add (FvAscentRun *run, const FvImage *gradient, GError **error)
{
  gdouble mean;

  if (run->plan->ascent->settings.alpha == FV_ALPHA_NO)
    return TRUE;
  mean = fv_image_get_mean_absolute (gradient);
  if (!change_size (run, gradient->width, gradient->height, error))
    return FALSE;
  for (gsize i = 0; mean > 0.0 && i < fv_image_get_n_values (gradient); i++)
    run->importance[i / 3] += fabs (gradient->data[i]) / mean;
  return TRUE;
}

static gint
compare_values (gconstpointer a, gconstpointer b)
{
  const gfloat *one = a, *other = b;

  return (*one > *other) - (*one < *other);
}

/* The value below which so many of all lie */
static gboolean
find_limit (const gfloat *values, gsize n, gdouble *limit, GError **error)
{
  fv_autofree gfloat *sorted = fv_memory_new_floats (n, error);

  if (sorted == NULL)
    return FALSE;
  memcpy (sorted, values, n * sizeof (gfloat));
  qsort (sorted, n, sizeof (gfloat), compare_values);
  *limit = sorted[(gsize)((n - 1) * OPAQUE_SHARE)];
  return TRUE;
}

/**
 * fv_importance_finish:
 * @run: (inout): an ascent under way, of which no sums are left then
 * @importance: (out) (transfer full) (nullable): height × width values in 0…1 of the
 *   result's size, to be freed with fv_memory_free(); %NULL if they are not asked for
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: whether there was memory
 */
gboolean
fv_importance_finish (FvAscentRun *run, gfloat **importance, GError **error)
{
  const FvAscentPlan *plan = run->plan;
  gsize n = get_n_pixels (plan->width, plan->height);
  gdouble limit;

  *importance = NULL;
  if (run->importance == NULL)
    return TRUE;
  if (!change_size (run, plan->width, plan->height, error) ||
      !find_limit (run->importance, n, &limit, error))
    return FALSE;
  for (gsize i = 0; i < n; i++)
    run->importance[i] =
        limit > 0.0 ? CLAMP (run->importance[i] / limit, 0.0, 1.0) : 1.0f;
  fv_floats_crop (run->importance, plan->width, plan->height,
                  plan->ascent->settings.crop);
  *importance = g_steal_pointer (&run->importance);
  return TRUE;
}
