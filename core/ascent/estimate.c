/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What an ascent will take, before it begins. */

#include "featvis.h"

#include "ascent-memory.h"
#include "evaluation.h"
#include "scales.h"
#include "pass/pass.h"

/* Of all steps at one scale */
static gdouble
get_work_at_scale (const FvNetwork *network, const FvAscent *ascent, FvPassManner manner,
                   gint scale)
{
  FvObjective objective = fv_ascent_get_objective (ascent);
  gint width, height;

  fv_ascent_get_scale_size (ascent, scale, &width, &height);
  fv_evaluation_get_pass_size (network, ascent, &width, &height);
  return ascent->settings.steps *
         fv_pass_get_work (network, &objective, manner, width, height);
}

/**
 * fv_ascent_estimate:
 * @network: a network, loaded at least to the target layer
 * @ascent: an ascent
 * @estimate: (out caller-allocated): what it will take
 * @error: as fv_ascent_check() sets it, or %FV_ERROR_MEMORY where fv_ascend() would
 *
 * Nothing is allocated to find out.
 *
 * Returns: whether the ascent can be made
 */
gboolean
fv_ascent_estimate (const FvNetwork *network, const FvAscent *ascent,
                    FvEstimate *estimate, GError **error)
{
  gint n_layers;
  const FvLayer *layers;
  FvPassManner manner;

  g_return_val_if_fail (network != NULL && estimate != NULL, FALSE);
  layers = fv_network_get_layers (network, &n_layers);
  if (!fv_ascent_check (layers, n_layers, ascent, error) ||
      !fv_ascent_choose_manner (network, ascent, &manner, error))
    return FALSE;
  *estimate = (FvEstimate){ 0.0, fv_ascent_get_memory (network, ascent, manner) };
  for (gint scale = 0; scale < ascent->settings.scales; scale++)
    estimate->work += get_work_at_scale (network, ascent, manner, scale);
  return TRUE;
}
