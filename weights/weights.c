/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "weights.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "sample-network.h"
#include "formats/formats.h"
#include "meaning/convention.h"

/* The sample network is a resource, which calling for it links into the program. */
static GFile *
locate (const gchar *file)
{
  if (strcmp (file, FV_SAMPLE) != 0)
    return g_file_new_for_path (file);
  fv_sample_get_resource ();
  return g_file_new_for_uri ("resource:///featvis/sample-network.safetensors");
}

static FvLayout *
open_layout (const gchar *file, GError **error)
{
  g_autoptr (GFile) location = locate (file);
  FvReader *reader = fv_formats_open (location, file, error);

  return reader != NULL ? fv_layout_new (reader, error) : NULL;
}

/**
 * fv_weights_open:
 * @file: path of a weights file, in the file system's encoding, as fv_path_expand()
 *   understands it, or "sample" for the sample network
 * @error: %FV_ERROR_FILE when it cannot be read, %FV_ERROR_WEIGHTS when it is
 *   damaged, of an unknown kind or of another network
 *
 * Finds out what a file holds. Its names and shapes are checked, but no values are
 * read, so this is quick. The file stays open for fv_weights_load().
 *
 * Returns: (transfer full): what is known of the weights, or %NULL
 */
FvWeights *
fv_weights_open (const gchar *file, GError **error)
{
  g_autofree gchar *path = NULL;
  FvLayout *layout;
  FvWeights *weights;

  g_return_val_if_fail (file != NULL, NULL);
  path = fv_path_expand (file);
  layout = open_layout (path, error);
  if (layout == NULL)
    return NULL;
  weights = g_new0 (FvWeights, 1);
  weights->file = g_steal_pointer (&path);
  weights->layout = layout;
  weights->format = fv_layout_get_reader (layout)->format;
  weights->owned = fv_layout_copy_architecture (layout);
  weights->architecture =
      weights->owned != NULL ? weights->owned : fv_layout_get_table (layout);
  weights->unknown = g_strdup (fv_layout_get_unknown (layout));
  weights->layers = fv_layout_get_layers (layout, weights->architecture);
  weights->has_classifier = fv_layout_has_classifier (layout);
  weights->skipped = g_ptr_array_new_with_free_func (g_free);
  return weights;
}

gboolean
fv_weights_are_sample (const FvWeights *weights)
{
  return strcmp (weights->file, FV_SAMPLE) == 0;
}

/**
 * fv_weights_take_layout:
 * @weights: weights, which threads may share
 * @error: as for fv_weights_open()
 *
 * Gives what fv_weights_open() found to the first who wants to read the file, unless the
 * file has changed since then; for all others the file is opened again. So a file that is
 * opened and read once is looked through once, but is not held open after that; and the
 * process that reads an HDF5 file has its time for one reading.
 *
 * Returns: (transfer full): the layout of a file that is open, or %NULL
 */
FvLayout *
fv_weights_take_layout (const FvWeights *weights, GError **error)
{
  FvLayout **kept = &((FvWeights *)weights)->layout;
  g_autoptr (FvLayout) layout = g_atomic_pointer_get (kept);

  if (layout != NULL && !g_atomic_pointer_compare_and_exchange (kept, layout, NULL))
    layout = NULL; /* another thread was quicker */
  if (layout != NULL && !fv_reader_has_changed (fv_layout_get_reader (layout)))
    return g_steal_pointer (&layout);
  return open_layout (weights->file, error);
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
 *
 * Frees weights. Networks that were loaded from them stay.
 */
void
fv_weights_free (FvWeights *weights)
{
  if (weights == NULL)
    return;
  fv_layout_free (weights->layout);
  g_free (weights->file);
  g_array_unref (weights->layers);
  fv_architecture_free (weights->owned);
  g_free (weights->unknown);
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
 * Returns: (transfer none): the name of the network that they are of: "VGG16", "VGG19",
 *   or what the file calls it; the sample network too has VGG16's layers
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
 * fv_weights_get_last_layer:
 * @weights: weights
 *
 * The layer that is taken where none is named, and up to which a VGG is a network without
 * its classifier.
 *
 * Returns: (transfer none): of a VGG, its last convolution that the weights hold; of
 *   other networks, the last layer
 */
const FvLayer *
fv_weights_get_last_layer (const FvWeights *weights)
{
  guint last;

  g_return_val_if_fail (weights != NULL, NULL);
  for (last = weights->layers->len - 1; weights->owned == NULL && last > 0; last--)
    {
      const FvLayer *layer = &g_array_index (weights->layers, FvLayer, last);
      gint node = fv_architecture_find (weights->architecture, layer->name);

      if (fv_node_is_convolution (&weights->architecture->nodes[node]))
        break;
    }
  return &g_array_index (weights->layers, FvLayer, last);
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
 * fv_weights_have_classifier:
 * @weights: weights
 *
 * Returns: whether they hold the whole network, with what gives the scores of classes, of
 *   a VGG fc1, fc2 and predictions, which fv_weights_load_classifier() reads
 */
gboolean
fv_weights_have_classifier (const FvWeights *weights)
{
  g_return_val_if_fail (weights != NULL, FALSE);
  return weights->has_classifier || fv_weights_find_scores (weights) >= 0;
}
