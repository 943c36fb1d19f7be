/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is maximised: means of filters' maps, as in all five seed scripts, with the border
 * of the ResNet one (Keras' "Visualizing what convnets learn"), or of whole layers, as in
 * Google's DeepDream. */

#include "objective.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "guide.h"

/**
 * fv_layer_find:
 * @layers: layers
 * @n_layers: their number
 * @name: a layer's name
 *
 * Returns: (nullable): the layer of that name
 */
const FvLayer *
fv_layer_find (const FvLayer *layers, gint n_layers, const gchar *name)
{
  for (gint i = 0; i < n_layers; i++)
    if (g_strcmp0 (layers[i].name, name) == 0)
      return &layers[i];
  return NULL;
}

/**
 * fv_layer_check:
 * @layers: layers
 * @n_layers: their number
 * @name: (nullable): a layer's name
 * @error: %FV_ERROR_LAYER
 *
 * Returns: whether there is a layer of that name
 */
gboolean
fv_layer_check (const FvLayer *layers, gint n_layers, const gchar *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);

  if (fv_layer_find (layers, n_layers, name) != NULL)
    return TRUE;
  for (gint i = 0; i < n_layers; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", layers[i].name);
  g_set_error (error, FV_ERROR, FV_ERROR_LAYER,
               _ ("These weights have no layer “%s”. Choose one of: %s."),
               name ? name : "", names->str);
  return FALSE;
}

/**
 * fv_objective_get_terms:
 * @objective: an objective
 * @single: (out caller-allocated): room for its one term, if it has no list of them
 * @n_terms: (out): how many terms there are
 *
 * Returns: (transfer none) (array length=n_terms): its terms, or @single
 */
const FvTerm *
fv_objective_get_terms (const FvObjective *objective, FvTerm *single, gint *n_terms)
{
  *n_terms = objective->n_terms;
  if (objective->terms != NULL)
    return objective->terms;
  *single = (FvTerm){ FV_TERM_FILTER, objective->layer, objective->filter, 1.0, NULL };
  *n_terms = 1;
  return single;
}

static gboolean
check_term (const FvLayer *layers, gint n_layers, const FvTerm *term, GError **error)
{
  const FvLayer *layer = fv_layer_find (layers, n_layers, term->layer);

  if (!fv_layer_check (layers, n_layers, term->layer, error))
    return FALSE;
  if (term->kind == FV_TERM_FILTER &&
      (term->filter < 0 || term->filter >= layer->n_filters))
    {
      g_set_error (error, FV_ERROR, FV_ERROR_FILTER,
                   _ ("Layer %s has no filter %d. Choose one from 0 to %d."), layer->name,
                   term->filter, layer->n_filters - 1);
      return FALSE;
    }
  return TRUE;
}

/**
 * fv_objective_check:
 * @layers: (array length=n_layers): the layers that there are
 * @n_layers: their number
 * @objective: what is to be maximised
 * @error: %FV_ERROR_LAYER, %FV_ERROR_FILTER or %FV_ERROR_SETTING
 *
 * Returns: whether the layers and the filters exist, and the border is not negative
 */
gboolean
fv_objective_check (const FvLayer *layers, gint n_layers, const FvObjective *objective,
                    GError **error)
{
  FvTerm single;
  gint n_terms;
  const FvTerm *terms = fv_objective_get_terms (objective, &single, &n_terms);

  for (gint i = 0; i < n_terms; i++)
    if (!check_term (layers, n_layers, &terms[i], error))
      return FALSE;
  if (objective->border < 0)
    {
      g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                   _ ("A border of %d positions makes no sense. Choose 0 or more."),
                   objective->border);
      return FALSE;
    }
  return TRUE;
}

/* Of an input in which a layer's map has a position within the border */
static gint64
get_smallest_side (const FvLayer *layer, const FvObjective *objective)
{
  return (2 * (gint64)objective->border + 1) * layer->stride;
}

/**
 * fv_objective_get_smallest_side:
 * @layers: (array length=n_layers): the layers that there are
 * @n_layers: their number
 * @objective: an objective that was checked
 *
 * Returns: the smallest width and height of an input that fv_objective_check_size()
 *   accepts
 */
gint64
fv_objective_get_smallest_side (const FvLayer *layers, gint n_layers,
                                const FvObjective *objective)
{
  FvTerm single;
  gint n_terms;
  const FvTerm *terms = fv_objective_get_terms (objective, &single, &n_terms);
  gint64 side = 1;

  for (gint i = 0; i < n_terms; i++)
    side = MAX (side, get_smallest_side (fv_layer_find (layers, n_layers, terms[i].layer),
                                         objective));
  return side;
}

/**
 * fv_objective_check_size:
 * @layers: (array length=n_layers): the layers that there are
 * @n_layers: their number
 * @objective: an objective that was checked
 * @width: the input's width
 * @height: the input's height
 * @error: %FV_ERROR_SIZE
 *
 * Returns: whether each layer's map has any position within the border
 */
gboolean
fv_objective_check_size (const FvLayer *layers, gint n_layers,
                         const FvObjective *objective, gint width, gint height,
                         GError **error)
{
  FvTerm single;
  gint n_terms;
  const FvTerm *terms = fv_objective_get_terms (objective, &single, &n_terms);

  for (gint i = 0; i < n_terms; i++)
    {
      const FvLayer *layer = fv_layer_find (layers, n_layers, terms[i].layer);
      gint64 smallest = get_smallest_side (layer, objective);

      if (width >= smallest && height >= smallest)
        continue;
      g_set_error (
          error, FV_ERROR, FV_ERROR_SIZE,
          _ ("%d×%d pixels are too few: layer %s with a border of %d needs at least "
             "%.0f pixels each way at the smallest scale. Choose a larger size, fewer "
             "scales, or a layer nearer to the input."),
          width, height, layer->name, objective->border, (gdouble)smallest);
      return FALSE;
    }
  return TRUE;
}

/* Differentiating ---------------------------------------------------------------------
 */

/* The positions of a tap's map that count, and how many they are */
typedef struct
{
  gint left;
  gint right;
  gint top;
  gint bottom;
  gint64 n;
} FvPositions;

static FvPositions
get_positions (const FvObjective *objective, const FvTap *tap)
{
  const FvRegion *region = &objective->region;
  gint border = objective->border;
  FvPositions positions = { 0, tap->output.width, 0, tap->output.height, 0 };

  if (region->width > 0)
    {
      positions.left = region->x / tap->stride;
      positions.right = positions.left + region->width / tap->stride;
      positions.top = region->y / tap->stride;
      positions.bottom = positions.top + region->height / tap->stride;
    }
  positions.left += border;
  positions.right -= border;
  positions.top += border;
  positions.bottom -= border;
  positions.n =
      (gint64)(positions.right - positions.left) * (positions.bottom - positions.top);
  return positions;
}

/* Each term's value over one row of @n_positions, times the number of positions that
 * count; its gradient is added. */

static gdouble
add_filter (const FvTerm *term, const gfloat *values, gint n_positions, gint channels,
            gdouble factor, gfloat *gradient)
{
  gdouble sum = 0.0;

  for (gint i = term->filter; i < n_positions * channels; i += channels)
    {
      sum += values[i];
      gradient[i] += factor;
    }
  return sum;
}

static gdouble
add_layer (const gfloat *values, gint n_positions, gint channels, gdouble factor,
           gfloat *gradient)
{
  gdouble sum = 0.0;

  for (gint i = 0; i < n_positions * channels; i++)
    {
      sum += (gdouble)values[i] * values[i];
      gradient[i] += 2.0 * factor / channels * values[i];
    }
  return sum / channels;
}

static gdouble
add_term (const FvTerm *term, const gfloat *values, gint n_positions, gint channels,
          gdouble factor, gfloat *gradient)
{
  switch (term->kind)
    {
    case FV_TERM_FILTER:
      return add_filter (term, values, n_positions, channels, factor, gradient);
    case FV_TERM_LAYER:
      return add_layer (values, n_positions, channels, factor, gradient);
    default:
      return fv_guide_match (term->guide, values, n_positions, factor, gradient);
    }
}

/* Replaces a row of activations by the gradient there. With the ReLU, what is not
 * positive counts as zero, and has no gradient; written so that a value that is not a
 * number does. */
static gdouble
differentiate_row (const FvObjective *objective, const FvTap *tap, gint64 n,
                   gfloat *values, gint n_positions, gfloat *gradient)
{
  gint channels = tap->output.channels;
  gboolean rectifies = objective->relu == FV_RELU_AFTER;
  gdouble sum = 0.0;

  for (gint i = 0; rectifies && i < n_positions * channels; i++)
    if (values[i] <= 0.0f)
      values[i] = 0.0f;
  memset (gradient, 0, (gsize)n_positions * channels * sizeof (gfloat));
  for (gint i = 0; i < tap->n_terms; i++)
    sum += tap->terms[i].weight * add_term (&tap->terms[i], values, n_positions, channels,
                                            tap->terms[i].weight / n, gradient);
  for (gint i = 0; i < n_positions * channels; i++)
    values[i] = rectifies && values[i] == 0.0f ? 0.0f : gradient[i];
  return sum;
}

static void
clear_positions (FvMap *map, gint y, gint from, gint to)
{
  memset (fv_map_get_row (map, y) + (gsize)from * map->channels, 0,
          (gsize)(to - from) * map->channels * sizeof (gfloat));
}

/**
 * fv_objective_differentiate:
 * @objective: what is maximised
 * @tap: (inout): a layer of it
 * @first: a row of the tap's output, the first that was not differentiated yet
 * @end: the one after the last to do
 *
 * These rows hold the activation before ReLU, and then d loss / d activation. The row's
 * part of the loss is added to the tap's sum, row by row: so it does not depend on how
 * many rows are done at once.
 */
void
fv_objective_differentiate (const FvObjective *objective, FvTap *tap, gint first,
                            gint end)
{
  FvPositions positions = get_positions (objective, tap);
  FvMap *map = &tap->output;
  g_autofree gfloat *gradient = g_new (gfloat, fv_map_get_row_size (map));

  for (gint y = first; y < end; y++)
    {
      if (y < positions.top || y >= positions.bottom)
        {
          clear_positions (map, y, 0, map->width);
          continue;
        }
      clear_positions (map, y, 0, positions.left);
      tap->sum += differentiate_row (objective, tap, positions.n,
                                     fv_map_get_row (map, y) +
                                         (gsize)positions.left * map->channels,
                                     positions.right - positions.left, gradient);
      clear_positions (map, y, positions.right, map->width);
    }
}

/**
 * fv_objective_get_loss:
 * @objective: what is maximised
 * @tap: a layer of it, all of whose rows were differentiated
 *
 * Returns: the layer's part of the loss
 */
gdouble
fv_objective_get_loss (const FvObjective *objective, const FvTap *tap)
{
  return tap->sum / get_positions (objective, tap).n;
}
