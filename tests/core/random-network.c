/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "helpers.h"

#include <math.h>
#include <stdlib.h>

#include "base/random.h"

/* Each filter of the draw that @draws tells: the layer's name, then a number for each
 * filter; of the first draw without it */
static FvConvolution *
make_convolution (gint node, gint n_inputs, gint n_filters, gchar **draws)
{
  FvConvolution *convolution = fv_convolution_new (n_inputs, n_filters, NULL);
  gdouble deviation = sqrt (2.0 / (9 * n_inputs));

  for (gint filter = 0; filter < n_filters; filter++)
    {
      guint64 draw = draws ? atoi (draws[1 + filter]) : 0;
      guint64 first = draw * 9 * n_inputs * n_filters + filter;

      for (gint i = 0; i < 9 * n_inputs; i++)
        convolution->kernel[(gsize)i * n_filters + filter] =
            fv_random_normal (16 * node, first + (guint64)i * n_filters) * deviation;
      convolution->bias[filter] =
          fv_random_normal (16 * node + 1, draw * n_filters + filter) * 10;
    }
  return convolution;
}

/* The random network of tests/golden/networks.py, up to @layer; @draws has a line for
 * each layer, up to a certain one or for none */
FvNetwork *
make_drawn_network (const FvArchitecture *architecture, const gchar *layer,
                    gint width_divisor, const GStrv draws)
{
  FvNetwork *network = fv_network_new (architecture, "random weights", fv_imagenet_mean);
  gint target = fv_architecture_find (architecture, layer);
  gint n_inputs = 3;
  gchar **line = draws;

  for (gint i = 0; i <= target; i++)
    if (fv_node_is_convolution (&architecture->nodes[i]))
      {
        gint n_filters = architecture->nodes[i].n_filters / width_divisor;
        g_auto (GStrv) fields = line && *line ? g_strsplit (*line++, ",", -1) : NULL;

        fv_network_set_convolution (
            network, i, make_convolution (i, n_inputs, n_filters, fields), NULL);
        n_inputs = n_filters;
      }
  return network;
}

/* The same of the first draw of each filter: with some input or other, a ReLU or a
 * pooling of it stands near a tie. */
FvNetwork *
make_network (const FvArchitecture *architecture, const gchar *layer, gint width_divisor)
{
  return make_drawn_network (architecture, layer, width_divisor, NULL);
}
