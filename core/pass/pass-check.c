/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether there can be a pass. */

#include "pass.h"

#include <glib/gi18n-lib.h>

#include "guide.h"
#include "objective.h"

static gboolean
check_content (const FvTap *tap, GError **error)
{
  const FvGuide *guide = tap->guide;
  const FvMap *map = &tap->output;

  for (gint i = 0; i < tap->n_terms; i++)
    if (tap->terms[i].kind == FV_TERM_CONTENT && tap->terms[i].guide != guide)
      {
        g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                     _ ("The objective compares layer %s with two photos. Choose one."),
                     guide->layer);
        return FALSE;
      }
  if (guide->width == map->width && guide->n_positions / guide->width == map->height)
    return TRUE;
  g_set_error (
      error, FV_ERROR, FV_ERROR_SIZE,
      _ ("The photo has %d×%d positions at layer %s, and the input %d×%d. Choose "
         "a photo of the input’s size."),
      guide->width, guide->n_positions / guide->width, guide->layer, map->width,
      map->height);
  return FALSE;
}

/* Whether photos that inputs are compared with are of their size */
static gboolean
check_contents (const FvNetwork *network, const FvObjective *objective, gint width,
                gint height, GError **error)
{
  const FvPassManner manner = { FV_PASS_LEAN, 1 };
  g_autoptr (FvPlan) plan = fv_plan_new (
      network, &(const FvPassTarget){ .objective = objective }, manner, width, height);

  for (gint i = 0; i < plan->n_taps; i++)
    if (plan->taps[i].guide != NULL && !check_content (&plan->taps[i], error))
      return FALSE;
  return TRUE;
}

/**
 * fv_pass_check:
 * @network: a network
 * @objective: an objective
 * @width: the input's width
 * @height: the input's height
 * @error: %FV_ERROR_LAYER, %FV_ERROR_FILTER, %FV_ERROR_SIZE or %FV_ERROR_SETTING
 *
 * Returns: whether there can be a pass for this
 */
gboolean
fv_pass_check (const FvNetwork *network, const FvObjective *objective, gint width,
               gint height, GError **error)
{
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);

  return fv_objective_check (layers, n_layers, objective, error) &&
         fv_size_check (width, height, error) &&
         fv_objective_check_size (layers, n_layers, objective, width, height, error) &&
         check_contents (network, objective, width, height, error);
}
