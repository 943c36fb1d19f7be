/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tap.h"

#include <string.h>

#include "objective.h"
#include "base/memory.h"

/* Which filters --------------------------------------------------------------------- */

static gboolean
is_about_filters (const FvTap *tap)
{
  for (gint i = 0; i < tap->n_terms; i++)
    if (tap->terms[i].kind != FV_TERM_FILTER)
      return FALSE;
  return TRUE;
}

static gint
find_channel (const FvTap *tap, gint filter)
{
  for (gint channel = 0; channel < tap->stage.n_filters; channel++)
    if (tap->filters[channel] == filter)
      return channel;
  return -1;
}

/* All in their own order */
static void
take_all_filters (FvTap *tap)
{
  for (gint i = 0; i < tap->n_terms; i++)
    tap->terms[i].filter = tap->filters[tap->terms[i].filter];
  g_clear_pointer (&tap->filters, g_free);
}

/* Each filter that a term is about gets a channel, once. */
static void
choose_filters (FvTap *tap)
{
  if (!is_about_filters (tap))
    return;
  tap->filters = g_new (gint, tap->n_terms);
  tap->stage.n_filters = 0;
  for (gint i = 0; i < tap->n_terms; i++)
    {
      gint channel = find_channel (tap, tap->terms[i].filter);

      if (channel < 0)
        {
          channel = tap->stage.n_filters++;
          tap->filters[channel] = tap->terms[i].filter;
        }
      tap->terms[i].filter = channel;
    }
  if (tap->stage.n_filters == tap->stage.convolution->n_filters)
    take_all_filters (tap);
}

/* Taps of an objective -------------------------------------------------------------- */

static void
add_term (FvTap *tap, const FvTerm *term)
{
  tap->terms = g_renew (FvTerm, tap->terms, tap->n_terms + 1);
  tap->terms[tap->n_terms++] = *term;
}

static void
add_terms (FvTap *tap, const FvArchitecture *architecture, gint node,
           const FvObjective *objective)
{
  FvTerm single;
  gint n_terms;
  const FvTerm *terms = fv_objective_get_terms (objective, &single, &n_terms);

  for (gint i = 0; i < n_terms; i++)
    if (fv_architecture_find (architecture, terms[i].layer) == node)
      add_term (tap, &terms[i]);
}

/**
 * fv_taps_new:
 * @network: a network
 * @objective: an objective that was checked
 * @n_taps: (out): number of taps, at least 1
 *
 * Returns: (transfer full) (array length=n_taps): one tap for each layer that the
 *   objective is about, from the input on, to be freed with fv_taps_free()
 */
FvTap *
fv_taps_new (const FvNetwork *network, const FvObjective *objective, gint *n_taps)
{
  const FvArchitecture *architecture = fv_network_get_architecture (network);
  FvTap *taps = g_new0 (FvTap, architecture->n_nodes);
  gint n_before = 0;

  *n_taps = 0;
  for (gint node = 0; node < architecture->n_nodes; node++)
    if (architecture->nodes[node].kind == FV_NODE_CONVOLUTION)
      {
        FvTap *tap = &taps[*n_taps];

        add_terms (tap, architecture, node, objective);
        if (tap->n_terms > 0)
          {
            tap->map = n_before;
            tap->stride = fv_architecture_get_stride (architecture, node);
            tap->stage.node = node;
            tap->stage.convolution = fv_network_get_convolution (network, node);
            tap->stage.n_inputs = tap->stage.convolution->n_inputs;
            tap->stage.n_filters = tap->stage.convolution->n_filters;
            choose_filters (tap);
            ++*n_taps;
          }
        n_before++;
      }
  return taps;
}

/**
 * fv_taps_find:
 * @taps: (array length=n_taps): taps
 * @n_taps: how many
 * @map: number of a map
 *
 * Returns: (transfer none) (nullable): the tap that convolves it
 */
FvTap *
fv_taps_find (FvTap *taps, gint n_taps, gint map)
{
  for (gint i = 0; i < n_taps; i++)
    if (taps[i].map == map)
      return &taps[i];
  return NULL;
}

/**
 * fv_taps_free:
 * @taps: (array length=n_taps): taps
 * @n_taps: how many
 */
void
fv_taps_free (FvTap *taps, gint n_taps)
{
  for (gint i = 0; i < n_taps; i++)
    {
      fv_stage_clear (&taps[i].stage);
      fv_memory_free (taps[i].output.data);
      fv_convolution_free (taps[i].convolution);
      g_free (taps[i].terms);
      g_free (taps[i].filters);
    }
  g_free (taps);
}

/* One tap --------------------------------------------------------------------------- */

/**
 * fv_tap_plan:
 * @tap: (inout): a tap
 * @lean: whether to do without transformed kernels
 * @width: width of the map that it convolves
 * @height: height of that
 * @threads: number of threads, at least 1
 *
 * Decides how to do it. Nothing is allocated.
 */
void
fv_tap_plan (FvTap *tap, gboolean lean, gint width, gint height, gint threads)
{
  fv_stage_plan (&tap->stage, lean, width, height, threads);
  tap->output = (FvMap){ height, width, tap->stage.n_filters, height, NULL };
}

/**
 * fv_tap_prepare:
 * @tap: (inout): a tap that was planned
 * @network: its network
 * @workers: threads
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: whether it has what it needs
 */
gboolean
fv_tap_prepare (FvTap *tap, const FvNetwork *network, FvWorkers *workers, GError **error)
{
  const FvConvolution *convolution = tap->stage.convolution;

  tap->output.data = fv_memory_new_floats (fv_map_get_n_values (&tap->output), error);
  if (tap->output.data == NULL)
    return FALSE;
  if (tap->filters != NULL)
    {
      tap->convolution = fv_convolution_new_subset (convolution, tap->filters,
                                                    tap->stage.n_filters, error);
      if (tap->convolution == NULL)
        return FALSE;
      convolution = tap->convolution;
    }
  return fv_stage_prepare (&tap->stage, network, convolution, workers, error);
}
