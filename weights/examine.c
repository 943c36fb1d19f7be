/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "featvis.h"

#include "meaning/layout.h"
#include "meaning/releases.h"
#include "meaning/training.h"

/* What the first layer tells. */
static gboolean
examine_network (const FvWeights *weights, const FvReader *reader,
                 FvWeightsDetails *details, GError **error)
{
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (weights, &n_layers);
  g_autoptr (FvNetwork) network = fv_weights_load (weights, layers[0].name, error);

  if (network == NULL)
    return FALSE;
  fv_network_get_mean (network, details->mean);
  details->training = reader->training;
  if (details->training == NULL)
    details->training = fv_training_recognise (fv_network_get_convolution (network, 0));
  details->convention = fv_weights_get_convention (weights, error);
  return details->convention != FV_CONVENTION_UNKNOWN;
}

/**
 * fv_weights_examine:
 * @weights: weights
 * @details: (out caller-allocates): what was found out; free it with
 *   fv_weights_details_clear()
 * @error: %FV_ERROR_FILE, %FV_ERROR_WEIGHTS or %FV_ERROR_MEMORY
 *
 * Finds out what can be known about a file. It is read from beginning to end, but for
 * the first layer only for its checksum.
 *
 * Returns: whether it succeeded
 */
gboolean
fv_weights_examine (const FvWeights *weights, FvWeightsDetails *details, GError **error)
{
  g_autoptr (FvReader) reader = NULL;
  g_autoptr (FvLayout) layout = NULL;
  const FvRelease *release = NULL;

  g_return_val_if_fail (weights != NULL && details != NULL, FALSE);
  reader = fv_reader_open (fv_weights_get_file (weights), error);
  *details = (FvWeightsDetails){ 0 };
  if (reader == NULL || (layout = fv_layout_new (reader, error)) == NULL ||
      !examine_network (weights, reader, details, error) ||
      !fv_release_identify (reader, &release, &details->sha256, error))
    return FALSE;
  details->type = g_strdup (fv_layout_get_type (layout, reader));
  if (release != NULL)
    {
      details->release = release->name;
      details->training = release->training;
    }
  return TRUE;
}

/**
 * fv_weights_details_clear:
 * @details: what fv_weights_examine() filled in
 */
void
fv_weights_details_clear (FvWeightsDetails *details)
{
  g_return_if_fail (details != NULL);
  g_clear_pointer (&details->type, g_free);
  g_clear_pointer (&details->sha256, g_free);
}
