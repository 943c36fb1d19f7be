/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Layers and filters by the names and numbers that users give. */

#include "layer-list.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "class-names.h"
#include "base/text.h"

#define MOST_NAMES 24

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
 * fv_layers_find_classes:
 * @layers: (array length=n_layers): all layers of a network, in its order
 * @n_layers: their number
 *
 * Objectives call this layer "predictions", too, whatever its name is.
 *
 * Returns: (transfer none) (nullable): the layer that has a filter for each class, which
 *   is its score before softmax: the last one, if that is dense, or has as many filters
 *   as ImageNet has classes, and no ReLU; %NULL where there is none
 */
const FvLayer *
fv_layers_find_classes (const FvLayer *layers, gint n_layers)
{
  const FvLayer *last;

  g_return_val_if_fail (layers != NULL || n_layers == 0, NULL);
  if (n_layers == 0)
    return NULL;
  last = &layers[n_layers - 1];
  return !last->is_rectified &&
                 (g_strcmp0 (last->kind, "dense") == 0 || fv_layer_has_class_names (last))
             ? last
             : NULL;
}

/**
 * fv_layer_has_class_names:
 * @layer: a layer
 *
 * Returns: whether it has as many filters as ImageNet (ILSVRC 2012) has classes: as what
 *   gives the scores of classes, it is taken to be trained on these
 */
gboolean
fv_layer_has_class_names (const FvLayer *layer)
{
  return layer->n_filters == FV_N_CLASS_NAMES;
}

/**
 * fv_layer_get_class_name:
 * @layer: what fv_layers_find_classes() found
 * @class_index: one of its filters, from 0
 *
 * Returns: (transfer none) (nullable): the English name of that class, which objectives
 *   take in place of its number; %NULL where classes have no names, or there is no such
 *   class
 */
const gchar *
fv_layer_get_class_name (const FvLayer *layer, gint class_index)
{
  g_return_val_if_fail (layer != NULL, NULL);
  return fv_layer_has_class_names (layer) && class_index >= 0 &&
                 class_index < layer->n_filters
             ? fv_class_names_get (class_index)
             : NULL;
}

/* Whether a layer's name begins with as many bytes of another one. */
static gboolean
begins_like (const FvLayer *layer, const gchar *name, gsize length)
{
  return strncmp (layer->name, name, length) == 0;
}

static gint
count_alike (const FvLayer *layers, gint n_layers, const gchar *name, gsize length)
{
  gint n = 0;

  for (gint i = 0; i < n_layers; i++)
    n += begins_like (&layers[i], name, length) ? 1 : 0;
  return n;
}

/**
 * fv_layers_join_names:
 * @layers: (array length=n_layers): layers
 * @n_layers: their number
 * @name: (nullable): a name that none of them has
 *
 * Returns: (transfer full): for people, the names of the layers, or of very many of them
 *   those that begin most like @name: "block1_conv1, block1_conv2 and 30 more"
 */
gchar *
fv_layers_join_names (const FvLayer *layers, gint n_layers, const gchar *name)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const gchar *like = name ? name : "";
  gsize length = 0;
  gint n = 0;

  while (count_alike (layers, n_layers, like, length) > MOST_NAMES &&
         length < strlen (like) && count_alike (layers, n_layers, like, length + 1) > 0)
    length++;
  for (gint i = 0; i < n_layers && n < MOST_NAMES; i++)
    if (begins_like (&layers[i], like, length))
      g_string_append_printf (text, "%s%s", n++ > 0 ? ", " : "", layers[i].name);
  return n < n_layers ? g_strdup_printf (_ ("%s and %d more"), text->str, n_layers - n)
                      : g_strdup (text->str);
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
  g_autofree gchar *names = NULL;
  g_autofree gchar *shown = NULL;

  if (fv_layer_find (layers, n_layers, name) != NULL)
    return TRUE;
  shown = fv_text_shorten (name);
  names = fv_layers_join_names (layers, n_layers, name);
  g_set_error (error, FV_ERROR, FV_ERROR_LAYER,
               _ ("These weights have no layer “%s”. Choose one of: %s."), shown, names);
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
