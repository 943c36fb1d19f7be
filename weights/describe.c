/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "weights.h"

#include <glib/gi18n-lib.h>
#include <string.h>

/**
 * fv_weights_get_title:
 * @weights: weights
 *
 * What a result made with these weights is named after.
 *
 * Returns: (transfer none): the network's name, or "sample network" in the user's
 *   language
 */
const gchar *
fv_weights_get_title (const FvWeights *weights)
{
  g_return_val_if_fail (weights != NULL, NULL);
  return fv_weights_are_sample (weights) ? _ ("sample network")
                                         : weights->architecture->name;
}

static gchar *
describe_file (const FvWeights *weights)
{
  g_autofree gchar *label = g_filename_display_name (weights->file);
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (weights, &n_layers);
  const gchar *first = layers[0].name;
  const gchar *last = fv_weights_get_last_layer (weights)->name;

  if (strcmp (first, last) == 0)
    return g_strdup_printf (_ ("%s from %s (%s), only layer %s."),
                            weights->architecture->name, label, weights->format->name,
                            first);
  return g_strdup_printf (_ ("%s from %s (%s), layers %s to %s."),
                          weights->architecture->name, label, weights->format->name,
                          first, last);
}

/**
 * fv_weights_describe:
 * @weights: weights
 *
 * Returns: (transfer full): one line for people: the network, the file, its format
 *   and the layers that it holds; then, each with its reason, the files that
 *   fv_weights_find() came upon before but could not use
 */
gchar *
fv_weights_describe (const FvWeights *weights)
{
  g_autofree gchar *text = NULL;
  g_autoptr (GString) line = NULL;

  g_return_val_if_fail (weights != NULL, NULL);
  text = fv_weights_are_sample (weights)
             ? g_strdup (_ ("sample network (small, built in; not the real VGG16)."))
             : describe_file (weights);
  line = g_string_new (text);
  for (guint i = 0; i < weights->skipped->len; i++)
    g_string_append_printf (line, " %s", (const gchar *)weights->skipped->pdata[i]);
  return fv_text_escape (line->str);
}
