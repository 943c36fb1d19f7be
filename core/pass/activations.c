/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What layers give for a picture: one pass forward. Rows stream through the layers, and
 * only the maps that are wanted are held; or, where these are so many that whole maps of
 * two layers are less, it goes layer by layer. The values are the same. */

#include "activations.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "layerwise.h"
#include "pass.h"
#include "network/geometry.h"
#include "network/layer-list.h"
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

/* Layer by layer ----------------------------------------------------------------------
 */

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

/* All layers in one pass --------------------------------------------------------------
 */

static gboolean
is_wanted (const FvActivationWork *work, gint node)
{
  const gchar *layer = fv_network_get_architecture (work->network)->nodes[node].layer;

  return layer != NULL && g_strv_contains (work->layers, layer);
}

/* The nodes that give the values of the layers, from the input on */
static GArray *
find_nodes (const FvActivationWork *work)
{
  const FvArchitecture *architecture = fv_network_get_architecture (work->network);
  GArray *nodes = g_array_new (FALSE, FALSE, sizeof (gint));

  for (gint node = 0; node < architecture->n_nodes; node++)
    if (is_wanted (work, node))
      {
        gint last = fv_architecture_get_last (architecture, node);

        g_array_append_val (nodes, last);
      }
  return nodes;
}

static FvPassTarget
get_target (const GArray *nodes)
{
  return (FvPassTarget){ .kept = (const gint *)nodes->data, .n_kept = (gint)nodes->len };
}

/* The weights are beside the pass. */
static FvBudget
get_pass_budget (const FvActivationWork *work)
{
  FvBudget budget = work->budget;

  budget.beside += fv_network_get_memory (work->network);
  budget.between += fv_network_get_memory (work->network);
  return budget;
}

static gboolean
check_pass (const FvActivationWork *work, const FvPassTarget *target,
            FvPassManner *manner, FvEstimate *estimate, GError **error)
{
  const FvBudget budget = get_pass_budget (work);

  if (!fv_pass_choose (work->network, target, work->width, work->height, &budget, manner,
                       error))
    return FALSE;
  estimate->work =
      fv_pass_get_work (work->network, target, *manner, work->width, work->height) / 2;
  estimate->memory = fv_pass_get_process_memory (work->network, target, *manner,
                                                 work->width, work->height, &budget);
  return TRUE;
}

static gboolean
tell_all (const FvActivationWork *work, const FvPass *pass, FvActivationFunc func,
          gpointer user_data, GError **error)
{
  const FvArchitecture *architecture = fv_network_get_architecture (work->network);

  for (gint node = 0; node < architecture->n_nodes; node++)
    if (is_wanted (work, node))
      {
        gint last = fv_architecture_get_last (architecture, node);
        const FvMap *map = &fv_plan_find_flow (fv_pass_get_plan (pass), last)->values;
        FvActivation activation = { architecture->nodes[node].layer, map->width,
                                    map->height, map->channels, map->data };

        if (!func (&activation, user_data, error))
          return FALSE;
      }
  return TRUE;
}

static gboolean
run_pass (const FvActivationWork *work, const FvImage *tensor, FvActivationFunc func,
          FvProgressFunc progress, gpointer user_data, GCancellable *cancellable,
          GError **error)
{
  g_autoptr (GArray) nodes = find_nodes (work);
  const FvPassTarget target = get_target (nodes);
  g_autoptr (FvPass) pass = NULL;
  FvProgress told = { progress, user_data, 0.0, 0.0 };
  FvPassManner manner;
  FvEstimate estimate;

  if (!check_pass (work, &target, &manner, &estimate, error))
    return FALSE;
  pass = fv_pass_new (work->network, &target, manner, work->width, work->height, error);
  if (pass == NULL)
    return FALSE;
  told.work = estimate.work;
  fv_pass_set_progress (pass, &told);
  return fv_pass_run_kept (pass, tensor, NULL, cancellable, error) &&
         tell_all (work, pass, func, user_data, error);
}

/* All networks --------------------------------------------------------------------------
 */

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

/* Whether it could go layer by layer: convolutions and poolings of a chain, and no dense
 * layer */
static gboolean
is_chain (const FvActivationWork *work)
{
  const FvArchitecture *architecture = fv_network_get_architecture (work->network);

  return architecture->is_chain &&
         find_last (work) < fv_architecture_find_dense (architecture);
}

/* Values of what chain's node @node gives */
static guint64
get_map_size (const FvActivationWork *work, gint node)
{
  gint stride =
      fv_architecture_get_stride (fv_network_get_architecture (work->network), node + 1);

  return (guint64)(work->width / stride) * (work->height / stride) *
         fv_network_get_n_channels (work->network, node);
}

/* Whether the maps of a layer and of the one before are always less than all that are
 * wanted */
static gboolean
is_layerwise (const FvActivationWork *work)
{
  const FvArchitecture *architecture = fv_network_get_architecture (work->network);
  guint64 before, largest = 0, wanted = 0;

  if (!is_chain (work))
    return FALSE;
  before = 3 * (guint64)work->width * work->height;
  for (gint last = find_last (work), node = 0; node <= last; node++)
    {
      guint64 size = get_map_size (work, node);

      if (architecture->nodes[node].kind == FV_NODE_RELU)
        continue;
      wanted += is_wanted (work, node) ? size : 0;
      largest = MAX (largest, before + size);
      before = size;
    }
  return largest < wanted;
}

/* The columns, or rows, that a picture needs to have a position in @layer's map */
static gint
get_smallest (const FvActivationWork *work, const gchar *layer, gboolean is_column)
{
  const FvArchitecture *architecture = fv_network_get_architecture (work->network);
  gint node = fv_architecture_find (architecture, layer);

  return is_chain (work) ? fv_architecture_get_stride (architecture, node + 1)
                         : fv_geometry_get_smallest (architecture, node, is_column);
}

static gboolean
check_layers (const FvActivationWork *work, GError **error)
{
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (work->network, &n_layers);

  for (gint i = 0; work->layers[i] != NULL; i++)
    if (!fv_layer_check (layers, n_layers, work->layers[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
check_size (const FvActivationWork *work, const gchar *layer, GError **error)
{
  gint smallest_width = get_smallest (work, layer, TRUE);
  gint smallest_height = get_smallest (work, layer, FALSE);

  if (work->width >= smallest_width && work->height >= smallest_height)
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_SIZE,
               _ ("%d×%d pixels are too few: layer %s needs at least %d pixels each way. "
                  "Choose a larger picture, or a layer nearer to the input."),
               work->width, work->height, layer, MAX (smallest_width, smallest_height));
  return FALSE;
}

static gboolean
check_sizes (const FvActivationWork *work, GError **error)
{
  const FvArchitecture *architecture = fv_network_get_architecture (work->network);

  if (is_chain (work)) /* the last of them needs most */
    return check_size (work, architecture->nodes[find_last (work)].layer, error);
  for (gint i = 0; work->layers[i] != NULL; i++)
    if (!check_size (work, work->layers[i], error))
      return FALSE;
  return TRUE;
}

static gboolean
check_whole_pass (const FvActivationWork *work, FvEstimate *estimate, GError **error)
{
  g_autoptr (GArray) nodes = find_nodes (work);
  const FvPassTarget target = get_target (nodes);
  FvPassManner manner;

  return check_pass (work, &target, &manner, estimate, error);
}

/**
 * fv_activation_work_check:
 * @work: what is to be computed
 * @estimate: (out caller-allocates): what that takes
 * @error: %FV_ERROR_LAYER, %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Returns: whether it can be computed
 */
gboolean
fv_activation_work_check (const FvActivationWork *work, FvEstimate *estimate,
                          GError **error)
{
  gint last;

  if (!check_layers (work, error) || !check_sizes (work, error))
    return FALSE;
  last = find_last (work);
  if (is_layerwise (work))
    {
      if (!fv_layerwise_check_memory (work->network, last, work->width, work->height,
                                      &work->budget, &estimate->memory, error))
        return FALSE;
    }
  else if (!check_whole_pass (work, estimate, error))
    return FALSE;
  if (is_chain (work)) /* known to the last multiplication; a pass counts both ways */
    estimate->work =
        fv_layerwise_get_work (work->network, 0, last, work->width, work->height);
  return TRUE;
}

static gboolean
run_layerwise (const FvActivationWork *work, const FvImage *tensor, FvActivationFunc func,
               FvProgressFunc progress, gpointer user_data, GCancellable *cancellable,
               GError **error)
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
 * All maps of the layers that are wanted are in memory at once; or, of a chain up to its
 * dense layers, those of one layer and of the one before, if that is less.
 *
 * Returns: whether all layers were computed
 */
gboolean
fv_activation_work_run (const FvActivationWork *work, const FvImage *tensor,
                        FvActivationFunc func, FvProgressFunc progress,
                        gpointer user_data, GCancellable *cancellable, GError **error)
{
  return is_layerwise (work)
             ? run_layerwise (work, tensor, func, progress, user_data, cancellable, error)
             : run_pass (work, tensor, func, progress, user_data, cancellable, error);
}

/* The photo, what the network sees of it, twice, and a copy of what the layer gives */
static guint64
get_memory_beside (const FvActivationWork *work, const FvImage *photo)
{
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (work->network, &n_layers);
  const FvLayer *layer = fv_layer_find (layers, n_layers, work->layers[0]);
  gint more = is_chain (work) ? 0 : 1; /* a last position that lies in part beyond */
  guint64 n_positions = (guint64)(work->width / layer->stride + more) *
                        (work->height / layer->stride + more);

  return fv_image_get_memory (photo->width, photo->height) +
         2 * fv_image_get_memory (work->width, work->height) +
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
