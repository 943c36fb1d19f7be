/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What is known of the published networks without any weights. */

#include "architecture.h"

static const FvArchitecture *
find_architecture (const gchar *name)
{
  for (gint i = 0; i < FV_N_ARCHITECTURES; i++)
    if (g_strcmp0 (fv_architectures[i]->name, name) == 0)
      return fv_architectures[i];
  return NULL;
}

/**
 * fv_layers_list:
 * @network: (nullable): the name of a published network: "VGG16" or "VGG19"
 * @n_layers: (out): the number of its layers; 0 for another name
 *
 * Returns: (transfer container) (nullable) (array length=n_layers): its convolutions,
 *   from the input on, with as many filters as it was published with, to be freed with
 *   g_free(); %NULL for another name
 */
FvLayer *
fv_layers_list (const gchar *network, gint *n_layers)
{
  const FvArchitecture *architecture = find_architecture (network);
  FvLayer *layers;

  g_return_val_if_fail (n_layers != NULL, NULL);
  *n_layers = 0;
  if (architecture == NULL)
    return NULL;
  layers = g_new (FvLayer, architecture->n_nodes);
  for (gint i = 0; i < architecture->n_nodes; i++)
    if (fv_node_is_convolution (&architecture->nodes[i]))
      layers[(*n_layers)++] =
          fv_architecture_describe (architecture, i, architecture->nodes[i].n_filters);
  return layers;
}
