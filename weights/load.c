/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "weights.h"

#include <glib/gi18n-lib.h>

#include "base/text.h"
#include "network/classifier.h"
#include "network/layer-list.h"

static const FvLayer *
get_layer (const FvWeights *weights, guint index)
{
  return &g_array_index (weights->layers, FvLayer, index);
}

static gboolean
fail_layer (const FvWeights *weights, const gchar *layer, GError **error)
{
  g_autofree gchar *layers = fv_layers_join_names ((const FvLayer *)weights->layers->data,
                                                   (gint)weights->layers->len, layer);
  g_autofree gchar *shown = fv_text_shorten (layer);
  g_autofree gchar *label = NULL;

  if (weights->unknown != NULL)
    g_set_error (error, FV_ERROR, FV_ERROR_LAYER,
                 _ ("%s has no layer “%s” that can be used. %s Choose one of these: %s."),
                 weights->architecture->name, shown, weights->unknown, layers);
  else if (fv_weights_are_sample (weights) || weights->owned != NULL ||
           fv_architecture_find (weights->architecture, layer) < 0)
    g_set_error (error, FV_ERROR, FV_ERROR_LAYER,
                 _ ("%s has no layer “%s”. Choose one of these: %s."),
                 weights->architecture->name, shown, layers);
  else
    {
      label = g_filename_display_name (weights->file);
      g_set_error (
          error, FV_ERROR, FV_ERROR_LAYER,
          _ ("The weights file “%s” does not hold layer %s. Choose one of these: %s; or "
             "choose a complete weights file."),
          label, shown, layers);
    }
  return FALSE;
}

static gboolean
check_layer (const FvWeights *weights, const gchar *layer, GError **error)
{
  for (guint i = 0; i < weights->layers->len; i++)
    if (g_str_equal (get_layer (weights, i)->name, layer))
      return TRUE;
  return fail_layer (weights, layer, error);
}

/**
 * fv_weights_get_convention:
 * @weights: weights
 * @error: %FV_ERROR_FILE, %FV_ERROR_WEIGHTS or %FV_ERROR_MEMORY
 *
 * Tells on which input the weights were trained: what was set; else what the file tells,
 * or the first layer of a VGG shows, which is read for this; else what is usual where
 * they come from.
 *
 * Returns: the convention, or %FV_CONVENTION_UNKNOWN
 */
FvConvention
fv_weights_get_convention (const FvWeights *weights, GError **error)
{
  g_autoptr (FvLayout) layout = NULL;
  FvInput input;

  g_return_val_if_fail (weights != NULL, FV_CONVENTION_UNKNOWN);
  if (weights->convention != FV_CONVENTION_UNKNOWN)
    return weights->convention;
  layout = fv_weights_take_layout (weights, error);
  return layout != NULL &&
                 fv_layout_find_input (layout, FV_CONVENTION_UNKNOWN, &input, error)
             ? input.convention
             : FV_CONVENTION_UNKNOWN;
}

/**
 * fv_weights_load_layout:
 * @weights: weights
 * @layout: their file, open
 * @layers: (array zero-terminated=1): layers that the weights hold
 * @error: %FV_ERROR_FILE, %FV_ERROR_WEIGHTS or %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): what fv_weights_load_layers() does, or %NULL
 */
FvNetwork *
fv_weights_load_layout (const FvWeights *weights, const FvLayout *layout,
                        const gchar *const *layers, GError **error)
{
  g_autofree gchar *label = g_filename_display_name (weights->file);
  const gchar *origin =
      fv_weights_are_sample (weights) ? fv_weights_get_title (weights) : label;

  return fv_layout_load (layout, origin, layers, weights->convention, error);
}

/**
 * fv_weights_load:
 * @weights: weights
 * @layer: the last layer that is needed
 * @error: as for fv_weights_load_layers()
 *
 * The same as fv_weights_load_layers() for one layer.
 *
 * Returns: (transfer full): a network, or %NULL
 */
FvNetwork *
fv_weights_load (const FvWeights *weights, const gchar *layer, GError **error)
{
  const gchar *const layers[] = { layer, NULL };

  g_return_val_if_fail (weights != NULL && layer != NULL, NULL);
  return fv_weights_load_layers (weights, layers, error);
}

/**
 * fv_weights_load_layers:
 * @weights: weights
 * @layers: (array zero-terminated=1): the layers that are needed, at least one
 * @error: %FV_ERROR_LAYER when the weights do not hold one of @layers, %FV_ERROR_FILE
 *   when the file cannot be read, %FV_ERROR_WEIGHTS when it is truncated or damaged,
 *   %FV_ERROR_MEMORY
 *
 * Reads the weights of all that the layers depend on: of a VGG, of all layers up to the
 * deepest. Nothing else in the file is read, and it may be damaged.
 *
 * Whatever input the network was trained on, the one that is returned takes B, G, R
 * in 0…255 minus fv_network_get_mean(): order and scale are folded into its beginning. A
 * network of gray pictures sees the luma of that.
 *
 * Returns: (transfer full): a network, or %NULL
 */
FvNetwork *
fv_weights_load_layers (const FvWeights *weights, const gchar *const *layers,
                        GError **error)
{
  g_autoptr (FvLayout) layout = NULL;

  g_return_val_if_fail (weights != NULL && layers != NULL && layers[0] != NULL, NULL);
  for (gint i = 0; layers[i] != NULL; i++)
    if (!check_layer (weights, layers[i], error))
      return NULL;
  layout = fv_weights_take_layout (weights, error);
  return layout != NULL ? fv_weights_load_layout (weights, layout, layers, error) : NULL;
}

/**
 * fv_weights_load_terms:
 * @weights: weights
 * @terms: the terms of an objective, made for the layers of @weights
 * @error: as for fv_weights_load_layers()
 *
 * Returns: (transfer full): a network with all layers that @terms are about, or %NULL
 */
FvNetwork *
fv_weights_load_terms (const FvWeights *weights, const FvTerms *terms, GError **error)
{
  g_auto (GStrv) layers = NULL;

  g_return_val_if_fail (weights != NULL && terms != NULL, NULL);
  layers = fv_terms_list_layers (terms);
  return fv_weights_load_layers (weights, (const gchar *const *)layers, error);
}

static gboolean
is_dense (const FvWeights *weights, const FvLayer *layer)
{
  gint node = fv_architecture_find (weights->architecture, layer->name);

  return weights->architecture->nodes[node].is_dense;
}

/**
 * fv_weights_list_maps:
 * @weights: weights
 *
 * What is shown of a picture where no layer is named: of a VGG, not the dense layers,
 * which are eight times as large as all others together and need pictures of some size.
 *
 * Returns: (transfer full) (array zero-terminated=1): the layers that the weights hold,
 *   from the input on; of a VGG, convolutions and poolings
 */
gchar **
fv_weights_list_maps (const FvWeights *weights)
{
  g_autoptr (GPtrArray) maps = NULL;

  g_return_val_if_fail (weights != NULL, NULL);
  maps = g_ptr_array_new ();
  for (guint i = 0; i < weights->layers->len; i++)
    if (weights->owned != NULL || !is_dense (weights, get_layer (weights, i)))
      g_ptr_array_add (maps, g_strdup (get_layer (weights, i)->name));
  g_ptr_array_add (maps, NULL);
  return (gchar **)g_ptr_array_free (g_steal_pointer (&maps), FALSE);
}

/**
 * fv_weights_check_maps:
 * @weights: weights
 * @layers: (array zero-terminated=1): names of layers
 * @error: %FV_ERROR_LAYER for one that the weights do not hold
 *
 * Returns: whether all of them can be shown
 */
gboolean
fv_weights_check_maps (const FvWeights *weights, const gchar *const *layers,
                       GError **error)
{
  g_return_val_if_fail (weights != NULL && layers != NULL, FALSE);
  for (gint i = 0; layers[i] != NULL; i++)
    if (!check_layer (weights, layers[i], error))
      return FALSE;
  return TRUE;
}

/**
 * fv_weights_load_classifier:
 * @weights: weights
 * @error: %FV_ERROR_LAYER when the weights do not hold it, %FV_ERROR_FILE when the file
 *   cannot be read, %FV_ERROR_WEIGHTS when it is truncated or damaged, or when the
 *   layers have the wrong shape, %FV_ERROR_MEMORY
 *
 * Reads a VGG's fc1, fc2 and predictions: 494 MB for the published networks, and nearly
 * twice as much for a moment where their values are in another order. What input the
 * network was trained on makes no difference to them. Of other networks, nothing is read:
 * the scores of their classes are those of a layer, up to which the network is to be
 * loaded: fv_classifier_get_layer().
 *
 * Returns: (transfer full): a classifier, or %NULL
 */
FvClassifier *
fv_weights_load_classifier (const FvWeights *weights, GError **error)
{
  g_autoptr (FvLayout) layout = NULL;
  gint scores;

  g_return_val_if_fail (weights != NULL, NULL);
  scores = fv_weights_find_scores (weights);
  if (scores >= 0)
    return fv_classifier_new_of_layer (weights->owned->nodes[scores].layer,
                                       weights->owned->nodes[scores].n_filters);
  if (fv_weights_are_sample (weights))
    {
      g_set_error_literal (
          error, FV_ERROR, FV_ERROR_LAYER,
          _ ("The sample network knows no classes. Choose GoogLeNet, or a file of the "
             "whole VGG16 or VGG19, which has about 550 MB."));
      return NULL;
    }
  layout = fv_weights_take_layout (weights, error);
  return layout != NULL ? fv_layout_load_classifier (layout, error) : NULL;
}
