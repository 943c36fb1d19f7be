/* SPDX-License-Identifier: GPL-3.0-or-later */

/* A checksum by which what is computed once from a network can be found again. */

#include "featvis.h"

#include <string.h>

#include "layer-list.h"
#include "network.h"

static void add_text (GChecksum *checksum, const gchar *format, ...) G_GNUC_PRINTF (2, 3);

/* With its end, so that no two texts after each other are as two others. */
static void
add_text (GChecksum *checksum, const gchar *format, ...)
{
  g_autofree gchar *text = NULL;
  va_list arguments;

  va_start (arguments, format);
  text = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  g_checksum_update (checksum, (const guchar *)text, strlen (text) + 1);
}

/* As little-endian numbers of 32 bits */
static void
add_floats (GChecksum *checksum, const gfloat *values, gsize n)
{
  guint32 block[256];

  while (n > 0)
    {
      gsize part = MIN (n, G_N_ELEMENTS (block));

      memcpy (block, values, part * sizeof *block);
      for (gsize i = 0; i < part; i++)
        block[i] = GUINT32_TO_LE (block[i]);
      g_checksum_update (checksum, (const guchar *)block, part * sizeof *block);
      values += part;
      n -= part;
    }
}

static void
add_convolution (GChecksum *checksum, const FvConvolution *convolution)
{
  add_text (checksum, "%d %d", convolution->n_inputs, convolution->n_filters);
  add_floats (checksum, convolution->kernel, fv_convolution_get_n_weights (convolution));
  add_floats (checksum, convolution->bias, convolution->n_filters);
}

static void
add_axis (GChecksum *checksum, const FvWindowAxis *axis)
{
  add_text (checksum, "%d %d %d %d %d", axis->size, axis->stride, axis->dilation,
            axis->before, axis->after);
}

/* Numbers the nodes that the last depends on, so that no number depends on how many more
 * the network has.
 *
 * Returns: (transfer full) (array length=last + 1): -1 for those that are not needed */
static gint *
number_needed (const FvArchitecture *architecture, gint last)
{
  gint *numbers = g_new (gint, last + 1);
  gint n = 0;

  for (gint node = 0; node < last; node++)
    numbers[node] = -1;
  numbers[last] = 0;
  for (gint node = last; node >= 0; node--)
    for (gint i = 0; numbers[node] >= 0 && i < architecture->nodes[node].n_inputs; i++)
      {
        gint input = fv_architecture_get_input (architecture, node, i);

        if (input != FV_PICTURE)
          numbers[input] = 0;
      }
  for (gint node = 0; node <= last; node++)
    if (numbers[node] >= 0)
      numbers[node] = n++;
  return numbers;
}

/* What is the same for each node of a chain */
static void
add_shape (GChecksum *checksum, const FvNetwork *network, gint node, const gint *numbers)
{
  const FvArchitecture *architecture = fv_network_get_architecture (network);
  const FvNode *table = &architecture->nodes[node];
  const FvChannelScale *scale = fv_network_get_scale (network, node);
  const FvNodeParameters *parameters = &table->parameters;
  const gfloat values[] = { parameters->slope, parameters->alpha, parameters->beta,
                            parameters->bias };

  for (gint i = 0; i < table->n_inputs; i++)
    {
      gint input = fv_architecture_get_input (architecture, node, i);

      add_text (checksum, "%d", input == FV_PICTURE ? FV_PICTURE : numbers[input]);
    }
  add_axis (checksum, &table->window.rows);
  add_axis (checksum, &table->window.columns);
  add_text (checksum, "%d %d %d %d %d %d", table->window.padding, table->window.is_global,
            table->window.rounds_up, table->window.counts_padding, table->groups,
            parameters->size);
  add_floats (checksum, values, G_N_ELEMENTS (values));
  if (scale == NULL)
    return;
  add_floats (checksum, scale->factor, scale->n_channels);
  add_floats (checksum, scale->offset, scale->n_channels);
}

static void
add_node (GChecksum *checksum, const FvNetwork *network, gint node, const gint *numbers)
{
  const FvNode *table = &fv_network_get_architecture (network)->nodes[node];

  add_text (checksum, "%d %s", table->kind, table->layer ? table->layer : "");
  if (table->kind == FV_NODE_CONVOLUTION &&
      fv_network_get_convolution (network, node) != NULL)
    add_convolution (checksum, fv_network_get_convolution (network, node));
  if (!fv_network_get_architecture (network)->is_chain)
    add_shape (checksum, network, node, numbers);
}

/* The layer's own activations are a part of it; in a chain, each has the same. */
static void
add_nodes (GChecksum *checksum, const FvNetwork *network, gint layer)
{
  const FvArchitecture *architecture = fv_network_get_architecture (network);
  gint last =
      architecture->is_chain ? layer : fv_architecture_get_last (architecture, layer);
  g_autofree gint *numbers = number_needed (architecture, last);

  for (gint node = 0; node <= last; node++)
    if (numbers[node] >= 0)
      add_node (checksum, network, node, numbers);
}

/**
 * fv_network_get_checksum:
 * @network: a network
 * @layer: one of its layers
 * @error: %FV_ERROR_LAYER
 *
 * SHA-256 of all that an ascent to the layer depends on: the network's name, mean and
 * nodes, and the values of its weights, up to the layer. So it is the same whatever file
 * these weights came from, and however many layers more were loaded.
 *
 * Returns: (transfer full): 64 hexadecimal digits, or %NULL
 */
gchar *
fv_network_get_checksum (const FvNetwork *network, const gchar *layer, GError **error)
{
  g_autoptr (GChecksum) checksum = NULL;
  gint n_layers, node;
  const FvLayer *layers;
  gfloat mean[3];

  g_return_val_if_fail (network != NULL, NULL);
  layers = fv_network_get_layers (network, &n_layers);
  node = fv_architecture_find (fv_network_get_architecture (network), layer);
  if (!fv_layer_check (layers, n_layers, layer, error))
    return NULL;
  checksum = g_checksum_new (G_CHECKSUM_SHA256);
  add_text (checksum, "%s", fv_network_get_name (network));
  fv_network_get_mean (network, mean);
  add_floats (checksum, mean, 3);
  add_nodes (checksum, network, node);
  return g_strdup (g_checksum_get_string (checksum));
}
