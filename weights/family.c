/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "family.h"

#include <stdio.h>
#include <string.h>

/* "block1_conv1/kernel" */
static gchar *
make_keras_name (const FvArchitecture *architecture, gint node, FvPart part)
{
  return g_strconcat (architecture->nodes[node].layer,
                      part == FV_PART_KERNEL ? "/kernel" : "/bias", NULL);
}

static gboolean
belongs_to_keras (const gchar *name)
{
  return g_regex_match_simple ("^block[0-9]+_conv[0-9]+/(kernel|bias)$", name, 0, 0);
}

/* "features.0.weight": torchvision counts the nodes as the tables do. */
static gchar *
make_torchvision_name (const FvArchitecture *architecture, gint node, FvPart part)
{
  (void)architecture;
  return g_strdup_printf ("features.%d.%s", node,
                          part == FV_PART_KERNEL ? "weight" : "bias");
}

static gboolean
belongs_to_torchvision (const gchar *name)
{
  return g_str_has_prefix (name, "features.");
}

/* Caffe's name of a layer: "conv1_1" for "block1_conv1". */
static gchar *
make_caffe_layer (const FvArchitecture *architecture, gint node)
{
  gint block = 0, number = 0;

  sscanf (architecture->nodes[node].layer, "block%d_conv%d", &block, &number);
  return g_strdup_printf ("conv%d_%d", block, number);
}

/* "conv1_1_W": the converters to NumPy. */
static gchar *
make_numpy_name (const FvArchitecture *architecture, gint node, FvPart part)
{
  g_autofree gchar *layer = make_caffe_layer (architecture, node);

  return g_strconcat (layer, part == FV_PART_KERNEL ? "_W" : "_b", NULL);
}

static gboolean
belongs_to_numpy (const gchar *name)
{
  return g_regex_match_simple ("^conv[0-9]+_[0-9]+_(W|b)$", name, 0, 0);
}

/* "conv1_1.weight": Caffe, and networks of PyTorch that keep its names. */
static gchar *
make_caffe_name (const FvArchitecture *architecture, gint node, FvPart part)
{
  g_autofree gchar *layer = make_caffe_layer (architecture, node);

  return g_strconcat (layer, part == FV_PART_KERNEL ? ".weight" : ".bias", NULL);
}

static gboolean
belongs_to_caffe (const gchar *name)
{
  return g_regex_match_simple ("^conv[0-9]+_[0-9]+\\.(weight|bias)$", name, 0, 0);
}

static const FvFamily families[] = {
  { make_keras_name, belongs_to_keras, { 0, 1, 2, 3 }, FV_CONVENTION_KERAS },
  { make_torchvision_name,
    belongs_to_torchvision,
    { 2, 3, 1, 0 },
    FV_CONVENTION_TORCHVISION },
  { make_numpy_name, belongs_to_numpy, { 0, 1, 2, 3 }, FV_CONVENTION_FROSSARD },
  { make_caffe_name, belongs_to_caffe, { 2, 3, 1, 0 }, FV_CONVENTION_KERAS },
};

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
          g_autofree gchar *known = family->make_name (architecture, node, part);

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
