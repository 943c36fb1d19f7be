/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Layers and filters by the names and numbers that users give. */

#include "layer-list.h"

#include <glib/gi18n-lib.h>

#include "base/text.h"

/**
 * fv_layer_find:
 * @layers: (array length=n_layers): layers
 * @n_layers: their number
 * @name: (nullable): a layer's name
 *
 * Returns: (transfer none) (nullable): the layer of that name
 */
const FvLayer *
fv_layer_find (const FvLayer *layers, gint n_layers, const gchar *name)
{
  g_return_val_if_fail (layers != NULL || n_layers == 0, NULL);
  for (gint i = 0; i < n_layers; i++)
    if (g_strcmp0 (layers[i].name, name) == 0)
      return &layers[i];
  return NULL;
}

/**
 * fv_layer_check:
 * @layers: (array length=n_layers): layers
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
  g_autofree gchar *shown = NULL;

  if (fv_layer_find (layers, n_layers, name) != NULL)
    return TRUE;
  shown = fv_text_shorten (name);
  for (gint i = 0; i < n_layers; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", layers[i].name);
  g_set_error (error, FV_ERROR, FV_ERROR_LAYER,
               _ ("These weights have no layer “%s”. Choose one of: %s."), shown,
               names->str);
  return FALSE;
}

/**
 * fv_filter_check:
 * @layer: a layer
 * @filter: a filter's number
 * @error: %FV_ERROR_FILTER
 *
 * Returns: whether the layer has a filter of that number
 */
gboolean
fv_filter_check (const FvLayer *layer, gint filter, GError **error)
{
  if (filter >= 0 && filter < layer->n_filters)
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_FILTER,
               _ ("Layer %s has no filter %d. Choose one from 0 to %d."), layer->name,
               filter, layer->n_filters - 1);
  return FALSE;
}
