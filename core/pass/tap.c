/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "tap.h"

#include "objective.h"
#include "base/memory.h"
#include "network/geometry.h"

/* Which filters --------------------------------------------------------------------- */

static gboolean
is_about_filters (const FvTap *tap)
{
  for (gint i = 0; i < tap->n_terms; i++)
    if (tap->terms[i].kind != FV_TERM_FILTER)
      return FALSE;
  return tap->n_terms > 0;
}

static gint
find_channel (const FvTap *tap, gint filter)
{
  for (gint channel = 0; channel < tap->n_channels; channel++)
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
  gint n_filters = tap->n_channels;

  if (!is_about_filters (tap))
    return;
  tap->filters = g_new (gint, tap->n_terms);
  tap->n_channels = 0;
  for (gint i = 0; i < tap->n_terms; i++)
    {
      gint channel = find_channel (tap, tap->terms[i].filter);

      if (channel < 0)
        {
          channel = tap->n_channels++;
          tap->filters[channel] = tap->terms[i].filter;
        }
      tap->terms[i].filter = channel;
    }
  if (tap->n_channels == n_filters)
    take_all_filters (tap);
}

/* Taps of an objective -------------------------------------------------------------- */

static void
add_term (FvTap *tap, const FvTerm *term)
{
  tap->terms = g_renew (FvTerm, tap->terms, tap->n_terms + 1);
  tap->terms[tap->n_terms++] = *term;
  tap->has_direction = tap->has_direction || term->kind == FV_TERM_DIRECTION;
  tap->has_style =
      tap->has_style || term->kind == FV_TERM_STYLE || term->kind == FV_TERM_DIVERSITY;
  tap->has_statistics = tap->has_statistics || term->kind == FV_TERM_STATISTICS;
  if (term->kind == FV_TERM_CONTENT)
    {
      tap->has_content = TRUE;
      tap->guide = term->guide;
    }
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

/* Whether all of the map that leads on to deeper layers is needed, so that it is copied.
 * Diversity needs all of it, too, but is about the deepest layer, from which nothing
 * leads on, and filters that are asleep can be woken only where the objective does the
 * ReLU. */
static gboolean
is_copied (const FvTap *tap)
{
  for (gint i = 0; i < tap->n_terms; i++)
    if (tap->terms[i].kind == FV_TERM_STYLE)
      return TRUE;
  return tap->has_statistics || tap->has_content;
}

/* The layer that begins with @node, with the ReLU left out that it ends with: a ReLU that
 * is a layer by itself looks at its input. */
static void
look (FvTap *tap, const FvNetwork *network, gint node, FvRelu relu)
{
  const FvArchitecture *architecture = fv_network_get_architecture (network);
  gint last = fv_architecture_get_last (architecture, node);

  tap->stride = MAX (fv_geometry_get_stride (architecture, last), 1);
  tap->is_rectified = fv_architecture_is_rectified (architecture, node);
  if (relu == FV_RELU_AFTER && is_copied (tap))
    tap->is_rectified = FALSE;
  if (tap->is_rectified)
    last = fv_architecture_get_input (architecture, last, 0);
  tap->node = last;
  tap->n_channels = fv_network_get_n_channels (network, last);
  tap->is_convolved =
      last != FV_PICTURE && architecture->nodes[last].kind == FV_NODE_CONVOLUTION;
  if (tap->is_convolved && architecture->nodes[last].groups == 1)
    choose_filters (tap);
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

  *n_taps = 0;
  for (gint node = 0; node < architecture->n_nodes; node++)
    if (architecture->nodes[node].layer != NULL)
      {
        FvTap *tap = &taps[*n_taps];

        add_terms (tap, architecture, node, objective);
        if (tap->n_terms == 0)
          continue;
        look (tap, network, node, objective->relu);
        ++*n_taps;
      }
  return taps;
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
      fv_memory_free (taps[i].output.data);
      fv_convolution_free (taps[i].convolution);
      fv_style_free (taps[i].style);
      fv_statistics_free (taps[i].statistics);
      fv_memory_free (taps[i].content);
      g_free (taps[i].terms);
      g_free (taps[i].filters);
    }
  g_free (taps);
}

/**
 * fv_tap_count_content:
 * @tap: a tap whose output's size is set
 *
 * Returns: how many values of a photo it remembers; 0 where a guide has them
 */
gsize
fv_tap_count_content (const FvTap *tap)
{
  return tap->has_content && tap->guide == NULL
             ? fv_map_get_row_size (&tap->output) * tap->output.height
             : 0;
}

/**
 * fv_tap_get_convolution:
 * @tap: (inout): a tap that does a convolution itself
 * @network: its network
 * @error: %FV_ERROR_MEMORY
 *
 * Returns: (transfer none): the convolution by the filters that count, or %NULL
 */
const FvConvolution *
fv_tap_get_convolution (FvTap *tap, const FvNetwork *network, GError **error)
{
  const FvConvolution *convolution = fv_network_get_convolution (network, tap->node);

  if (tap->filters == NULL)
    return convolution;
  tap->convolution =
      fv_convolution_new_subset (convolution, tap->filters, tap->n_channels, error);
  return tap->convolution;
}
