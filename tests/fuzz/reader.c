/* SPDX-License-Identifier: GPL-3.0-or-later */

/* libFuzzer's harness for the readers of weights: the input is a file, which is opened
 * and loaded as far as block1_conv2, and what stands behind the convolutions. Which
 * reader it reaches, the seeds decide. */

#include "featvis.h"
#include "input.h"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t n_bytes)
{
  g_autoptr (FvWeights) weights = fv_weights_open (put_in_file (bytes, n_bytes), NULL);
  g_autoptr (FvNetwork) network = NULL;
  g_autoptr (FvClassifier) classifier = NULL;

  if (weights != NULL)
    {
      network = fv_weights_load (weights, "block1_conv2", NULL);
      classifier = fv_weights_load_classifier (weights, NULL);
    }
  return 0;
}
