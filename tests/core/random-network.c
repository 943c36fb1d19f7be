/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "helpers.h"

#include <math.h>

#include "random.h"

static FvConvolution *
make_convolution (gint node, gint n_inputs, gint n_filters)
{
  FvConvolution *convolution = fv_convolution_new (n_inputs, n_filters, NULL);
  gdouble deviation = sqrt (2.0 / (9 * n_inputs));

  for (gint i = 0; i < 9 * n_inputs * n_filters; i++)
    convolution->kernel[i] = fv_random_normal (16 * node, i) * deviation;
  for (gint i = 0; i < n_filters; i++)
    convolution->bias[i] = fv_random_normal (16 * node + 1, i) * 10;
  return convolution;
}

/* The random network of tests/golden/make_golden.py, up to @layer; its golden values
 * hold for a @width_divisor of 1. */
FvNetwork *
make_network (const FvArchitecture *architecture, const gchar *layer, gint width_divisor)
{
  FvNetwork *network = fv_network_new (architecture, "random weights", fv_imagenet_mean);
  gint target = fv_architecture_find (architecture, layer);
  gint n_inputs = 3;

  for (gint i = 0; i <= target; i++)
    if (architecture->nodes[i].kind == FV_NODE_CONVOLUTION)
      {
        gint n_filters = architecture->nodes[i].n_filters / width_divisor;

        fv_network_set_convolution (network, i, make_convolution (i, n_inputs, n_filters),
                                    NULL);
        n_inputs = n_filters;
      }
  return network;
}
