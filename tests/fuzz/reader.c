/* SPDX-License-Identifier: GPL-3.0-or-later */

/* libFuzzer's harness for the readers of weights: the input is a file, which is opened
 * and loaded: a VGG as far as block1_conv2, and what stands behind the convolutions; of
 * any other network, all layers, and one gradient where that is little work. Which reader
 * it reaches, the seeds decide. */

#include "featvis.h"
#include "gradient.h"
#include "input.h"

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
