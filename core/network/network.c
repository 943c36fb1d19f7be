/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "network.h"

#include <glib/gi18n-lib.h>

#include "geometry.h"
#include "kept-kernels.h"

struct _FvNetwork
{
  const FvArchitecture *architecture;
  FvArchitecture *owned; /* the same, where it came from a file */
  gchar *origin;
  gfloat mean[3];
  FvConvolution **convolutions; /* one per node; NULL for other nodes, or not loaded; of a
                                 * scale that was folded, that with the one before it */
  FvChannelScale **scales;      /* one per node likewise */
  FvKeptKernels *kernels;       /* of the convolutions, made when first asked for */
  GMutex *mutex;                /* of what is made when first asked for */
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
  network->scales = g_new0 (FvChannelScale *, architecture->n_nodes);
  network->kernels = g_new0 (FvKeptKernels, architecture->n_nodes);
  network->mutex = g_new0 (GMutex, 1);
  g_mutex_init (network->mutex);
  network->layers = g_new0 (FvLayer, architecture->n_nodes);
  return network;
}

/**
 * fv_network_new_graph:
 * @architecture: (transfer full): a table of nodes, all of which will get their weights
 * @origin: where these come from, for people: usually a file's path
 * @mean: what is subtracted from a picture's B, G, R before the network sees it
 *
 * Returns: (transfer full): a network of any shape, without weights
 */
FvNetwork *
fv_network_new_graph (FvArchitecture *architecture, const gchar *origin,
                      const gfloat mean[3])
{
  FvNetwork *network = fv_network_new (architecture, origin, mean);

  network->owned = architecture;
  g_free (network->layers);
  network->layers = fv_architecture_describe_all (architecture, &network->n_layers);
  return network;
}

/**
 * fv_network_set_weights:
 * @network: what fv_network_new_graph() returned
 * @node: a convolution or a scale of it
 * @convolution: (transfer full) (nullable): its weights, whose shape was checked
 * @scale: (transfer full) (nullable): likewise
 */
void
fv_network_set_weights (FvNetwork *network, gint node, FvConvolution *convolution,
                        FvChannelScale *scale)
{
  network->convolutions[node] = convolution;
  network->scales[node] = scale;
}

/**
 * fv_network_free:
 * @network: (nullable): a network
 *
 * Frees a network. Nobody may use it any more, nor what was prepared for it.
 */
void
fv_network_free (FvNetwork *network)
{
  if (network == NULL)
    return;
  for (gint i = 0; i < network->architecture->n_nodes; i++)
    {
      fv_convolution_free (network->convolutions[i]);
      fv_channel_scale_free (network->scales[i]);
      fv_kept_kernels_clear (&network->kernels[i]);
    }
  g_free (network->convolutions);
  g_free (network->scales);
  g_free (network->kernels);
  g_mutex_clear (network->mutex);
  g_free (network->mutex);
  g_free (network->layers);
  g_free (network->origin);
  fv_architecture_free (network->owned);
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

/* Describes what is there now that a convolution is: its layer, and the pooling behind
 * it, which needs no weights. */
static void
add_layers (FvNetwork *network, gint node)
{
  const FvArchitecture *architecture = network->architecture;
  gint pooling = node + 2, n_filters = network->convolutions[node]->n_filters;

  network->layers[network->n_layers++] =
      fv_architecture_describe (architecture, node, n_filters);
  if (pooling < architecture->n_nodes &&
      architecture->nodes[pooling].kind == FV_NODE_MAX_POOLING)
    network->layers[network->n_layers++] =
        fv_architecture_describe (architecture, pooling, n_filters);
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
  g_autoptr (FvConvolution) owned = convolution;
  gint n_inputs = count_channels_before (network, node);

  if (convolution->n_inputs != n_inputs)
    {
      g_set_error (
          error, FV_ERROR, FV_ERROR_WEIGHTS,
          _ ("The weights of layer %s have %d input channels where %d are needed. "
             "The file is not of a %s; choose another weights file."),
          table->layer, convolution->n_inputs, n_inputs, network->architecture->name);
      return FALSE;
    }
  network->convolutions[node] = g_steal_pointer (&owned);
  add_layers (network, node);
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
 * fv_network_get_scale:
 * @network: a network
 * @node: index of a scale
 *
 * Returns: (transfer none) (nullable): its weights
 */
const FvChannelScale *
fv_network_get_scale (const FvNetwork *network, gint node)
{
  return network->scales[node];
}

/**
 * fv_network_get_n_channels:
 * @network: a network
 * @node: a node of it, loaded if it is of a chain; or FV_PICTURE
 *
 * Returns: how many channels its map has
 */
gint
fv_network_get_n_channels (const FvNetwork *network, gint node)
{
  if (node == FV_PICTURE)
    return 3;
  return network->architecture->is_chain ? count_channels_before (network, node + 1)
                                         : network->architecture->nodes[node].n_filters;
}

/* The convolution with its filters multiplied, and its bias moved, as the scale says */
static FvConvolution *
multiply (const FvConvolution *convolution, const FvChannelScale *scale, GError **error)
{
  gint n_filters = convolution->n_filters;
  FvConvolution *folded = fv_convolution_new_of_size (
      convolution->height, convolution->width, convolution->groups, convolution->n_inputs,
      n_filters, error);

  if (folded == NULL)
    return NULL;
  for (gsize i = 0; i < fv_convolution_get_n_weights (convolution); i++)
    folded->kernel[i] = convolution->kernel[i] * scale->factor[i % n_filters];
  for (gint i = 0; i < n_filters; i++)
    folded->bias[i] = convolution->bias[i] * scale->factor[i] + scale->offset[i];
  return folded;
}

/**
 * fv_network_fold:
 * @network: a network
 * @convolution: index of a convolution
 * @scale: index of the scale that follows it
 * @error: %FV_ERROR_MEMORY
 *
 * Makes one convolution of both when it is first asked for, and keeps it with the
 * network, under the index of the scale.
 *
 * Returns: (transfer none): what does both at once, or %NULL
 */
const FvConvolution *
fv_network_fold (const FvNetwork *network, gint convolution, gint scale, GError **error)
{
  const FvConvolution *folded;

  g_mutex_lock (network->mutex);
  if (network->convolutions[scale] == NULL)
    network->convolutions[scale] =
        multiply (network->convolutions[convolution], network->scales[scale], error);
  folded = network->convolutions[scale];
  g_mutex_unlock (network->mutex);
  return folded;
}

/**
 * fv_network_is_accurate:
 * @network: a network
 * @node: index of a convolution
 *
 * Returns: whether the convolution is at full size, where most ReLUs and poolings are
 *   decided, or of a network that has many more of these: see FvTiles
 */
gboolean
fv_network_is_accurate (const FvNetwork *network, gint node)
{
  return !network->architecture->is_chain ||
         fv_geometry_get_stride (network->architecture, node) == 1;
}

/**
 * fv_network_take_winograd:
 * @network: a network
 * @node: index of a convolution that is loaded
 * @tiles: its tiles
 * @workers: threads
 * @error: %FV_ERROR_MEMORY
 *
 * The transformed weights are several times as large as the weights, so they are made
 * when they are first asked for, and kept with the network: those for the tiles that were
 * asked for last, and others while they are used.
 *
 * Returns: (transfer none): the convolution with its kernel transformed, to be given back
 *   with fv_network_release_winograd(), or %NULL
 */
const FvWinograd *
fv_network_take_winograd (const FvNetwork *network, gint node, FvTiles tiles,
                          FvWorkers *workers, GError **error)
{
  const FvWinograd *winograd;

  g_mutex_lock (network->mutex);
  winograd = fv_kept_kernels_take (&network->kernels[node], network->convolutions[node],
                                   tiles, workers, error);
  g_mutex_unlock (network->mutex);
  return winograd;
}

/**
 * fv_network_release_winograd:
 * @network: a network
 * @node: index of a convolution
 * @tiles: what fv_network_take_winograd() was asked for
 */
void
fv_network_release_winograd (const FvNetwork *network, gint node, FvTiles tiles)
{
  g_mutex_lock (network->mutex);
  network->kernels[node].n_users[tiles]--;
  g_mutex_unlock (network->mutex);
}

/**
 * fv_network_get_memory:
 * @network: a network
 *
 * Returns: size of its weights in bytes, without what is made of them
 */
guint64
fv_network_get_memory (const FvNetwork *network)
{
  guint64 n_values = 0;

  for (gint i = 0; i < network->architecture->n_nodes; i++)
    if (network->architecture->nodes[i].kind == FV_NODE_CONVOLUTION &&
        network->convolutions[i] != NULL)
      n_values += fv_convolution_get_n_weights (network->convolutions[i]) +
                  network->convolutions[i]->n_filters;
  return n_values * sizeof (gfloat);
}

/**
 * fv_network_get_name:
 * @network: a network
 *
 * Returns: (transfer none): "VGG16", "VGG19", or what its file calls it
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
 * fv_network_get_mean:
 * @network: a network
 * @mean: (out caller-allocates): what is subtracted from a picture's B, G, R in
 *   0…255 before the network sees it
 *
 * Tells what makes a picture an input tensor.
 */
void
fv_network_get_mean (const FvNetwork *network, gfloat mean[3])
{
  g_return_if_fail (network != NULL && mean != NULL);
  for (gint i = 0; i < 3; i++)
    mean[i] = network->mean[i];
}
