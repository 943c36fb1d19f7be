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

/* "features.0" of "features.0.weight": torchvision counts the nodes as the tables do. */
static gchar *
make_torchvision_layer (const FvArchitecture *architecture, gint node)
{
  (void)architecture;
  return g_strdup_printf ("features.%d", node);
}

/* "0" of "0.weight": torchvision's features alone */
static gchar *
make_bare_layer (const FvArchitecture *architecture, gint node)
{
  (void)architecture;
  return g_strdup_printf ("%d", node);
}

static void
find_place (const FvArchitecture *architecture, gint node, gint *block, gint *number)
{
  *block = *number = 0;
  sscanf (architecture->nodes[node].layer, "block%d_conv%d", block, number);
}

/* "conv1_1" of "conv1_1.weight": Caffe, and networks of PyTorch that keep its names; and
 * of "conv1_1_W": the converters to NumPy */
static gchar *
make_caffe_layer (const FvArchitecture *architecture, gint node)
{
  gint block, number;

  find_place (architecture, node, &block, &number);
  return g_strdup_printf ("conv%d_%d", block, number);
}

/* "conv1/conv1_1" of "conv1/conv1_1/weights" */
static gchar *
make_slim_layer (const FvArchitecture *architecture, gint node)
{
  gint block, number;

  find_place (architecture, node, &block, &number);
  return g_strdup_printf ("conv%d/conv%d_%d", block, block, number);
}

/* A batch normalisation of one convolution, in the ways in which those are named that
 * number their blocks: "block1_bn1", "conv1_1/bn", "bn1_1", "conv1_1.running_mean" */
#define NORMALISATION                                                                    \
  "^(block[0-9]+_(bn|norm|batch)"                                                        \
  "|(block|conv)[0-9]+_(conv)?[0-9]+[./_]?(bn|norm|batch)"                               \
  "|(bn|norm|batch_?norm[a-z]*)_?(block|conv)?[0-9]+_(conv)?[0-9]+"                      \
  "|(block|conv)[0-9]+_(conv)?[0-9]+[./_](gamma|beta|(moving|running)_(mean|var)))"

/* torchvision counts the nodes of its classifier; that of 2017, and of jcjohnson's
 * networks, began with a dropout. timm has the third way. */
static const FvFamily families[] = {
  { make_keras_layer,
    "^block[0-9]+_conv[0-9]+/(kernel|bias)(:0)?$",
    NORMALISATION,
    { "/kernel", "/bias" },
    { { "fc1", "fc2", "predictions" } },
    { 0, 1, 2, 3 },
    FV_CONVENTION_KERAS,
    FALSE },
  { make_torchvision_layer,
    "^features\\.",
    "^features\\.[0-9]+\\.running_(mean|var)$",
    { ".weight", ".bias" },
    { { "classifier.0", "classifier.3", "classifier.6" },
      { "classifier.1", "classifier.4", "classifier.6" },
      { "pre_logits.fc1", "pre_logits.fc2", "head.fc" } },
    { 2, 3, 1, 0 },
    FV_CONVENTION_TORCHVISION,
    FALSE },
  { make_caffe_layer,
    "^conv[0-9]+_[0-9]+_(W|b)$",
    NORMALISATION,
    { "_W", "_b" },
    { { "fc6", "fc7", "fc8" } },
    { 0, 1, 2, 3 },
    FV_CONVENTION_FROSSARD,
    FALSE },
  { make_caffe_layer,
    "^conv[0-9]+_[0-9]+\\.(weight|bias)$",
    NORMALISATION,
    { ".weight", ".bias" },
    { { "fc6", "fc7", "fc8" } },
    { 2, 3, 1, 0 },
    FV_CONVENTION_KERAS,
    FALSE },
  { make_slim_layer,
    "^conv[0-9]+/conv[0-9]+_[0-9]+/(weights|biases)(:0)?$",
    NORMALISATION,
    { "/weights", "/biases" },
    { { NULL } },
    { 0, 1, 2, 3 },
    FV_CONVENTION_FROSSARD,
    FALSE },
  { make_bare_layer,
    "^[0-9]+\\.[a-z_]+$",
    NULL,
    { ".weight", ".bias" },
    { { NULL } },
    { 2, 3, 1, 0 },
    FV_CONVENTION_TORCHVISION,
    TRUE },
};

/**
 * fv_family_get:
 * @index: from 0
 *
 * Returns: (transfer none) (nullable): the family of that number, in the order in which
 *   they are tried; %NULL beyond the last one
 */
const FvFamily *
fv_family_get (gint index)
{
  return index < (gint)G_N_ELEMENTS (families) ? &families[index] : NULL;
}

typedef struct
{
  GRegex *owned;
  GRegex *normalisation; /* NULL if none is known */
} Patterns;

/* A file may have thousands of names, so each pattern is compiled once. */
static const Patterns *
get_patterns (const FvFamily *family)
{
  static Patterns patterns[G_N_ELEMENTS (families)];
  static gsize is_initialised = 0;

  if (g_once_init_enter (&is_initialised))
    {
      for (gsize i = 0; i < G_N_ELEMENTS (families); i++)
        {
          patterns[i].owned = g_regex_new (families[i].owned, 0, 0, NULL);
          if (families[i].normalisation != NULL)
            patterns[i].normalisation =
                g_regex_new (families[i].normalisation, G_REGEX_CASELESS, 0, NULL);
        }
      g_once_init_leave (&is_initialised, 1);
    }
  return &patterns[family - families];
}

/**
 * fv_family_owns:
 * @family: a family
 * @name: a tensor's name, or the end of one
 *
 * Returns: whether it is that of a convolution, or of what stands between them, in this
 *   family
 */
gboolean
fv_family_owns (const FvFamily *family, const gchar *name)
{
  return g_regex_match (get_patterns (family)->owned, name, 0, NULL);
}

/**
 * fv_family_is_normalisation:
 * @family: a family
 * @name: a tensor's name, or the end of one
 *
 * Returns: whether it is that of a batch normalisation between the convolutions
 */
gboolean
fv_family_is_normalisation (const FvFamily *family, const gchar *name)
{
  GRegex *pattern = get_patterns (family)->normalisation;

  return pattern != NULL && g_regex_match (pattern, name, 0, NULL);
}

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

/* Of a name without a word, the shape alone shows that it is one of the published
 * networks' and not of any small one. */
static gboolean
has_published_shape (const FvFamily *family, const FvNode *node, FvPart part,
                     const FvTensor *tensor)
{
  guint64 n_filters = (guint64)node->n_filters;

  if (part == FV_PART_BIAS)
    return tensor->rank == 1 && tensor->shape[0] == n_filters;
  return tensor->rank == 4 && tensor->shape[family->kernel_axes[FV_AXIS_ROW]] == 3 &&
         tensor->shape[family->kernel_axes[FV_AXIS_FILTER]] == n_filters;
}

/**
 * fv_family_fits:
 * @family: how the file names its tensors
 * @architecture: a network
 * @name: a name that the family owns
 * @tensor: the tensor of that name
 *
 * Returns: whether the network has it
 */
gboolean
fv_family_fits (const FvFamily *family, const FvArchitecture *architecture,
                const gchar *name, const FvTensor *tensor)
{
  for (gint node = 0; node < architecture->n_nodes; node++)
    for (FvPart part = 0; part < FV_N_PARTS; part++)
      if (fv_node_is_convolution (&architecture->nodes[node]))
        {
          g_autofree gchar *known =
              fv_family_make_name (family, architecture, node, part);

          if (strcmp (name, known) == 0)
            return !family->is_bare ||
                   has_published_shape (family, &architecture->nodes[node], part, tensor);
        }
  return FALSE;
}
