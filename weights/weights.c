/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "weights.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/text.h"
#include "meaning/convention.h"
#include "meaning/layout.h"

struct _FvWeights
{
  gchar *file; /* or FV_SAMPLE */
  const FvFormat *format;
  const FvArchitecture *architecture;
  FvConvention convention; /* as given; FV_CONVENTION_UNKNOWN to find it out */
  GArray *layers;          /* of FvLayer */
  gboolean has_classifier;
  GPtrArray *skipped; /* why better places were passed over: sentences */
};

static FvWeights *
weights_new (const gchar *file, const FvFormat *format,
             const FvArchitecture *architecture, GArray *layers)
{
  FvWeights *weights = g_new0 (FvWeights, 1);

  weights->file = g_strdup (file);
  weights->format = format;
  weights->architecture = architecture;
  weights->layers = layers;
  weights->skipped = g_ptr_array_new_with_free_func (g_free);
  return weights;
}

/**
 * fv_weights_open:
 * @file: path of a weights file, in the file system's encoding, as fv_path_expand()
 *   understands it, or "sample" for the sample network
 * @error: %FV_ERROR_FILE when it cannot be read, %FV_ERROR_WEIGHTS when it is
 *   damaged, of an unknown kind or of another network
 *
 * Finds out what a file holds. Its names and shapes are checked, but no values are
 * read, so this is quick.
 *
 * Returns: (transfer full): what is known of the weights, or %NULL
 */
FvWeights *
fv_weights_open (const gchar *file, GError **error)
{
  g_autoptr (FvReader) reader = NULL;
  g_autoptr (FvLayout) layout = NULL;
  g_autofree gchar *path = NULL;
  FvWeights *weights;

  g_return_val_if_fail (file != NULL, NULL);
  path = fv_path_expand (file);
  reader = fv_reader_open (path, error);
  if (reader == NULL)
    return NULL;
  layout = fv_layout_new (reader, error);
  if (layout == NULL)
    return NULL;
  weights = weights_new (path, reader->format, fv_layout_get_architecture (layout),
                         fv_layout_get_layers (layout));
  weights->has_classifier = fv_layout_has_classifier (layout, reader);
  return weights;
}

static gboolean
is_sample (const FvWeights *weights)
{
  return strcmp (weights->file, FV_SAMPLE) == 0;
}

/* Makes fv_weights_describe() tell that @file could not be used. */
void
fv_weights_add_skipped (FvWeights *weights, const gchar *file, const GError *reason)
{
  g_autofree gchar *label = g_filename_display_name (file);

  g_ptr_array_add (weights->skipped,
                   g_strdup_printf (_ ("Skipped %s: %s"), label, reason->message));
}

/**
 * fv_weights_free:
 * @weights: (nullable): weights
 */
void
fv_weights_free (FvWeights *weights)
{
  if (weights == NULL)
    return;
  g_free (weights->file);
  g_array_unref (weights->layers);
  g_ptr_array_unref (weights->skipped);
  g_free (weights);
}

/**
 * fv_weights_get_file:
 * @weights: weights
 *
 * Returns: (transfer none): the file's path in the file system's encoding, or "sample"
 *   for the sample network
 */
const gchar *
fv_weights_get_file (const FvWeights *weights)
{
  g_return_val_if_fail (weights != NULL, NULL);
  return weights->file;
}

/**
 * fv_weights_get_format:
 * @weights: weights
 *
 * Returns: (transfer none): the file's format, such as "safetensors" or "Keras HDF5"
 */
const gchar *
fv_weights_get_format (const FvWeights *weights)
{
  g_return_val_if_fail (weights != NULL, NULL);
  return weights->format->name;
}

/**
 * fv_weights_get_network:
 * @weights: weights
 *
 * Returns: (transfer none): the name of the network that they are of: "VGG16" or
 *   "VGG19"; the sample network too has VGG16's layers
 */
const gchar *
fv_weights_get_network (const FvWeights *weights)
{
  g_return_val_if_fail (weights != NULL, NULL);
  return weights->architecture->name;
}

/**
 * fv_weights_get_layers:
 * @weights: weights
 * @n_layers: (out): their number, at least 1
 *
 * Returns: (transfer none) (array length=n_layers): the layers that the weights
 *   hold, from the input on
 */
const FvLayer *
fv_weights_get_layers (const FvWeights *weights, gint *n_layers)
{
  g_return_val_if_fail (weights != NULL && n_layers != NULL, NULL);
  *n_layers = (gint)weights->layers->len;
  return (const FvLayer *)weights->layers->data;
}

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
  return is_sample (weights) ? _ ("sample network") : weights->architecture->name;
}

static const FvLayer *
get_layer (const FvWeights *weights, guint index)
{
  return &g_array_index (weights->layers, FvLayer, index);
}

/* For people: "block1_conv1, block1_conv2". */
static gchar *
list_layers (const FvWeights *weights)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < weights->layers->len; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            get_layer (weights, i)->name);
  return g_string_free (text, FALSE);
}

static gchar *
describe_file (const FvWeights *weights)
{
  g_autofree gchar *label = g_filename_display_name (weights->file);
  const gchar *first = get_layer (weights, 0)->name;
  const gchar *last = get_layer (weights, weights->layers->len - 1)->name;

  if (weights->layers->len == 1)
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
  GString *line;
  gchar *shown;

  g_return_val_if_fail (weights != NULL, NULL);
  text = is_sample (weights)
             ? g_strdup (_ ("sample network (small, built in; not the real VGG16)."))
             : describe_file (weights);
  line = g_string_new (text);
  for (guint i = 0; i < weights->skipped->len; i++)
    g_string_append_printf (line, " %s", (const gchar *)weights->skipped->pdata[i]);
  shown = fv_text_escape (line->str);
  g_string_free (line, TRUE);
  return shown;
}

static gboolean
check_layer (const FvWeights *weights, const gchar *layer, GError **error)
{
  g_autofree gchar *layers = list_layers (weights);
  g_autofree gchar *shown = fv_text_shorten (layer);
  g_autofree gchar *label = NULL;

  for (guint i = 0; i < weights->layers->len; i++)
    if (g_str_equal (get_layer (weights, i)->name, layer))
      return TRUE;
  if (is_sample (weights) || fv_architecture_find (weights->architecture, layer) < 0)
    {
      g_set_error (error, FV_ERROR, FV_ERROR_LAYER,
                   _ ("%s has no layer “%s”. Choose one of these: %s."),
                   weights->architecture->name, shown, layers);
      return FALSE;
    }
  label = g_filename_display_name (weights->file);
  g_set_error (
      error, FV_ERROR, FV_ERROR_LAYER,
      _ ("The weights file “%s” does not hold layer %s. Choose one of these: %s; or "
         "choose a complete weights file."),
      label, shown, layers);
  return FALSE;
}

/* The same for convolutions and poolings */
static gboolean
check_map (const FvWeights *weights, const gchar *layer, GError **error)
{
  return check_layer (
      weights, fv_architecture_get_convolution (weights->architecture, layer), error);
}

/* Opens the file again. */
static gboolean
reopen (const FvWeights *weights, FvReader **reader, FvLayout **layout, GError **error)
{
  *reader = fv_reader_open (weights->file, error);
  *layout = *reader != NULL ? fv_layout_new (*reader, error) : NULL;
  return *layout != NULL;
}

/**
 * fv_weights_set_convention:
 * @weights: weights
 * @convention: the input that they were trained on; %FV_CONVENTION_UNKNOWN to find it
 *   out from the file
 *
 * Sets what fv_weights_load() takes for granted.
 */
void
fv_weights_set_convention (FvWeights *weights, FvConvention convention)
{
  g_return_if_fail (weights != NULL && convention < FV_N_CONVENTIONS);
  weights->convention = convention;
}

/**
 * fv_weights_get_convention:
 * @weights: weights
 * @error: %FV_ERROR_FILE, %FV_ERROR_WEIGHTS or %FV_ERROR_MEMORY
 *
 * Tells on which input the weights were trained: what was set; else what their first
 * layer shows, which is read for this; else what is usual where they come from.
 *
 * Returns: the convention, or %FV_CONVENTION_UNKNOWN
 */
FvConvention
fv_weights_get_convention (const FvWeights *weights, GError **error)
{
  g_autoptr (FvReader) reader = NULL;
  g_autoptr (FvLayout) layout = NULL;

  g_return_val_if_fail (weights != NULL, FV_CONVENTION_UNKNOWN);
  if (weights->convention != FV_CONVENTION_UNKNOWN)
    return weights->convention;
  if (!reopen (weights, &reader, &layout, error))
    return FV_CONVENTION_UNKNOWN;
  return fv_layout_find_convention (layout, reader, error);
}

static FvNetwork *
load_file (const FvWeights *weights, const gchar *layer, GError **error)
{
  g_autofree gchar *label = g_filename_display_name (weights->file);
  const gchar *origin = is_sample (weights) ? fv_weights_get_title (weights) : label;
  g_autoptr (FvReader) reader = NULL;
  g_autoptr (FvLayout) layout = NULL;

  if (!reopen (weights, &reader, &layout, error))
    return NULL;
  return fv_layout_load (layout, reader, origin, layer, weights->convention, error);
}

/**
 * fv_weights_load:
 * @weights: weights
 * @layer: the last layer that is needed: a convolution or a pooling
 * @error: %FV_ERROR_LAYER when the weights do not hold @layer, %FV_ERROR_FILE when
 *   the file cannot be read, %FV_ERROR_WEIGHTS when it is truncated or damaged,
 *   %FV_ERROR_MEMORY
 *
 * Reads the weights of all layers up to @layer. What lies beyond it in the file is
 * not read, and may be damaged.
 *
 * Whatever input the network was trained on, the one that is returned takes B, G, R
 * in 0…255 minus fv_network_get_mean(): order and scale are folded into the first
 * layer.
 *
 * Returns: (transfer full): a network, or %NULL
 */
FvNetwork *
fv_weights_load (const FvWeights *weights, const gchar *layer, GError **error)
{
  g_return_val_if_fail (weights != NULL && layer != NULL, NULL);
  layer = fv_architecture_get_convolution (weights->architecture, layer);
  if (!check_layer (weights, layer, error))
    return NULL;
  return load_file (weights, layer, error);
}

/**
 * fv_weights_list_maps:
 * @weights: weights
 *
 * Returns: (transfer full) (array zero-terminated=1): the convolutions and poolings that
 *   the weights hold, from the input on: a pooling is there if what it pools is
 */
gchar **
fv_weights_list_maps (const FvWeights *weights)
{
  g_autoptr (GPtrArray) maps = NULL;

  g_return_val_if_fail (weights != NULL, NULL);
  maps = g_ptr_array_new ();
  for (gint node = 0; node < weights->architecture->n_nodes; node++)
    {
      const gchar *layer = weights->architecture->nodes[node].layer;

      if (layer != NULL && check_map (weights, layer, NULL))
        g_ptr_array_add (maps, g_strdup (layer));
    }
  g_ptr_array_add (maps, NULL);
  return (gchar **)g_ptr_array_free (g_steal_pointer (&maps), FALSE);
}

/**
 * fv_weights_check_maps:
 * @weights: weights
 * @layers: (array zero-terminated=1): names of layers
 * @error: %FV_ERROR_LAYER for one that the weights do not hold
 *
 * Returns: whether all of them are in fv_weights_list_maps()
 */
gboolean
fv_weights_check_maps (const FvWeights *weights, const gchar *const *layers,
                       GError **error)
{
  g_return_val_if_fail (weights != NULL && layers != NULL, FALSE);
  for (gint i = 0; layers[i] != NULL; i++)
    if (!check_map (weights, layers[i], error))
      return FALSE;
  return TRUE;
}

/**
 * fv_weights_have_classifier:
 * @weights: weights
 *
 * Returns: whether they hold the whole network, with fc1, fc2 and predictions, which
 *   fv_weights_load_classifier() reads
 */
gboolean
fv_weights_have_classifier (const FvWeights *weights)
{
  g_return_val_if_fail (weights != NULL, FALSE);
  return weights->has_classifier;
}

/**
 * fv_weights_load_classifier:
 * @weights: weights
 * @error: %FV_ERROR_LAYER when the weights do not hold it, %FV_ERROR_FILE when the file
 *   cannot be read, %FV_ERROR_WEIGHTS when it is truncated or damaged, or when the
 *   layers have the wrong shape, %FV_ERROR_MEMORY
 *
 * Reads fc1, fc2 and predictions: 494 MB for the published networks, and nearly twice as
 * much for a moment where their values are in another order. What input the network was
 * trained on makes no difference to them.
 *
 * Returns: (transfer full): a classifier, or %NULL
 */
FvClassifier *
fv_weights_load_classifier (const FvWeights *weights, GError **error)
{
  g_autoptr (FvReader) reader = NULL;
  g_autoptr (FvLayout) layout = NULL;

  g_return_val_if_fail (weights != NULL, NULL);
  if (is_sample (weights))
    {
      g_set_error_literal (
          error, FV_ERROR, FV_ERROR_LAYER,
          _ ("The sample network knows no classes. Choose a file of the whole VGG16 or "
             "VGG19, which has about 550 MB."));
      return NULL;
    }
  if (!reopen (weights, &reader, &layout, error))
    return NULL;
  return fv_layout_load_classifier (layout, reader, error);
}
