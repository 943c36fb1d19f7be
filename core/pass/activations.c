/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What layers give for a picture: one pass forward, layer by layer. */

#include "activations.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "layerwise.h"
#include "network/preprocess.h"
#include "picture/image.h"
#include "settings/settings.h"

/* Pixels of the longer side of a photo that tells what is to be maximised: more would
 * cost more than they tell. */
#define LONGEST_SIDE 448

typedef struct
{
  const FvArchitecture *architecture;
  FvLayerwise *layerwise;
  const gchar *const *layers;
  FvActivationFunc func;
  gpointer user_data;
} FvActivator;

/* Hands @map, which is what node @node gives, to who asked for it. */
static gboolean
tell (const FvActivator *activator, gint node, const FvMap *map, GError **error)
{
  const gchar *layer = activator->architecture->nodes[node].layer;
  FvActivation activation = { layer, map->width, map->height, map->channels, map->data };

  return !g_strv_contains (activator->layers, layer) ||
         activator->func (&activation, activator->user_data, error);
}

/* Replaces @map by what a convolution or a pooling makes of it. */
static gboolean
run_node (const FvActivator *activator, gint node, FvMap *map, GError **error)
{
  gboolean is_pooling = activator->architecture->nodes[node].kind == FV_NODE_MAX_POOLING;
  g_auto (FvStage) stage = { 0 };
  FvMap output;
  gboolean success;

  success = is_pooling ? fv_layerwise_pool (activator->layerwise, map, &output, error)
                       : fv_layerwise_convolve (activator->layerwise, node, FALSE, map,
                                                &stage, &output, error);
  fv_map_clear (map);
  *map = output;
  return success && tell (activator, node, map, error);
}

static gboolean
run_nodes (const FvActivator *activator, gint last, const FvImage *tensor, GError **error)
{
  g_auto (FvMap) map = { 0 };

  if (!fv_map_allocate (&map, tensor->width, tensor->height, 3, error))
    return FALSE;
  memcpy (map.data, tensor->data, fv_map_get_n_values (&map) * sizeof (gfloat));
  for (gint node = 0; node <= last; node++)
    if (activator->architecture->nodes[node].kind != FV_NODE_RELU &&
        !run_node (activator, node, &map, error))
      return FALSE;
  return TRUE;
}

static gboolean
check_layers (const FvActivationWork *work, GError **error)
{
  for (gint i = 0; work->layers[i] != NULL; i++)
    if (!fv_network_check_map (work->network, work->layers[i], error))
      return FALSE;
  return TRUE;
}

/* The last of the layers that are wanted */
static gint
find_last (const FvActivationWork *work)
{
  const FvArchitecture *architecture = fv_network_get_architecture (work->network);
  gint last = -1;

  for (gint i = 0; work->layers[i] != NULL; i++)
    last = MAX (last, fv_architecture_find (architecture, work->layers[i]));
  return last;
}

static gboolean
check_size (const FvActivationWork *work, gint last, GError **error)
{
  const FvArchitecture *architecture = fv_network_get_architecture (work->network);
  gint stride = fv_architecture_get_stride (architecture, last + 1);

  if (work->width >= stride && work->height >= stride)
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_SIZE,
               _ ("%d×%d pixels are too few: layer %s needs at least %d pixels each way. "
                  "Choose a larger picture, or a layer nearer to the input."),
               work->width, work->height, architecture->nodes[last].layer, stride);
  return FALSE;
}

/**
 * fv_activation_work_check:
 * @work: what is to be computed
 * @estimate: (out caller-allocated): what that takes
 * @error: %FV_ERROR_LAYER, %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Returns: whether it can be computed
 */
gboolean
fv_activation_work_check (const FvActivationWork *work, FvEstimate *estimate,
                          GError **error)
{
  gint last;

  if (!check_layers (work, error))
    return FALSE;
  last = find_last (work);
  estimate->work =
      fv_layerwise_get_work (work->network, 0, last, work->width, work->height);
  return check_size (work, last, error) &&
         fv_layerwise_check_memory (work->network, last, work->width, work->height,
                                    &work->budget, &estimate->memory, error);
}

/**
 * fv_activation_work_run:
 * @work: what is to be computed, which was checked
 * @tensor: the picture, as the network sees it
 * @func: called for each of the layers, from the input on
 * @progress: (nullable): told how far it is
 * @user_data: what @func and @progress are given
 * @cancellable: (nullable): asked every few rows of each layer
 * @error: %FV_ERROR_MEMORY, %FV_ERROR_CANCELLED or what @func sets
 *
 * All maps of one layer, and those of the one before, are in memory at once.
 *
 * Returns: whether all layers were computed
 */
gboolean
fv_activation_work_run (const FvActivationWork *work, const FvImage *tensor,
                        FvActivationFunc func, FvProgressFunc progress,
                        gpointer user_data, GCancellable *cancellable, GError **error)
{
  gint last = find_last (work);
  gdouble all = fv_layerwise_get_work (work->network, 0, last, work->width, work->height);
  FvProgress told = { progress, user_data, all, 0.0 };
  g_autoptr (FvLayerwise) layerwise = fv_layerwise_new (
      work->network, last, work->width, work->height, &work->budget, cancellable, error);
  FvActivator activator = { fv_network_get_architecture (work->network), layerwise,
                            work->layers, func, user_data };

  if (layerwise == NULL)
    return FALSE;
  fv_layerwise_set_progress (layerwise, &told);
  return run_nodes (&activator, last, tensor, error);
}

static guint64
get_image_size (gint width, gint height)
{
  return (guint64)width * height * 3 * sizeof (gfloat);
}

/* The photo, what the network sees of it, twice, and a copy of what the layer gives */
static guint64
get_memory_beside (const FvActivationWork *work, const FvImage *photo)
{
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (work->network, &n_layers);
  const FvLayer *layer = fv_layer_find (layers, n_layers, work->layers[0]);
  guint64 n_positions =
      (guint64)(work->width / layer->stride) * (work->height / layer->stride);

  return get_image_size (photo->width, photo->height) +
         2 * get_image_size (work->width, work->height) +
         n_positions * layer->n_filters * sizeof (gfloat);
}

/**
 * fv_activations_of_photo:
 * @network: a network
 * @layer: a convolution that is loaded
 * @photo: a photo from which an objective takes something: R, G, B in 0…255, of any size
 *   that the layer can have
 * @budget: its threads and its memory count
 * @func: called for the layer
 * @user_data: what @func is given
 * @error: %FV_ERROR_SETTING, %FV_ERROR_SIZE, %FV_ERROR_MEMORY or what @func sets
 *
 * The photo is looked at no larger than is needed to know what is in it.
 *
 * Returns: whether the layer was computed
 */
gboolean
fv_activations_of_photo (const FvNetwork *network, const gchar *layer,
                         const FvImage *photo, const FvBudget *budget,
                         FvActivationFunc func, gpointer user_data, GError **error)
{
  const gchar *const layers[] = { layer, NULL };
  FvActivationWork work = { network, layers, 0, 0, *budget };
  g_autoptr (FvImage) tensor = NULL;
  FvEstimate estimate;

  if (!fv_setting_check_number ("threads", budget->threads, error) ||
      !fv_setting_check_number ("memory", budget->memory, error) ||
      !fv_size_check (photo->width, photo->height, error))
    return FALSE;
  fv_photo_get_size (photo->width, photo->height, LONGEST_SIDE, &work.width,
                     &work.height);
  work.budget.beside = get_memory_beside (&work, photo);
  return fv_activation_work_check (&work, &estimate, error) &&
         (tensor = fv_photo_to_tensor (photo, network, LONGEST_SIDE, error)) != NULL &&
         fv_activation_work_run (&work, tensor, func, NULL, user_data, NULL, error);
}
