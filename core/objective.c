/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is maximised at the target layer: the mean of one filter's map, as in all
 * five seed scripts, with the border of the ResNet one (Keras' "Visualizing what
 * convnets learn"). */

#include "objective.h"

#include <glib/gi18n-lib.h>

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
 * fv_objective_check:
 * @layers: (array length=n_layers): the layers that there are
 * @n_layers: their number
 * @objective: what is to be maximised
 * @error: %FV_ERROR_LAYER, %FV_ERROR_FILTER or %FV_ERROR_SETTING
 *
 * Returns: whether the layer and the filter exist, and the border is not negative
 */
gboolean
fv_objective_check (const FvLayer *layers, gint n_layers, const FvObjective *objective,
                    GError **error)
{
  const FvLayer *layer = fv_layer_find (layers, n_layers, objective->layer);

  if (!fv_layer_check (layers, n_layers, objective->layer, error))
    return FALSE;
  if (objective->filter < 0 || objective->filter >= layer->n_filters)
    {
      g_set_error (error, FV_ERROR, FV_ERROR_FILTER,
                   _ ("Layer %s has no filter %d. Choose one from 0 to %d."), layer->name,
                   objective->filter, layer->n_filters - 1);
      return FALSE;
    }
  if (objective->border < 0)
    {
      g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                   _ ("A border of %d positions makes no sense. Choose 0 or more."),
                   objective->border);
      return FALSE;
    }
  return TRUE;
}

/**
 * fv_objective_check_size:
 * @layer: the target layer
 * @border: positions to leave out at each edge
 * @width: the input's width
 * @height: the input's height
 * @error: %FV_ERROR_SIZE
 *
 * Returns: whether the target's map has any position within the border
 */
gboolean
fv_objective_check_size (const FvLayer *layer, gint border, gint width, gint height,
                         GError **error)
{
  gint64 smallest = (2 * (gint64)border + 1) * layer->stride;

  if (width >= smallest && height >= smallest)
    return TRUE;
  g_set_error (
      error, FV_ERROR, FV_ERROR_SIZE,
      _ ("%d×%d pixels are too few: layer %s with a border of %d needs at least "
         "%.0f pixels each way at the smallest scale. Choose a larger size, fewer "
         "scales, or a layer nearer to the input."),
      width, height, layer->name, border, (gdouble)smallest);
  return FALSE;
}

/**
 * fv_objective_differentiate:
 * @objective: what is maximised
 * @map: (inout): rows of the filter's activation before ReLU, one channel; replaced by
 *   d loss / d activation
 * @top: the row of the target's whole map that @map begins at
 * @height: height of the target's whole map
 * @first: the first row of @map to count
 * @end: the one after the last; others have no gradient
 *
 * Returns: these rows' part of the loss, which is the mean within the border
 */
gdouble
fv_objective_differentiate (const FvObjective *objective, FvMap *map, gint top,
                            gint height, gint first, gint end)
{
  gint border = objective->border;
  gint64 n = (gint64)(height - 2 * border) * (map->width - 2 * border);
  gdouble sum = 0.0;

  for (gint y = 0; y < map->height; y++)
    for (gint x = 0; x < map->width; x++)
      {
        gfloat *value = fv_map_get_row (map, y) + x;
        gboolean counts = y >= first && y < end && top + y >= border &&
                          top + y < height - border && x >= border &&
                          x < map->width - border;

        /* written so that a value that is not a number counts */
        counts = counts && !(objective->relu == FV_RELU_AFTER && *value <= 0.0f);
        if (counts)
          sum += *value;
        *value = counts ? 1.0 / n : 0.0;
      }
  return sum / n;
}
