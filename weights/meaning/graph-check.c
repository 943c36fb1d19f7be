/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "graph-check.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "base/text.h"

static gboolean
fail_window (const FvGraphSite *site, FvMapFit fit, GError **error)
{
  static const gchar *const sentences[] = {
    [FV_MAP_IMPOSSIBLE] = N_ ("In “%s”, layer “%s” has a window, or padding, that cannot "
                              "be. Save the model again, or choose another file."),
    [FV_MAP_TOO_SMALL] = N_ ("In “%s”, nothing is left of the map at layer “%s” for a "
                             "picture of the size that the file tells. Choose another "
                             "file."),
    [FV_MAP_TOO_LARGE] = N_ ("In “%s”, the map or the window of layer “%s” is too large "
                             "for this program. Choose another file."),
  };
  g_autofree gchar *layer = fv_text_shorten (site->layer);

  g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS, _ (sentences[fit]), site->reader->label,
               layer);
  return FALSE;
}

static gboolean
fail_inputs (const FvGraphSite *site, GError **error)
{
  g_autofree gchar *layer = fv_text_shorten (site->layer);

  g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
               _ ("In “%s”, layer “%s” puts maps together whose sizes or numbers of "
                  "channels differ. Choose another file, or one saved anew."),
               site->reader->label, layer);
  return FALSE;
}

static gboolean
fail_parameters (const FvGraphSite *site, GError **error)
{
  g_autofree gchar *layer = fv_text_shorten (site->layer);

  g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
               _ ("In “%s”, layer “%s” has parameters that cannot be. Save the model "
                  "again, or choose another file."),
               site->reader->label, layer);
  return FALSE;
}

static gboolean
see (const FvGraphSite *site, gboolean is_pooling, FvGraphMap *map, GError **error)
{
  FvMapFit fit =
      fv_graph_map_see (&site->inputs[0], &site->node->window, is_pooling, map);

  return fit == FV_MAP_FITS || fail_window (site, fit, error);
}

static gboolean
check_convolution (const FvGraphSite *site, FvGraphMap *map, GError **error)
{
  gint n_filters;

  if (!fv_graph_check_convolution (site, &n_filters, error) ||
      !see (site, FALSE, map, error))
    return FALSE;
  map->n_channels = n_filters;
  return TRUE;
}

/* The first input is to be the one that is not broadcast. */
static void
put_largest_first (const FvGraphSite *site)
{
  gint *inputs = (gint *)site->node->inputs;
  gint first = 0;

  while (first < site->node->n_inputs - 1 && site->inputs[first].is_single)
    first++;
  if (first > 0 && !site->inputs[first].is_single)
    {
      gint largest = inputs[first];

      inputs[first] = inputs[0];
      inputs[0] = largest;
    }
}

static const FvGraphMap *
find_largest (const FvGraphSite *site)
{
  for (gint i = 0; i < site->node->n_inputs; i++)
    if (!site->inputs[i].is_single)
      return &site->inputs[i];
  return &site->inputs[0];
}

/* Sums and products; a map of one position for all pictures can be multiplied with any
 * other. */
static gboolean
check_sum (const FvGraphSite *site, FvGraphMap *map, GError **error)
{
  gboolean broadcasts = site->node->kind == FV_NODE_MULTIPLY;

  *map = *find_largest (site);
  for (gint i = 0; i < site->node->n_inputs; i++)
    {
      const FvGraphMap *input = &site->inputs[i];

      if (input->n_channels != map->n_channels ||
          !((broadcasts && input->is_single) || fv_graph_maps_agree (map, input)))
        return fail_inputs (site, error);
      map->field = MAX (map->field, input->field);
      if (map->rows == 0)
        {
          map->rows = input->rows;
          map->columns = input->columns;
        }
    }
  put_largest_first (site);
  return TRUE;
}

static gboolean
check_concatenation (const FvGraphSite *site, FvGraphMap *map, GError **error)
{
  gint64 n_channels = 0;

  *map = site->inputs[0];
  for (gint i = 0; i < site->node->n_inputs; i++)
    {
      if (!fv_graph_maps_agree (map, &site->inputs[i]))
        return fail_inputs (site, error);
      map->field = MAX (map->field, site->inputs[i].field);
      n_channels += site->inputs[i].n_channels;
    }
  if (n_channels > FV_MAX_CHANNELS)
    return fail_window (site, FV_MAP_TOO_LARGE, error);
  map->n_channels = (gint)n_channels;
  return TRUE;
}

static gboolean
check_padding (const FvGraphSite *site, FvGraphMap *map, GError **error)
{
  const FvWindow *window = &site->node->window;

  if (window->is_global || window->rows.size != 1 || window->columns.size != 1)
    return fail_window (site, FV_MAP_IMPOSSIBLE, error);
  return see (site, FALSE, map, error);
}

static gboolean
check_normalisation (const FvGraphSite *site, GError **error)
{
  const FvNodeParameters *parameters = &site->node->parameters;

  return (parameters->size >= 1 && parameters->size <= FV_MAX_CHANNELS &&
          parameters->bias > 0 && isfinite (parameters->bias) && parameters->alpha >= 0 &&
          isfinite (parameters->alpha) && isfinite (parameters->beta)) ||
         fail_parameters (site, error);
}

static gboolean
check_one_input (const FvGraphSite *site, FvGraphMap *map, GError **error)
{
  *map = site->inputs[0];
  switch (site->node->kind)
    {
    case FV_NODE_CONVOLUTION:
      return check_convolution (site, map, error);
    case FV_NODE_MAX_POOLING:
    case FV_NODE_AVERAGE_POOLING:
      return see (site, TRUE, map, error);
    case FV_NODE_ZERO_PADDING:
      return check_padding (site, map, error);
    case FV_NODE_SCALE:
      return fv_graph_check_scale (site, error);
    case FV_NODE_LRN:
      return check_normalisation (site, error);
    case FV_NODE_LEAKY_RELU:
    case FV_NODE_ELU:
      return isfinite (site->node->parameters.slope) || fail_parameters (site, error);
    default:
      return fv_node_kind_is_activation (site->node->kind) ||
             fail_parameters (site, error);
    }
}

/**
 * fv_graph_check:
 * @site: a node and what it takes
 * @map: (out caller-allocates): what it gives
 * @error: %FV_ERROR_WEIGHTS
 *
 * Returns: whether the node can be
 */
gboolean
fv_graph_check (const FvGraphSite *site, FvGraphMap *map, GError **error)
{
  switch (site->node->kind)
    {
    case FV_NODE_ADD:
    case FV_NODE_MULTIPLY:
      return check_sum (site, map, error);
    case FV_NODE_CONCATENATE:
      return check_concatenation (site, map, error);
    default:
      if (site->node->n_inputs != 1)
        return fail_inputs (site, error);
      return check_one_input (site, map, error);
    }
}
