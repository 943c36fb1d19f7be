/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Layers and filters by the names and numbers that users give. */

#include "layer-list.h"

#include <glib/gi18n-lib.h>
#include <string.h>

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
