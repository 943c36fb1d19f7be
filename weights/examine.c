/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "weights.h"

#include "meaning/releases.h"
#include "meaning/training.h"

/* Whose training the first layer of a VGG shows */
static gboolean
examine_training (const FvWeights *weights, const FvLayout *layout,
                  FvWeightsDetails *details, GError **error)
{
  gint n_layers;
  const gchar *const first[] = { fv_weights_get_layers (weights, &n_layers)->name, NULL };
  g_autoptr (FvNetwork) network = NULL;

  details->training = fv_layout_get_reader (layout)->training;
  if (weights->owned != NULL)
    return TRUE;
  network = fv_weights_load_layout (weights, layout, first, error);
  if (network != NULL && details->training == NULL)
    details->training = fv_training_recognise (fv_network_get_convolution (network, 0));
  return network != NULL;
}

static gboolean
examine_network (const FvWeights *weights, const FvLayout *layout,
                 FvWeightsDetails *details, GError **error)
{
  FvInput input;

  if (!examine_training (weights, layout, details, error) ||
      !fv_layout_find_input (layout, weights->convention, &input, error))
    return FALSE;
  details->convention = input.convention;
  details->reason = input.reason;
  for (gint i = 0; i < 3; i++)
    details->mean[i] = input.mean[i];
  details->unknown = g_strdup (weights->unknown);
  return TRUE;
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
  g_autoptr (FvLayout) layout = NULL;
  const FvRelease *release = NULL;

  g_return_val_if_fail (weights != NULL && details != NULL, FALSE);
  *details = (FvWeightsDetails){ 0 };
  layout = fv_weights_take_layout (weights, error);
  if (layout == NULL || !examine_network (weights, layout, details, error) ||
      !fv_release_identify (fv_layout_get_reader (layout), &release, &details->sha256,
                            error))
    return FALSE;
  details->type = g_strdup (fv_layout_get_type (layout));
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
 *
 * Frees what it holds.
 */
void
fv_weights_details_clear (FvWeightsDetails *details)
{
  g_return_if_fail (details != NULL);
  g_clear_pointer (&details->type, g_free);
  g_clear_pointer (&details->sha256, g_free);
  g_clear_pointer (&details->unknown, g_free);
}
