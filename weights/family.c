/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "family.h"

#include <stdio.h>
#include <string.h>

/* "block1_conv1" of "block1_conv1/kernel" */
static gchar *
make_keras_layer (const FvArchitecture *architecture, gint node)
{
  return g_strdup (architecture->nodes[node].layer);
}

static gboolean
belongs_to_keras (const gchar *name)
{
  return g_regex_match_simple ("^block[0-9]+_conv[0-9]+/(kernel|bias)$", name, 0, 0);
}

/* "features.0" of "features.0.weight": torchvision counts the nodes as the tables do. */
static gchar *
make_torchvision_layer (const FvArchitecture *architecture, gint node)
{
  (void)architecture;
  return g_strdup_printf ("features.%d", node);
}

static gboolean
belongs_to_torchvision (const gchar *name)
{
  return g_str_has_prefix (name, "features.");
}

/* "conv1_1" of "conv1_1.weight": Caffe, and networks of PyTorch that keep its names; and
 * of "conv1_1_W": the converters to NumPy */
static gchar *
make_caffe_layer (const FvArchitecture *architecture, gint node)
{
  gint block = 0, number = 0;

  sscanf (architecture->nodes[node].layer, "block%d_conv%d", &block, &number);
  return g_strdup_printf ("conv%d_%d", block, number);
}

static gboolean
belongs_to_numpy (const gchar *name)
{
  return g_regex_match_simple ("^conv[0-9]+_[0-9]+_(W|b)$", name, 0, 0);
}

static gboolean
belongs_to_caffe (const gchar *name)
{
  return g_regex_match_simple ("^conv[0-9]+_[0-9]+\\.(weight|bias)$", name, 0, 0);
}

/* torchvision counts the nodes of its classifier; that of 2017, and of jcjohnson's
 * networks, began with a dropout. timm has the third way. */
static const FvFamily families[] = {
  { make_keras_layer,
    belongs_to_keras,
    { "/kernel", "/bias" },
    { { "fc1", "fc2", "predictions" } },
    { 0, 1, 2, 3 },
    FV_CONVENTION_KERAS },
  { make_torchvision_layer,
    belongs_to_torchvision,
    { ".weight", ".bias" },
    { { "classifier.0", "classifier.3", "classifier.6" },
      { "classifier.1", "classifier.4", "classifier.6" },
      { "pre_logits.fc1", "pre_logits.fc2", "head.fc" } },
    { 2, 3, 1, 0 },
    FV_CONVENTION_TORCHVISION },
  { make_caffe_layer,
    belongs_to_numpy,
    { "_W", "_b" },
    { { "fc6", "fc7", "fc8" } },
    { 0, 1, 2, 3 },
    FV_CONVENTION_FROSSARD },
  { make_caffe_layer,
    belongs_to_caffe,
    { ".weight", ".bias" },
    { { "fc6", "fc7", "fc8" } },
    { 2, 3, 1, 0 },
    FV_CONVENTION_KERAS },
};

/**
 * fv_family_make_name:
 * @family: a family
 * @architecture: a network
 * @node: index of a convolution
 * @part: kernel or bias
 *
 * Returns: (transfer full): the tensor's name
 */
gchar *
fv_family_make_name (const FvFamily *family, const FvArchitecture *architecture,
                     gint node, FvPart part)
{
  g_autofree gchar *layer = family->make_layer (architecture, node);

  return g_strconcat (layer, family->suffixes[part], NULL);
}

/**
 * fv_family_make_dense_name:
 * @family: a family
 * @naming: one of the ways of naming, from 0
 * @layer: a layer behind the convolutions
 * @part: kernel or bias
 *
 * Returns: (transfer full) (nullable): the tensor's name; %NULL if there are not so many
 *   ways
 */
gchar *
fv_family_make_dense_name (const FvFamily *family, gint naming, FvDenseIndex layer,
                           FvPart part)
{
  if (naming >= FV_MAX_NAMINGS || family->dense[naming][layer] == NULL)
    return NULL;
  return g_strconcat (family->dense[naming][layer], family->suffixes[part], NULL);
}

/**
 * fv_family_has_filters_last:
 * @family: a family
 *
 * Returns: whether kernels have their filters, or outputs, last, as in TensorFlow; else
 *   they have them first, as in PyTorch, and a map's channels come before its rows
 */
gboolean
fv_family_has_filters_last (const FvFamily *family)
{
  return family->kernel_axes[FV_AXIS_FILTER] == 3;
}

/**
 * fv_family_find:
 * @reader: a file
 *
 * Returns: (transfer none) (nullable): the first family that has a tensor in the file
 */
const FvFamily *
fv_family_find (const FvReader *reader)
{
  for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
    for (guint tensor = 0; tensor < reader->tensors->len; tensor++)
      if (families[i].belongs (fv_reader_get_tensor (reader, tensor)->name))
        return &families[i];
  return NULL;
}

static gboolean
architecture_has_tensor (const FvArchitecture *architecture, const FvFamily *family,
                         const gchar *name)
{
  for (gint node = 0; node < architecture->n_nodes; node++)
    for (FvPart part = 0; part < FV_N_PARTS; part++)
      if (architecture->nodes[node].kind == FV_NODE_CONVOLUTION)
        {
          g_autofree gchar *known =
              fv_family_make_name (family, architecture, node, part);

          if (strcmp (name, known) == 0)
            return TRUE;
        }
  return FALSE;
}

/**
 * fv_family_fits:
 * @family: how the file names its tensors
 * @architecture: a network
 * @reader: the file
 *
 * Returns: whether the network has each of the layers that the file names
 */
gboolean
fv_family_fits (const FvFamily *family, const FvArchitecture *architecture,
                const FvReader *reader)
{
  for (guint i = 0; i < reader->tensors->len; i++)
    {
      const gchar *name = fv_reader_get_tensor (reader, i)->name;

      if (family->belongs (name) && !architecture_has_tensor (architecture, family, name))
        return FALSE;
    }
  return TRUE;
}
