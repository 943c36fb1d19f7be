/* SPDX-License-Identifier: GPL-3.0-or-later */

/* libFuzzer's harness for the readers of weights: the input is a file, which is opened
 * and loaded: a VGG as far as block1_conv2, and what stands behind the convolutions; of
 * any other network, all layers, and one gradient where that is little work. Which reader
 * it reaches, the seeds decide. */

#include "featvis.h"
#include "input.h"

#define LARGEST_SIDE 64
#define MOST_MEMORY  700 /* MiB, of which sanitizers take most */
#define MOST_WORK    1e8

/* At the deepest layer, with the smallest picture that it has a position for */
static void
compute_gradient (const FvNetwork *network)
{
  gint n_layers, width, height;
  const FvLayer *last = fv_network_get_layers (network, &n_layers) + n_layers - 1;
  const FvObjective objective = { .layer = last->name, .filter = last->n_filters - 1 };
  g_autoptr (FvGradient) prepared = NULL;
  g_autoptr (FvImage) input = NULL, gradient = NULL;
  FvEstimate estimate;
  gdouble loss;

  width = last->smallest_width;
  height = last->smallest_height;
  if (width > LARGEST_SIDE || height > LARGEST_SIDE)
    return;
  prepared = fv_gradient_new (network, &objective, width, height, 1, MOST_MEMORY, NULL);
  if (prepared == NULL)
    return;
  fv_gradient_get_estimate (prepared, &estimate);
  if (estimate.work > MOST_WORK)
    return;
  input = fv_image_new_noise (width, height, 1, -100.0, 100.0, NULL);
  gradient = fv_image_copy (input, NULL);
  fv_gradient_run (prepared, input, NULL, gradient, &loss, NULL);
}

static void
load_graph (const FvWeights *weights)
{
  g_auto (GStrv) maps = fv_weights_list_maps (weights);
  g_autoptr (FvNetwork) network = NULL;

  if (maps[0] != NULL)
    network = fv_weights_load_layers (weights, (const gchar *const *)maps, NULL);
  if (network != NULL)
    compute_gradient (network);
}

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t n_bytes)
{
  g_autoptr (FvWeights) weights = fv_weights_open (put_in_file (bytes, n_bytes), NULL);
  g_autoptr (FvNetwork) network = NULL;
  g_autoptr (FvClassifier) classifier = NULL;

  if (weights == NULL)
    return 0;
  if (g_str_has_prefix (fv_weights_get_network (weights), "VGG"))
    network = fv_weights_load (weights, "block1_conv2", NULL);
  else
    load_graph (weights);
  classifier = fv_weights_load_classifier (weights, NULL);
  return 0;
}
