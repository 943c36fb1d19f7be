/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Grad-CAM of networks of any shape, whose classes' scores are the map of a layer: one
 * pass finds the scores, a second one the gradient of the class's at the layer that is
 * looked at. See gradcam.c for the method. */

#include "gradcam-graph.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "channel-weights.h"
#include "heatmap.h"
#include "base/progress.h"
#include "network/classifier.h"
#include "network/geometry.h"
#include "network/layer-list.h"
#include "network/preprocess.h"
#include "pass/pass.h"
#include "picture/image.h"
#include "settings/settings.h"

typedef struct
{
  const FvNetwork *network;
  const FvArchitecture *architecture;
  const FvClassifier *classifier;
  const FvSettings *settings;
  gint scores; /* the node that gives the classes' scores */
  gint target; /* the node whose channels are weighted */
  gint width;  /* of what the network sees */
  gint height;
  FvBudget budget;
  FvPassManner manner;
  FvProgress progress;
  GCancellable *cancellable;
} Gradcam;

/* The layers ------------------------------------------------------------------------ */

static gboolean
has_positions (const FvArchitecture *architecture, const FvShape *shapes, gint node)
{
  FvNodeKind kind = architecture->nodes[node].kind;

  return shapes[node].width > 1 && shapes[node].height > 1 &&
         kind != FV_NODE_MAX_POOLING && kind != FV_NODE_AVERAGE_POOLING;
}

/* The pixels each way that the scores need */
static gint
get_smallest (const Gradcam *gradcam)
{
  return MAX (fv_geometry_get_smallest (gradcam->architecture, gradcam->scores, TRUE),
              fv_geometry_get_smallest (gradcam->architecture, gradcam->scores, FALSE));
}

/* The last map on the way to the scores that still has positions, where they have one
 * alone: what the last pooling, or the first dense layer, looks at */
static gint
find_last_map (const Gradcam *gradcam)
{
  const FvArchitecture *architecture = gradcam->architecture;
  gint side = get_smallest (gradcam);
  gint node = gradcam->scores;
  g_autofree FvShape *shapes = NULL;

  /* a global pooling is content with any size */
  side = MAX (side, 4 * fv_geometry_get_stride (architecture, gradcam->scores));
  shapes = fv_geometry_get_shapes (architecture, side, side);
  while (node > 0 && !has_positions (architecture, shapes, node))
    node = MAX (fv_architecture_get_input (architecture, node, 0), 0);
  return node;
}

static gboolean
find_target (Gradcam *gradcam, const gchar *layer, GError **error)
{
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (gradcam->network, &n_layers);
  gint scores = fv_architecture_find (gradcam->architecture, gradcam->classifier->scores);

  if (!fv_layer_check (layers, n_layers, gradcam->classifier->scores, error) ||
      (layer != NULL && !fv_layer_check (layers, n_layers, layer, error)))
    return FALSE;
  gradcam->scores = fv_architecture_get_last (gradcam->architecture, scores);
  gradcam->target =
      layer != NULL
          ? fv_architecture_get_last (gradcam->architecture,
                                      fv_architecture_find (gradcam->architecture, layer))
          : find_last_map (gradcam);
  if (gradcam->target < gradcam->scores)
    return TRUE;
  g_set_error (
      error, FV_ERROR, FV_ERROR_LAYER,
      _ ("Layer %s gives the scores of the classes itself. Choose a layer before "
         "it."),
      layer);
  return FALSE;
}

/* The passes ------------------------------------------------------------------------ */

static FvObjective
get_objective (const Gradcam *gradcam, gint class_index)
{
  return (FvObjective){ .layer = gradcam->classifier->scores, .filter = class_index };
}

/* The larger of the two, with the network, the photo and the tensor beside it */
static gboolean
choose_manner (Gradcam *gradcam, gint photo_width, gint photo_height,
               FvEstimate *estimate, GError **error)
{
  const FvObjective objective = get_objective (gradcam, 0);
  const FvPassTarget target = { &objective, &gradcam->target, 1 };

  gradcam->budget = (FvBudget){
    .threads = gradcam->settings->threads,
    .memory = gradcam->settings->memory,
    .beside = fv_network_get_memory (gradcam->network) +
              fv_heatmap_get_memory_of_picture (photo_width, photo_height) +
              fv_image_get_memory (gradcam->width, gradcam->height),
  };
  if (!fv_pass_choose (gradcam->network, &target, gradcam->width, gradcam->height,
                       &gradcam->budget, &gradcam->manner, error))
    return FALSE;
  /* forward twice, and a part of the way back, of which little is known */
  estimate->work = 1.25 * fv_pass_get_work (gradcam->network, &target, gradcam->manner,
                                            gradcam->width, gradcam->height);
  estimate->memory =
      fv_pass_get_process_memory (gradcam->network, &target, gradcam->manner,
                                  gradcam->width, gradcam->height, &gradcam->budget);
  return TRUE;
}

static gboolean
check_finite (const gfloat *scores, gint n_classes, GError **error)
{
  for (gint i = 0; i < n_classes; i++)
    if (!isfinite (scores[i]))
      {
        g_set_error_literal (
            error, FV_ERROR, FV_ERROR_WEIGHTS,
            _ ("The weights give no finite scores for the classes, so they are damaged. "
               "Choose another weights file."));
        return FALSE;
      }
  return TRUE;
}

/* The mean over the positions, of which a larger picture has several */
static void
average (const FvMap *map, gfloat *scores)
{
  gsize n_positions = (gsize)map->width * map->height;

  for (gint c = 0; c < map->channels; c++)
    {
      gdouble sum = 0.0;

      for (gsize i = 0; i < n_positions; i++)
        sum += map->data[i * map->channels + c];
      scores[c] = (gfloat)(sum / n_positions);
    }
}

static gboolean
compute_scores (Gradcam *gradcam, const FvImage *tensor, gfloat *scores, GError **error)
{
  const FvPassTarget target = { NULL, &gradcam->scores, 1 };
  g_autoptr (FvPass) pass = fv_pass_new (gradcam->network, &target, gradcam->manner,
                                         gradcam->width, gradcam->height, error);

  if (pass == NULL)
    return FALSE;
  fv_pass_set_progress (pass, &gradcam->progress);
  if (!fv_pass_run_kept (pass, tensor, NULL, gradcam->cancellable, error))
    return FALSE;
  average (&fv_plan_find_flow (fv_pass_get_plan (pass), gradcam->scores)->values, scores);
  return check_finite (scores, gradcam->classifier->n_classes, error);
}

static FvHeatmap *
differentiate (Gradcam *gradcam, const FvImage *tensor, gint class_index, GError **error)
{
  const FvObjective objective = get_objective (gradcam, class_index);
  const FvPassTarget target = { &objective, &gradcam->target, 1 };
  g_autoptr (FvPass) pass = fv_pass_new (gradcam->network, &target, gradcam->manner,
                                         gradcam->width, gradcam->height, error);
  const FvFlow *flow;

  if (pass == NULL)
    return NULL;
  fv_pass_set_progress (pass, &gradcam->progress);
  if (!fv_pass_run_kept (pass, tensor, NULL, gradcam->cancellable, error))
    return NULL;
  flow = fv_plan_find_flow (fv_pass_get_plan (pass), gradcam->target);
  return fv_heatmap_new_weighted (&flow->values, &flow->gradient, error);
}

static gboolean
prepare (Gradcam *gradcam, const gchar *layer, gint width, gint height,
         FvEstimate *estimate, GError **error)
{
  gradcam->architecture = fv_network_get_architecture (gradcam->network);
  gradcam->width = width;
  gradcam->height = height;
  return fv_settings_check_for (gradcam->settings, FV_TASK_HEATMAP, error) &&
         fv_size_check (width, height, error) && find_target (gradcam, layer, error) &&
         fv_heatmap_choose_size (gradcam->settings, get_smallest (gradcam),
                                 &gradcam->width, &gradcam->height, error) &&
         choose_manner (gradcam, width, height, estimate, error);
}

/**
 * fv_gradcam_graph_estimate:
 * @network: a network, loaded up to the classes' scores
 * @classifier: its classifier
 * @layer: (nullable): as fv_heatmap_new_class() takes it
 * @width: a photo's number of columns
 * @height: its number of rows
 * @settings: @width, @height, @longest_side, @threads and @memory count
 * @estimate: (out caller-allocates): what fv_gradcam_graph_new() will take
 * @error: as fv_heatmap_estimate_class() sets it
 *
 * Returns: whether the heat map can be made
 */
gboolean
fv_gradcam_graph_estimate (const FvNetwork *network, const FvClassifier *classifier,
                           const gchar *layer, gint width, gint height,
                           const FvSettings *settings, FvEstimate *estimate,
                           GError **error)
{
  Gradcam gradcam = { .network = network,
                      .classifier = classifier,
                      .settings = settings };

  return prepare (&gradcam, layer, width, height, estimate, error);
}

/**
 * fv_gradcam_graph_new:
 * @network: a network, loaded up to the classes' scores
 * @classifier: its classifier
 * @layer: (nullable): the layer whose channels are weighted; %NULL for the last map that
 *   has several positions
 * @class_index: a class, or -1 for the best
 * @picture: a picture: R, G, B in 0…255
 * @settings: @width, @height, @longest_side, @threads and @memory count
 * @best: (out caller-allocates): the classes of the highest probability, the highest
 *   first
 * @probability: (out) (optional): that of the class whose map it is
 * @progress: (nullable): told how far it is
 * @user_data: what it is given
 * @cancellable: (nullable): asked every few rows of each layer
 * @error: as fv_heatmap_new_class() sets it
 *
 * Returns: (transfer full): the class's map, of the size of the layer's map, or %NULL
 */
FvHeatmap *
fv_gradcam_graph_new (const FvNetwork *network, const FvClassifier *classifier,
                      const gchar *layer, gint class_index, const FvImage *picture,
                      const FvSettings *settings, FvClassScore best[FV_N_BEST_CLASSES],
                      gdouble *probability, FvProgressFunc progress, gpointer user_data,
                      GCancellable *cancellable, GError **error)
{
  Gradcam gradcam = { .network = network,
                      .classifier = classifier,
                      .settings = settings,
                      .cancellable = cancellable };
  gint n_classes = classifier->n_classes;
  g_autofree gfloat *scores = g_new (gfloat, n_classes);
  g_autoptr (FvImage) tensor = NULL;
  FvEstimate estimate;

  if (!prepare (&gradcam, layer, picture->width, picture->height, &estimate, error) ||
      !fv_heatmap_check_class (classifier, class_index, error))
    return NULL;
  gradcam.progress = (FvProgress){ progress, user_data, estimate.work, 0.0 };
  tensor =
      fv_photo_to_tensor_of_size (picture, network, gradcam.width, gradcam.height, error);
  if (tensor == NULL || !compute_scores (&gradcam, tensor, scores, error))
    return NULL;
  fv_logits_rank (scores, n_classes, best, FV_N_BEST_CLASSES);
  if (class_index < 0)
    class_index = best[0].class_index;
  if (probability != NULL)
    *probability = fv_logits_get_probability (scores, n_classes, class_index);
  return differentiate (&gradcam, tensor, class_index, error);
}
