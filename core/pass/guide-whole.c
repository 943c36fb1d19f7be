/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Guides of one layer, from a picture as large as it is: its style, or its content. */

#include "guide.h"

#include "guide-style.h"
#include "objective.h"
#include "pass.h"
#include "network/layer-list.h"
#include "network/network.h"
#include "network/preprocess.h"
#include "picture/image.h"
#include "settings/settings.h"

/* Before there is a guide, so that fv_objective_check() cannot */
static gboolean
check (const FvNetwork *network, const FvObjective *objective, const FvImage *picture,
       GError **error)
{
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (network, &n_layers);

  return fv_layer_check (layers, n_layers, objective->layer, error) &&
         fv_objective_check_size (layers, n_layers, objective, picture->width,
                                  picture->height, error);
}

/* Chooses a manner with the picture as a tensor beside the network and the pass.
 *
 * Returns: (transfer full): the tensor */
static FvImage *
prepare (FvStyleWork *work, const FvImage *picture, FvBudget budget, GError **error)
{
  budget.beside = fv_network_get_memory (work->network) +
                  2 * fv_image_get_memory (picture->width, picture->height);
  if (!fv_setting_check_number ("threads", budget.threads, error) ||
      !fv_setting_check_number ("memory", budget.memory, error) ||
      !check (work->network, work->objective, picture, error) ||
      !fv_pass_choose (work->network,
                       &(const FvPassTarget){ .objective = work->objective },
                       picture->width, picture->height, &budget, &work->manner, error))
    return NULL;
  return fv_photo_to_tensor (picture, work->network, G_MAXINT, error);
}

/* What terms of a kind compare styles with */
static FvGuide *
make_style (FvTermKind kind, const FvNetwork *network, const gchar *layer,
            const FvImage *picture, FvBudget budget, GError **error)
{
  const FvTerm term = { .kind = kind, .layer = layer, .weight = 1.0 };
  const FvObjective objective = { .layer = layer, .terms = &term, .n_terms = 1 };
  FvStyleWork work = { .network = network, .objective = &objective };
  g_autoptr (FvImage) tensor = prepare (&work, picture, budget, error);
  g_autoptr (GPtrArray) guides = NULL;

  if (tensor == NULL)
    return NULL;
  work.tensor = tensor;
  guides = fv_styles_measure (&work, error);
  return guides != NULL ? g_ptr_array_steal_index (guides, 0) : NULL;
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
 * Computes the Gram matrix of the layer's channels: n_channels × n_channels means, over
 * the positions, of the products of their features after ReLU.
 *
 * Returns: (transfer full): what of the guide a term of kind %FV_TERM_STYLE compares
 *   with, or %NULL
 */
FvGuide *
fv_guide_new_style (const FvNetwork *network, const gchar *layer, const FvImage *picture,
                    gint threads, gint memory, GError **error)
{
  g_return_val_if_fail (network != NULL && fv_image_has_data (picture), NULL);
  return make_style (FV_TERM_STYLE, network, layer, picture,
                     (FvBudget){ .threads = threads, .memory = memory }, error);
}

/**
 * fv_guide_new_statistics:
 * @network: a network
 * @layer: one of its layers that is loaded
 * @picture: the guide: R, G, B in 0…255, of any size that the layer can have; it is
 *   looked at as large as it is
 * @threads: number of threads, 0 for one per processor
 * @memory: most that may be used, in MiB; 0 for all that there is
 * @error: %FV_ERROR_LAYER, %FV_ERROR_SIZE, %FV_ERROR_SETTING, %FV_ERROR_STUCK if nothing
 *   is excited there, or %FV_ERROR_MEMORY
 *
 * Computes where the layer's features after ReLU are along some random directions, which
 * are the same always: n_channels × positions products, in their order.
 *
 * Returns: (transfer full): what of the guide a term of kind %FV_TERM_STATISTICS compares
 *   with, or %NULL
 */
FvGuide *
fv_guide_new_statistics (const FvNetwork *network, const gchar *layer,
                         const FvImage *picture, gint threads, gint memory,
                         GError **error)
{
  g_return_val_if_fail (network != NULL && fv_image_has_data (picture), NULL);
  return make_style (FV_TERM_STATISTICS, network, layer, picture,
                     (FvBudget){ .threads = threads, .memory = memory }, error);
}

/* Takes the features that a pass remembers. */
static FvGuide *
take_content (FvPass *pass, const gchar *layer)
{
  FvTap *tap = &fv_pass_get_plan (pass)->taps[0];
  FvGuide *guide = g_new0 (FvGuide, 1);

  guide->layer = g_strdup (layer);
  guide->n_channels = tap->n_channels;
  guide->width = tap->output.width;
  guide->n_positions = tap->output.width * tap->output.height;
  guide->features = g_steal_pointer (&tap->content);
  return guide;
}

/**
 * fv_guide_new_content:
 * @network: a network
 * @layer: one of its layers that is loaded
 * @picture: a photo: R, G, B in 0…255, of the size of the inputs that will be compared
 *   with it
 * @threads: number of threads, 0 for one per processor
 * @memory: most that may be used, in MiB; 0 for all that there is
 * @error: %FV_ERROR_LAYER, %FV_ERROR_SIZE, %FV_ERROR_SETTING or %FV_ERROR_MEMORY
 *
 * Computes the layer's features after ReLU, with maximum pooling on the way.
 *
 * Returns: (transfer full): what of the photo a term of kind %FV_TERM_CONTENT compares
 *   with, or %NULL
 */
FvGuide *
fv_guide_new_content (const FvNetwork *network, const gchar *layer,
                      const FvImage *picture, gint threads, gint memory, GError **error)
{
  const FvTerm term = { .kind = FV_TERM_CONTENT, .layer = layer, .weight = 1.0 };
  const FvObjective objective = { .layer = layer, .terms = &term, .n_terms = 1 };
  FvStyleWork work = { .network = network, .objective = &objective };
  const FvBudget budget = { .threads = threads, .memory = memory };
  g_autoptr (FvImage) tensor = NULL;
  g_autoptr (FvPass) pass = NULL;

  g_return_val_if_fail (network != NULL && fv_image_has_data (picture), NULL);
  tensor = prepare (&work, picture, budget, error);
  if (tensor == NULL)
    return NULL;
  pass = fv_pass_new (network, &(const FvPassTarget){ .objective = &objective },
                      work.manner, tensor->width, tensor->height, error);
  if (pass == NULL || !fv_pass_remember (pass, tensor, NULL, error))
    return NULL;
  return take_content (pass, layer);
}
