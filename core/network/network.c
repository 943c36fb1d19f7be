/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "network.h"

#include <glib/gi18n-lib.h>

#include "layer-list.h"

struct _FvNetwork
{
  const FvArchitecture *architecture;
  gchar *origin;
  gfloat mean[3];
  FvConvolution **convolutions; /* one per node; NULL for other nodes, or not loaded */
  FvWinograd **winograds;       /* of these, made when first asked for */
  GMutex *mutex;                /* of that */
  FvLayer *layers;              /* those loaded so far */
  gint n_layers;
};

/**
 * fv_network_new:
 * @architecture: a table of nodes
 * @origin: where its weights come from, for people: usually a file's path
 * @mean: what is subtracted from a picture's B, G, R before the network sees it
 *
 * Returns: (transfer full): a network without weights
 */
FvNetwork *
fv_network_new (const FvArchitecture *architecture, const gchar *origin,
                const gfloat mean[3])
{
  FvNetwork *network = g_new0 (FvNetwork, 1);

  network->architecture = architecture;
  network->origin = g_strdup (origin);
  for (gint i = 0; i < 3; i++)
    network->mean[i] = mean[i];
  network->convolutions = g_new0 (FvConvolution *, architecture->n_nodes);
  network->winograds = g_new0 (FvWinograd *, architecture->n_nodes);
  network->mutex = g_new0 (GMutex, 1);
  g_mutex_init (network->mutex);
  network->layers = g_new0 (FvLayer, architecture->n_nodes);
  return network;
}

/**
 * fv_network_free:
 * @network: (nullable): a network
 */
void
fv_network_free (FvNetwork *network)
{
  if (network == NULL)
    return;
  for (gint i = 0; i < network->architecture->n_nodes; i++)
    {
      fv_convolution_free (network->convolutions[i]);
      fv_winograd_free (network->winograds[i]);
    }
  g_free (network->convolutions);
  g_free (network->winograds);
  g_mutex_clear (network->mutex);
  g_free (network->mutex);
  g_free (network->layers);
  g_free (network->origin);
  g_free (network);
}

static gint
count_channels_before (const FvNetwork *network, gint node)
{
  for (gint i = node - 1; i >= 0; i--)
    if (network->architecture->nodes[i].kind == FV_NODE_CONVOLUTION)
      return network->convolutions[i] != NULL ? network->convolutions[i]->n_filters : 0;
  return 3;
}

/**
 * fv_network_set_convolution:
 * @network: a network whose convolutions before @node are set
 * @node: index of a convolution
 * @convolution: (transfer full): its weights
 * @error: %FV_ERROR_WEIGHTS when its inputs are not the filters of the one before
 *
 * Returns: whether it fits; @convolution is freed when it does not
 */
gboolean
fv_network_set_convolution (FvNetwork *network, gint node, FvConvolution *convolution,
                            GError **error)
{
  const FvNode *table = &network->architecture->nodes[node];
  gint n_inputs = count_channels_before (network, node);

  if (convolution->n_inputs != n_inputs)
    {
      g_set_error (
          error, FV_ERROR, FV_ERROR_WEIGHTS,
          _ ("The weights of layer %s have %d input channels where %d are needed. "
             "The file is not of a %s; choose another weights file."),
          table->layer, convolution->n_inputs, n_inputs, network->architecture->name);
      fv_convolution_free (convolution);
      return FALSE;
    }
  network->convolutions[node] = convolution;
  network->layers[network->n_layers++] =
      fv_architecture_describe (network->architecture, node, convolution->n_filters);
  return TRUE;
}

/**
 * fv_network_get_architecture:
 * @network: a network
 *
 * Returns: (transfer none): its table of nodes
 */
const FvArchitecture *
fv_network_get_architecture (const FvNetwork *network)
{
  return network->architecture;
}

/**
 * fv_network_get_convolution:
 * @network: a network
 * @node: index of a convolution
 *
 * Returns: (transfer none) (nullable): its weights, %NULL when they are not loaded
 */
const FvConvolution *
fv_network_get_convolution (const FvNetwork *network, gint node)
{
  return network->convolutions[node];
}

/**
 * fv_network_is_accurate:
 * @network: a network
 * @node: index of a convolution
 *
 * Returns: whether the convolution is at full size, where most ReLUs and poolings are
 *   decided: see fv_winograd_new()
 */
gboolean
fv_network_is_accurate (const FvNetwork *network, gint node)
{
  return fv_architecture_get_stride (network->architecture, node) == 1;
}

/**
 * fv_network_get_winograd:
 * @network: a network
 * @node: index of a convolution that is loaded
 * @workers: threads
 * @error: %FV_ERROR_MEMORY
 *
 * The transformed weights are several times as large as the weights, so they are made
 * when they are first asked for, and kept with the network.
 *
 * Returns: (transfer none): the convolution with its kernel transformed, or %NULL
 */
const FvWinograd *
fv_network_get_winograd (const FvNetwork *network, gint node, FvWorkers *workers,
                         GError **error)
{
  const FvWinograd *winograd;

  g_mutex_lock (network->mutex);
  if (network->winograds[node] == NULL)
    network->winograds[node] =
        fv_winograd_new (network->convolutions[node],
                         fv_network_is_accurate (network, node), workers, error);
  winograd = network->winograds[node];
  g_mutex_unlock (network->mutex);
  return winograd;
}

/**
 * fv_network_get_memory:
 * @network: a network
 *
 * Returns: size of its weights in bytes
 */
guint64
fv_network_get_memory (const FvNetwork *network)
{
  guint64 n_values = 0;

  for (gint i = 0; i < network->architecture->n_nodes; i++)
    if (network->convolutions[i] != NULL)
      n_values += ((guint64)9 * network->convolutions[i]->n_inputs + 1) *
                  network->convolutions[i]->n_filters;
  return n_values * sizeof (gfloat);
}

/**
 * fv_network_get_name:
 * @network: a network
 *
 * Returns: (transfer none): "VGG16" or "VGG19"
 */
const gchar *
fv_network_get_name (const FvNetwork *network)
{
  g_return_val_if_fail (network != NULL, NULL);
  return network->architecture->name;
}

/**
 * fv_network_get_origin:
 * @network: a network
 *
 * Returns: (transfer none): where its weights come from, for people
 */
const gchar *
fv_network_get_origin (const FvNetwork *network)
{
  g_return_val_if_fail (network != NULL, NULL);
  return network->origin;
}

/**
 * fv_network_get_layers:
 * @network: a network
 * @n_layers: (out): their number
 *
 * Returns: (transfer none) (array length=n_layers): the layers whose weights are
 *   loaded, from the input on
 */
const FvLayer *
fv_network_get_layers (const FvNetwork *network, gint *n_layers)
{
  g_return_val_if_fail (network != NULL && n_layers != NULL, NULL);
  *n_layers = network->n_layers;
  return network->layers;
}

/**
 * fv_network_check_map:
 * @network: a network
 * @layer: (nullable): the name of a convolution or a pooling
 * @error: %FV_ERROR_LAYER
 *
 * Returns: whether there is a layer of that name, and all is loaded that its map needs
 */
gboolean
fv_network_check_map (const FvNetwork *network, const gchar *layer, GError **error)
{
  const gchar *convolution =
      fv_architecture_get_convolution (network->architecture, layer);

  return fv_layer_find (network->layers, network->n_layers, convolution) != NULL ||
         fv_layer_check (network->layers, network->n_layers, layer, error);
}

/**
 * fv_network_get_mean:
 * @network: a network
 * @mean: (out caller-allocated): what is subtracted from a picture's B, G, R in
 *   0…255 before the network sees it
 */
void
fv_network_get_mean (const FvNetwork *network, gfloat mean[3])
{
  g_return_if_fail (network != NULL && mean != NULL);
  for (gint i = 0; i < 3; i++)
    mean[i] = network->mean[i];
}
