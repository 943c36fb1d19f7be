/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Whether an objective can be: its layers, filters and numbers, and the size of what it
 * is asked of. */

#include "objective.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "guide.h"
#include "network/layer-list.h"

static gboolean
check_weight (const FvTerm *term, GError **error)
{
  if (isfinite (term->weight))
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
               _ ("The weight of %s in the objective is no finite number. Choose one "
                  "such as 0.5 or -1."),
               term->layer);
  return FALSE;
}

static gboolean
check_term (const FvLayer *layers, gint n_layers, const FvTerm *term, GError **error)
{
  const FvLayer *layer = fv_layer_find (layers, n_layers, term->layer);

  if (!fv_layer_check (layers, n_layers, term->layer, error) ||
      !check_weight (term, error))
    return FALSE;
  switch (term->kind)
    {
    case FV_TERM_FILTER:
    case FV_TERM_DIRECTION:
      return fv_filter_check (layer, term->filter, error);
    case FV_TERM_LAYER:
      return TRUE;
    case FV_TERM_GUIDE:
    case FV_TERM_CONTENT:
      g_return_val_if_fail (term->guide != NULL && term->guide->features != NULL, FALSE);
      return fv_guide_check (term->guide, layer, error);
    case FV_TERM_STATISTICS:
      g_return_val_if_fail (term->guide != NULL && term->guide->sorted != NULL, FALSE);
      return fv_guide_check (term->guide, layer, error);
    case FV_TERM_STYLE:
    case FV_TERM_DIVERSITY:
      g_return_val_if_fail (term->guide != NULL && term->guide->gram != NULL, FALSE);
      return fv_guide_check (term->guide, layer, error);
    }
  g_return_val_if_reached (FALSE);
}

/**
 * fv_objective_check:
 * @layers: (array length=n_layers): the layers that there are
 * @n_layers: their number
 * @objective: what is to be maximised
 * @error: %FV_ERROR_LAYER, also for a guide's features at another layer;
 *   %FV_ERROR_FILTER; %FV_ERROR_SETTING for a weight that is not finite, or a border that
 *   is negative
 *
 * Returns: whether the layers and the filters exist, and the numbers make sense
 */
gboolean
fv_objective_check (const FvLayer *layers, gint n_layers, const FvObjective *objective,
                    GError **error)
{
  FvTerm single;
  gint n_terms;
  const FvTerm *terms;

  g_return_val_if_fail (layers != NULL || n_layers == 0, FALSE);
  g_return_val_if_fail (objective != NULL, FALSE);
  terms = fv_objective_get_terms (objective, &single, &n_terms);
  g_return_val_if_fail (n_terms >= 1, FALSE);
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

/* A region begins where positions of the layer's map do, and lies in the input. */
static gboolean
check_region (const FvRegion *region, const FvLayer *layer, gint width, gint height,
              GError **error)
{
  if (region->x >= 0 && region->y >= 0 && region->x % layer->stride == 0 &&
      region->y % layer->stride == 0 && region->width >= 1 && region->height >= 1 &&
      region->width <= width - region->x && region->height <= height - region->y)
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_SIZE,
               _ ("A region of %d×%d pixels cannot begin in column %d of row %d of an "
                  "input of %d×%d. Choose one that lies in the input and begins at "
                  "multiples of %d, the stride of layer %s."),
               region->width, region->height, region->x, region->y, width, height,
               layer->stride, layer->name);
  return FALSE;
}

static gboolean
is_whole (const FvRegion *region)
{
  return region->x == 0 && region->y == 0 && region->width == 0 && region->height == 0;
}

/* Of an input in which a layer's map has a position within the border */
static gint64
get_smallest_side (const FvLayer *layer, const FvObjective *objective, gboolean is_column)
{
  gint smallest = MAX (is_column ? layer->smallest_width : layer->smallest_height, 1);

  return smallest + 2 * (gint64)objective->border * layer->stride;
}

/**
 * fv_objective_get_smallest_side:
 * @layers: (array length=n_layers): the layers that there are
 * @n_layers: their number
 * @objective: an objective that was checked
 * @is_column: whether columns are asked for, else rows
 *
 * Returns: the smallest width, or height, of an input that fv_objective_check_size()
 *   accepts
 */
gint64
fv_objective_get_smallest_side (const FvLayer *layers, gint n_layers,
                                const FvObjective *objective, gboolean is_column)
{
  FvTerm single;
  gint n_terms;
  const FvTerm *terms = fv_objective_get_terms (objective, &single, &n_terms);
  gint64 side = 1;

  for (gint i = 0; i < n_terms; i++)
    side = MAX (side, get_smallest_side (fv_layer_find (layers, n_layers, terms[i].layer),
                                         objective, is_column));
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
 * Returns: whether the objective's region lies in the input, and each layer's map has any
 *   position there within the border
 */
gboolean
fv_objective_check_size (const FvLayer *layers, gint n_layers,
                         const FvObjective *objective, gint width, gint height,
                         GError **error)
{
  FvTerm single;
  gint n_terms;
  const FvTerm *terms = fv_objective_get_terms (objective, &single, &n_terms);
  gboolean is_part = !is_whole (&objective->region);
  const FvRegion *region =
      is_part ? &objective->region : &(const FvRegion){ 0, 0, width, height };

  for (gint i = 0; i < n_terms; i++)
    {
      const FvLayer *layer = fv_layer_find (layers, n_layers, terms[i].layer);
      gint64 smallest_width = get_smallest_side (layer, objective, TRUE);
      gint64 smallest_height = get_smallest_side (layer, objective, FALSE);

      if (is_part && !check_region (region, layer, width, height, error))
        return FALSE;
      if (region->width >= smallest_width && region->height >= smallest_height)
        continue;
      g_set_error (
          error, FV_ERROR, FV_ERROR_SIZE,
          _ ("%d×%d pixels are too few: layer %s with a border of %d needs at least "
             "%.0f pixels each way at the smallest scale. Choose a larger size, fewer "
             "scales, or a layer nearer to the input."),
          region->width, region->height, layer->name, objective->border,
          (gdouble)MAX (smallest_width, smallest_height));
      return FALSE;
    }
  return TRUE;
}
