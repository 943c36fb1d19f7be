/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a layer sees in a guide picture. */

#include "guide.h"

#include <string.h>

#include "activations.h"
#include "base/memory.h"
#include "network/layer-list.h"
#include "picture/image.h"

static gboolean
take_features (const FvActivation *activation, gpointer data, GError **error)
{
  FvGuide *guide = data;
  gsize n_values;

  guide->layer = g_strdup (activation->layer);
  guide->n_positions = activation->width * activation->height;
  guide->n_channels = activation->n_channels;
  guide->width = activation->width;
  n_values = (gsize)guide->n_positions * guide->n_channels;
  guide->features = fv_memory_new_floats (n_values, error);
  if (guide->features != NULL)
    memcpy (guide->features, activation->values, n_values * sizeof (gfloat));
  return guide->features != NULL;
}

/**
 * fv_guide_new:
 * @network: a network
 * @layer: a convolution that is loaded
 * @picture: the guide: R, G, B in 0…255, of any size that the layer can have
 * @threads: number of threads, 0 for one per processor
 * @memory: most that may be used, in MiB; 0 for all that there is
 * @error: %FV_ERROR_LAYER, %FV_ERROR_SIZE, %FV_ERROR_SETTING or %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): the guide's features at the layer, or %NULL
 */
FvGuide *
fv_guide_new (const FvNetwork *network, const gchar *layer, const FvImage *picture,
              gint threads, gint memory, GError **error)
{
  const FvBudget budget = { .threads = threads, .memory = memory };
  g_autoptr (FvGuide) guide = NULL;
  const FvLayer *layers;
  gint n_layers;

  g_return_val_if_fail (network != NULL && fv_image_has_data (picture), NULL);
  layers = fv_network_get_layers (network, &n_layers);
  if (!fv_layer_check (layers, n_layers, layer, error))
    return NULL;
  guide = g_new0 (FvGuide, 1);
  if (!fv_activations_of_photo (network, layer, picture, &budget, take_features, guide,
                                error))
    return NULL;
  return g_steal_pointer (&guide);
}

/**
 * fv_guide_free:
 * @guide: (nullable): a guide
 *
 * Frees what was found in a guide.
 */
void
fv_guide_free (FvGuide *guide)
{
  if (guide == NULL)
    return;
  g_free (guide->layer);
  fv_memory_free (guide->features);
  fv_memory_free (guide->gram);
  fv_memory_free (guide->sorted);
  g_free (guide);
}
