/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What takes the place of layers that a network does not have. Defaults and styles name
 * layers of VGG: a network of another kind has its own at the same depth. */

#include "counterparts.h"

#include <math.h>
#include <string.h>

#define VGG_LAYER "\\bblock[1-5](_conv[1-4]|_pool)\\b"
#define POOL      "pool" /* ends the names of its poolings */
#define MIDDLE    0.5

/* As many of them, and they are the ends of a network's blocks, which see more than the
 * convolutions within one. */
#define LEAST_JOINTS 3

static gboolean
is_joint (const FvLayer *layer)
{
  return g_strcmp0 (layer->kind, "concatenation") == 0 ||
         g_strcmp0 (layer->kind, "sum") == 0;
}

static gboolean
is_convolution (const FvLayer *layer)
{
  return g_strcmp0 (layer->kind, "convolution") == 0;
}

/* The layers by which a network is known, from the input on: there is at least one. Those
 * that see the whole picture at once have no map that could be of use. */
static GPtrArray *
list_main_layers (const FvLayer *layers, gint n_layers)
{
  GPtrArray *joints = g_ptr_array_new ();
  GPtrArray *convolutions = g_ptr_array_new ();
  GPtrArray *chosen;

  for (gint i = 0; i < n_layers; i++)
    if (layers[i].receptive_field > 0 && is_joint (&layers[i]))
      g_ptr_array_add (joints, (gpointer)&layers[i]);
    else if (layers[i].receptive_field > 0 && is_convolution (&layers[i]))
      g_ptr_array_add (convolutions, (gpointer)&layers[i]);

  chosen = g_ptr_array_ref (joints->len >= LEAST_JOINTS ? joints : convolutions);
  if (chosen->len == 0)
    g_ptr_array_add (chosen, (gpointer)&layers[n_layers - 1]);
  g_ptr_array_unref (joints);
  g_ptr_array_unref (convolutions);
  return chosen;
}

/* The convolution of that name among a VGG's; of a pooling's name, the one that it pools
 */
static const FvLayer *
find_published (const FvLayer *layers, gint n_layers, const gchar *name)
{
  const FvLayer *layer = fv_layer_find (layers, n_layers, name);
  gsize length = g_str_has_suffix (name, POOL) ? strlen (name) - strlen (POOL) : 0;

  for (gint i = n_layers - 1; !layer && length > 0 && i >= 0; i--)
    if (strncmp (layers[i].name, name, length) == 0)
      layer = &layers[i];
  return layer;
}

/* How far a layer is from the input of the VGG that has it: 0 is its first one, 1 its
 * last one. Of any other name, the middle. */
static gdouble
get_depth (const gchar *name)
{
  static const gchar *const networks[] = { "VGG16", "VGG19" };
  gdouble depth = -1.0;

  for (gsize i = 0; depth < 0.0 && i < G_N_ELEMENTS (networks); i++)
    {
      gint n_layers;
      g_autofree FvLayer *layers = fv_layers_list (networks[i], &n_layers);
      const FvLayer *layer = find_published (layers, n_layers, name);

      if (layer)
        depth = (gdouble)(layer - layers) / (n_layers - 1);
    }
  return depth < 0.0 ? MIDDLE : depth;
}

/* Whether the network has the layer, but the weights end before it. */
static gboolean
is_beyond (const FvWeights *weights, const gchar *name)
{
  gint n_layers;
  g_autofree FvLayer *layers =
      fv_layers_list (fv_weights_get_network (weights), &n_layers);

  return layers && find_published (layers, n_layers, name) != NULL;
}

/* The layer of that name, if the weights hold it. Else the last one of a network that
 * goes on to it, or one of another network at the same depth. */
const gchar *
counterparts_find (const FvWeights *weights, const gchar *name)
{
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (weights, &n_layers);
  const FvLayer *layer = fv_layer_find (layers, n_layers, name);
  g_autoptr (GPtrArray) main_layers = NULL;

  if (!layer && is_beyond (weights, name))
    layer = fv_weights_get_last_layer (weights);
  if (layer)
    return layer->name;

  main_layers = list_main_layers (layers, n_layers);
  layer = main_layers->pdata[lround (get_depth (name) * (main_layers->len - 1))];
  return layer->name;
}

static gboolean
append_counterpart (const GMatchInfo *match, GString *text, gpointer weights)
{
  g_autofree gchar *name = g_match_info_fetch (match, 0);

  g_string_append (text, counterparts_find (weights, name));
  return FALSE;
}

static gboolean
can_parse (const FvWeights *weights, const gchar *objective, GError **error)
{
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (weights, &n_layers);
  g_autoptr (FvTerms) terms = fv_terms_parse (objective, layers, n_layers, error);

  return terms != NULL;
}

/* The objective with layers of these weights for VGG's that they do not hold. NULL if
 * that makes no objective of it. What is wrong with it otherwise is left to the user. */
gchar *
counterparts_translate (const FvWeights *weights, const gchar *objective)
{
  g_autoptr (GRegex) regex = NULL;
  g_autofree gchar *translated = NULL;
  g_autoptr (GError) problem = NULL;

  if (can_parse (weights, objective, &problem) ||
      !g_error_matches (problem, FV_ERROR, FV_ERROR_LAYER))
    return g_strdup (objective);

  regex = g_regex_new (VGG_LAYER, 0, 0, NULL);
  translated = g_regex_replace_eval (regex, objective, -1, 0, 0, append_counterpart,
                                     (gpointer)weights, NULL);
  return translated && can_parse (weights, translated, NULL)
             ? g_steal_pointer (&translated)
             : NULL;
}
