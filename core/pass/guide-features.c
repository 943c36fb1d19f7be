/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a layer sees in a guide picture. */

#include "guide.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "activations.h"
#include "style.h"
#include "base/memory.h"
#include "layers/product.h"
#include "network/layer-list.h"
#include "network/preprocess.h"
#include "picture/image.h"
#include "settings/settings.h"

static gboolean
take_features (const FvActivation *activation, gpointer data, GError **error)
{
  FvGuide *guide = data;
  gsize n_values;

  guide->layer = g_strdup (activation->layer);
  guide->n_positions = activation->width * activation->height;
  guide->n_channels = activation->n_channels;
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

/* Of its style ----------------------------------------------------------------------- */

typedef struct
{
  FvGuide *guide;
  FvWorkers *workers;
} Taking;

static gboolean
take_style (const FvActivation *activation, gpointer data, GError **error)
{
  const Taking *taking = data;
  FvGuide *guide = taking->guide;
  gint width = activation->width, channels = activation->n_channels;
  gsize n = (gsize)channels * channels;
  g_autoptr (FvStyle) style = fv_style_new (channels, width, error);

  if (style == NULL || (guide->gram = fv_memory_new_floats (n, error)) == NULL)
    return FALSE;
  fv_style_begin (style);
  for (gint y = 0; y < activation->height; y++)
    fv_style_add (style, activation->values + (gsize)y * width * channels, width,
                  taking->workers);
  guide->layer = g_strdup (activation->layer);
  guide->n_channels = channels;
  guide->n_positions = width * activation->height;
  fv_style_end (style, guide->n_positions);
  memcpy (guide->gram, fv_style_get_gram (style), n * sizeof (gfloat));
  for (gsize i = 0; i < n; i++)
    guide->gram_norm += (gdouble)guide->gram[i] * guide->gram[i];
  return TRUE;
}

static gboolean
take_styles (const FvNetwork *network, const gchar *layer, const FvImage *picture,
             const FvBudget *budget, FvGuide *guide, GError **error)
{
  const gchar *const layers[] = { layer, NULL };
  const FvActivationWork work = { network, layers, picture->width, picture->height,
                                  *budget };
  g_autoptr (FvWorkers) workers = NULL;
  g_autoptr (FvImage) tensor = NULL;
  Taking taking = { guide };
  FvEstimate estimate;

  if (!fv_activation_work_check (&work, &estimate, error) ||
      (tensor = fv_photo_to_tensor (picture, network, G_MAXINT, error)) == NULL)
    return FALSE;
  workers = fv_workers_new (fv_workers_choose (budget->threads, picture->width),
                            FV_PRODUCT_SCRATCH, error);
  taking.workers = workers;
  return workers != NULL &&
         fv_activation_work_run (&work, tensor, take_style, NULL, &taking, NULL, error);
}

/**
 * fv_guide_new_style:
 * @network: a network
 * @layer: one of its layers that is loaded
 * @picture: the guide: R, G, B in 0…255, of any size that the layer can have; it is
 *   looked at as large as it is
 * @threads: number of threads, 0 for one per processor
 * @memory: most that may be used, in MiB; 0 for all that there is
 * @error: %FV_ERROR_LAYER, %FV_ERROR_SIZE, %FV_ERROR_SETTING, %FV_ERROR_STUCK if nothing
 *   is excited there, or %FV_ERROR_MEMORY
 *
 * Returns: (transfer full): what of the guide a term of kind %FV_TERM_STYLE compares
 * with, or %NULL
 */
FvGuide *
fv_guide_new_style (const FvNetwork *network, const gchar *layer, const FvImage *picture,
                    gint threads, gint memory, GError **error)
{
  const FvBudget budget = { .threads = threads, .memory = memory };
  g_autoptr (FvGuide) guide = NULL;
  const FvLayer *layers;
  gint n_layers;

  g_return_val_if_fail (network != NULL && fv_image_has_data (picture), NULL);
  layers = fv_network_get_layers (network, &n_layers);
  if (!fv_layer_check (layers, n_layers, layer, error) ||
      !fv_setting_check_number ("threads", threads, error) ||
      !fv_setting_check_number ("memory", memory, error))
    return NULL;
  guide = g_new0 (FvGuide, 1);
  if (!take_styles (network, layer, picture, &budget, guide, error))
    return NULL;
  if (guide->gram_norm > 0.0)
    return g_steal_pointer (&guide);
  g_set_error (error, FV_ERROR, FV_ERROR_STUCK,
               _ ("The guide excites no channel of %s. Choose another layer."), layer);
  return NULL;
}

/**
 * fv_guide_free:
 * @guide: (nullable): a guide
 */
void
fv_guide_free (FvGuide *guide)
{
  if (guide == NULL)
    return;
  g_free (guide->layer);
  fv_memory_free (guide->features);
  fv_memory_free (guide->gram);
  g_free (guide);
}
