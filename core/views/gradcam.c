/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Where in a photo a class of a VGG is seen (gradcam-graph.c has all others): Grad-CAM
 * (Selvaraju et al., "Grad-CAM: Visual explanations from deep networks via gradient-based
 * localization", 2017). Each channel of a layer is weighted by the mean, over its
 * positions, of the derivative of the class's score before the softmax; of the weighted
 * sum of the channels, what is positive speaks for the class. */

#include "featvis.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "channel-weights.h"
#include "gradcam-graph.h"
#include "heatmap.h"
#include "base/progress.h"
#include "layers/pooling.h"
#include "network/layer-list.h"
#include "network/preprocess.h"
#include "pass/classifier-pass.h"
#include "pass/layerwise.h"
#include "picture/image.h"
#include "settings/settings.h"

typedef struct
{
  const FvNetwork *network;
  const FvArchitecture *architecture;
  const FvClassifier *classifier;
  gint photo_width;
  gint photo_height;
  FvLayerwise *layerwise;
  GCancellable *cancellable;
  gint target; /* the layer's node */
  gint last;   /* the last pooling's */
  FvProgress progress;

  FvStage *stages; /* of the convolutions behind the target */
  gint n_stages;
  FvMap activation; /* of the target */
  FvMap pooled;     /* of the last pooling */
} FvGradcam;

/* Forward -----------------------------------------------------------------------------
 */

static gboolean
is_pooling (const FvGradcam *gradcam, gint node)
{
  return gradcam->architecture->nodes[node].kind == FV_NODE_MAX_POOLING;
}

/* Whether the node is the target, or the convolution before it that the target pools */
static gboolean
gives_activation (const FvGradcam *gradcam, gint node)
{
  return node == gradcam->target ||
         (node + 2 == gradcam->target && is_pooling (gradcam, node + 2));
}

/* The map that the classifier sees */
static const FvMap *
get_pooled (const FvGradcam *gradcam)
{
  return gradcam->target == gradcam->last ? &gradcam->activation : &gradcam->pooled;
}

/* The stages of convolutions behind the target are kept. Of a target that is a
 * convolution, the map before a pooling is wanted, too. */
static gboolean
run_convolution (FvGradcam *gradcam, gint node, const FvMap *input, FvMap *output,
                 GError **error)
{
  FvStage *stage = &gradcam->stages[gradcam->n_stages];
  gboolean pools = node != gradcam->target && is_pooling (gradcam, node + 2);
  gboolean success = fv_layerwise_convolve (gradcam->layerwise, node, pools, input, stage,
                                            output, error);

  if (node > gradcam->target)
    gradcam->n_stages++;
  else
    fv_stage_clear (stage);
  return success;
}

/* @input is the map before the node: gradcam->pooled, but at the network's beginning, and
 * behind a target that no pooling follows, or that is one. */
static gboolean
run_node (FvGradcam *gradcam, gint node, const FvMap **input, GError **error)
{
  FvMap output;
  gboolean success = run_convolution (gradcam, node, *input, &output, error);

  fv_map_clear (&gradcam->pooled);
  *input = &gradcam->pooled;
  if (!gives_activation (gradcam, node))
    {
      gradcam->pooled = output;
      return success;
    }
  gradcam->activation = output;
  if (success && node == gradcam->target && is_pooling (gradcam, node + 2))
    return fv_layerwise_pool (gradcam->layerwise, &gradcam->activation, &gradcam->pooled,
                              error);
  *input = &gradcam->activation;
  return success;
}

static gboolean
run_forward (FvGradcam *gradcam, const FvImage *tensor, GError **error)
{
  FvMap first = { tensor->height, tensor->width, 3, tensor->height, tensor->data };
  const FvMap *input = &first;

  for (gint node = 0; node < gradcam->last; node++)
    if (gradcam->architecture->nodes[node].kind == FV_NODE_CONVOLUTION &&
        !run_node (gradcam, node, &input, error))
      return FALSE;
  return TRUE;
}

/* Backward ----------------------------------------------------------------------------
 */

/* From d score / d pooled to d score / d activation; @gradient is replaced. */
static gboolean
run_backward (FvGradcam *gradcam, FvMap *gradient, GError **error)
{
  FvMap before;
  gboolean success = TRUE;

  for (gint i = gradcam->n_stages - 1; success && i >= 0; i--)
    {
      success = fv_layerwise_differentiate (gradcam->layerwise, &gradcam->stages[i],
                                            gradient, &before, error);
      fv_map_clear (gradient);
      *gradient = before;
    }
  if (!success || !is_pooling (gradcam, gradcam->target + 2))
    return success;
  success =
      fv_map_allocate (&before, gradcam->activation.width, gradcam->activation.height,
                       gradcam->activation.channels, error);
  if (success)
    fv_pooling_backward (&gradcam->activation, gradient, &before);
  fv_map_clear (gradient);
  *gradient = before;
  return success;
}

/* Grad-CAM ----------------------------------------------------------------------------
 */

static gboolean
find_target (FvGradcam *gradcam, const gchar *layer, GError **error)
{
  const FvArchitecture *architecture = gradcam->architecture;
  gint n_layers;
  const FvLayer *layers = fv_network_get_layers (gradcam->network, &n_layers);

  gradcam->last = fv_architecture_find_dense (architecture) - 1;
  if (fv_network_get_convolution (gradcam->network, gradcam->last - 2) == NULL)
    {
      g_set_error (
          error, FV_ERROR, FV_ERROR_LAYER,
          _ ("A class needs the whole network. Choose a complete weights file."));
      return FALSE;
    }
  if (layer == NULL)
    layer = architecture->nodes[gradcam->last - 2].layer;
  gradcam->target = fv_architecture_find (architecture, layer);
  while (fv_architecture_find (architecture, layers[n_layers - 1].name) > gradcam->last)
    n_layers--; /* dense layers have no positions that could be shown */
  return fv_layer_check (layers, n_layers, layer, error);
}

/* Takes notice that the classifier was done one way. */
static void
count_classifier (FvGradcam *gradcam)
{
  const FvMap *pooled = get_pooled (gradcam);

  fv_progress_add (
      &gradcam->progress,
      fv_classifier_pass_get_work (gradcam->classifier, pooled->width, pooled->height));
}

static FvHeatmap *
differentiate (FvGradcam *gradcam, FvClassifierPass *pass, gint class_index,
               GError **error)
{
  const FvMap *pooled = get_pooled (gradcam);
  FvMap gradient;
  FvHeatmap *heatmap = NULL;

  if (fv_map_allocate (&gradient, pooled->width, pooled->height, pooled->channels,
                       error) &&
      fv_classifier_backward (pass, class_index, &gradient, gradcam->cancellable, error))
    {
      count_classifier (gradcam);
      if (run_backward (gradcam, &gradient, error))
        heatmap = fv_heatmap_new_weighted (&gradcam->activation, &gradient, error);
    }
  fv_map_clear (&gradient);
  return heatmap;
}

static FvHeatmap *
run (FvGradcam *gradcam, const FvImage *tensor, gint class_index, gint threads,
     FvClassScore best[FV_N_BEST_CLASSES], gdouble *probability, GError **error)
{
  gint n_classes = fv_classifier_get_n_classes (gradcam->classifier);
  g_autofree gfloat *logits = g_new (gfloat, n_classes);
  g_autoptr (FvClassifierPass) pass = NULL;
  const FvMap *pooled;

  if (!run_forward (gradcam, tensor, error))
    return NULL;
  pooled = get_pooled (gradcam);
  pass = fv_classifier_pass_new (gradcam->classifier, pooled->width, pooled->height,
                                 threads, error);
  if (pass == NULL ||
      !fv_classifier_forward (pass, pooled, logits, gradcam->cancellable, error))
    return NULL;
  count_classifier (gradcam);
  fv_logits_rank (logits, n_classes, best, FV_N_BEST_CLASSES);
  if (class_index < 0)
    class_index = best[0].class_index;
  if (probability != NULL)
    *probability = fv_logits_get_probability (logits, n_classes, class_index);
  return differentiate (gradcam, pass, class_index, error);
}

/* Beside the layers: the classifier, its pass, the picture and the tensor */
static guint64
get_memory_beside (const FvGradcam *gradcam, gint width, gint height)
{
  gint stride = fv_architecture_get_stride (gradcam->architecture, gradcam->last + 1);

  return fv_classifier_get_memory (gradcam->classifier) +
         fv_classifier_pass_get_memory (gradcam->classifier, width / stride,
                                        height / stride) +
         fv_heatmap_get_memory_of_picture (gradcam->photo_width, gradcam->photo_height) +
         fv_image_get_memory (width, height);
}

/* For a photo of a size at which the network sees it */
static FvBudget
get_budget (const FvGradcam *gradcam, gint width, gint height, const FvSettings *settings)
{
  return (FvBudget){ settings->threads, settings->memory,
                     get_memory_beside (gradcam, width, height), 0 };
}

static gboolean
estimate_at_size (const FvGradcam *gradcam, gint width, gint height,
                  const FvSettings *settings, FvEstimate *estimate, GError **error)
{
  const FvNetwork *network = gradcam->network;
  const FvBudget budget = get_budget (gradcam, width, height, settings);
  gint stride = fv_architecture_get_stride (gradcam->architecture, gradcam->last + 1);

  estimate->work =
      fv_layerwise_get_work (network, 0, gradcam->last, width, height) +
      fv_layerwise_get_work (network, gradcam->target + 1, gradcam->last, width, height) +
      2.0 * fv_classifier_pass_get_work (gradcam->classifier, width / stride,
                                         height / stride);
  return fv_layerwise_check_memory (network, gradcam->last, width, height, &budget,
                                    &estimate->memory, error);
}

static void
gradcam_clear (FvGradcam *gradcam)
{
  for (gint i = 0; i < gradcam->n_stages; i++)
    fv_stage_clear (&gradcam->stages[i]);
  g_free (gradcam->stages);
  fv_map_clear (&gradcam->activation);
  fv_map_clear (&gradcam->pooled);
  fv_layerwise_free (gradcam->layerwise);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FvGradcam, gradcam_clear)

/* Whether fc1 fits behind the network's last pooling */
static gboolean
check_classifier (const FvGradcam *gradcam, GError **error)
{
  const FvConvolution *last =
      fv_network_get_convolution (gradcam->network, gradcam->last - 2);

  if (gradcam->classifier->n_channels == last->n_filters)
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_WEIGHTS,
               _ ("The classifier is of another network: it takes %d channels, and there "
                  "are %d. Load both from one weights file."),
               gradcam->classifier->n_channels, last->n_filters);
  return FALSE;
}

/**
 * fv_heatmap_estimate_class:
 * @network: a network, wholly loaded, up to the scores of its classes
 * @classifier: its classifier
 * @layer: (nullable): as fv_heatmap_new_class() takes it
 * @width: a photo's number of columns
 * @height: its number of rows
 * @settings: @width, @height, @longest_side, @threads and @memory count
 * @estimate: (out caller-allocates): what fv_heatmap_new_class() will take
 * @error: %FV_ERROR_LAYER, %FV_ERROR_SETTING, %FV_ERROR_SIZE, %FV_ERROR_WEIGHTS or
 *   %FV_ERROR_MEMORY where fv_heatmap_new_class() would
 *
 * Returns: whether the heat map can be made
 */
gboolean
fv_heatmap_estimate_class (const FvNetwork *network, const FvClassifier *classifier,
                           const gchar *layer, gint width, gint height,
                           const FvSettings *settings, FvEstimate *estimate,
                           GError **error)
{
  FvGradcam gradcam = { .network = network,
                        .classifier = classifier,
                        .photo_width = width,
                        .photo_height = height };

  g_return_val_if_fail (network != NULL && classifier != NULL, FALSE);
  g_return_val_if_fail (settings != NULL && estimate != NULL, FALSE);
  if (classifier->scores != NULL)
    return fv_gradcam_graph_estimate (network, classifier, layer, width, height, settings,
                                      estimate, error);
  gradcam.architecture = fv_network_get_architecture (network);
  return fv_settings_check_for (settings, FV_TASK_HEATMAP, error) &&
         fv_size_check (width, height, error) && find_target (&gradcam, layer, error) &&
         check_classifier (&gradcam, error) &&
         fv_heatmap_choose_size (settings, FV_GRADCAM_LEAST_SIDE, &width, &height,
                                 error) &&
         estimate_at_size (&gradcam, width, height, settings, estimate, error);
}

/**
 * fv_heatmap_new_class:
 * @network: a network, wholly loaded, up to the scores of its classes
 * @classifier: its classifier
 * @layer: (nullable): the convolution whose channels are weighted; %NULL for the last
 * @class_index: a class, or -1 for the best
 * @picture: a picture: R, G, B in 0…255
 * @settings: @width, @height, @longest_side, @threads and @memory count
 * @best: (out caller-allocates): the classes of the highest probability, the highest
 *   first
 * @probability: (out) (optional): that of the class whose map it is
 * @progress: (nullable): told how far it is
 * @user_data: what it is given
 * @cancellable: (nullable): asked every few rows of each layer
 * @error: %FV_ERROR_LAYER, %FV_ERROR_FILTER for the class, %FV_ERROR_SETTING,
 *   %FV_ERROR_SIZE, %FV_ERROR_WEIGHTS, %FV_ERROR_MEMORY or %FV_ERROR_CANCELLED
 *
 * Grad-CAM. The network sees the photo at its size, but with a shorter side of 224 to 512
 * pixels, or at @longest_side. Where that is not 224×224, the classifier is a
 * convolution, and the class's score is its mean over the positions.
 *
 * Returns: (transfer full): the class's map, of the size of the layer's map, or %NULL
 */
FvHeatmap *
fv_heatmap_new_class (const FvNetwork *network, const FvClassifier *classifier,
                      const gchar *layer, gint class_index, const FvImage *picture,
                      const FvSettings *settings, FvClassScore best[FV_N_BEST_CLASSES],
                      gdouble *probability, FvProgressFunc progress, gpointer user_data,
                      GCancellable *cancellable, GError **error)
{
  g_auto (FvGradcam) gradcam = { .network = network,
                                 .classifier = classifier,
                                 .cancellable = cancellable };
  g_autoptr (FvImage) tensor = NULL;
  FvEstimate estimate;
  FvBudget budget;
  gint width, height;

  g_return_val_if_fail (network != NULL && classifier != NULL, NULL);
  g_return_val_if_fail (fv_image_has_data (picture), NULL);
  g_return_val_if_fail (settings != NULL && best != NULL, NULL);
  if (classifier->scores != NULL)
    return fv_gradcam_graph_new (network, classifier, layer, class_index, picture,
                                 settings, best, probability, progress, user_data,
                                 cancellable, error);
  gradcam.architecture = fv_network_get_architecture (network);
  gradcam.photo_width = width = picture->width;
  gradcam.photo_height = height = picture->height;
  if (!fv_settings_check_for (settings, FV_TASK_HEATMAP, error) ||
      !find_target (&gradcam, layer, error) || !check_classifier (&gradcam, error) ||
      !fv_heatmap_check_class (classifier, class_index, error) ||
      !fv_heatmap_choose_size (settings, FV_GRADCAM_LEAST_SIDE, &width, &height, error) ||
      !estimate_at_size (&gradcam, width, height, settings, &estimate, error))
    return NULL;
  gradcam.progress = (FvProgress){ progress, user_data, estimate.work, 0.0 };
  tensor = fv_photo_to_tensor_of_size (picture, network, width, height, error);
  if (tensor == NULL)
    return NULL;
  gradcam.stages = g_new0 (FvStage, gradcam.architecture->n_nodes);
  budget = get_budget (&gradcam, width, height, settings);
  gradcam.layerwise = fv_layerwise_new (network, gradcam.last, width, height, &budget,
                                        cancellable, error);
  if (gradcam.layerwise == NULL)
    return NULL;
  fv_layerwise_set_progress (gradcam.layerwise, &gradcam.progress);
  return run (&gradcam, tensor, class_index,
              fv_layerwise_get_n_threads (gradcam.layerwise), best, probability, error);
}
