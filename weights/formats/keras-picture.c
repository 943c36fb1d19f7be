/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The picture that a network is for. */

#include "keras-picture.h"

#include <glib/gi18n-lib.h>

#define MAX_SIDE 65535

/* Returns: 0 for an axis that is open */
static gint
get_side (JsonArray *shape, guint axis)
{
  gint side = fv_keras_array_get_size (shape, axis);

  return side >= 1 && side <= MAX_SIDE ? side : 0;
}

static gboolean
is_color_or_gray (gint n_channels)
{
  return n_channels == 3 || n_channels == 1;
}

/* A picture whose first axis has the channels is refused by the layer that takes it. */
static void
check_channels (FvTopology *topology, FvKerasValue *value)
{
  if (value->n_channels == 0 || is_color_or_gray (value->height))
    return;
  value->node = FV_KERAS_NOTHING;
  if (topology->unknown == NULL)
    topology->unknown = g_strdup_printf (
        _ ("This network takes %d channels, which is neither a color nor a "
           "gray picture. Choose another weights file."),
        value->n_channels);
}

/**
 * fv_keras_picture_new:
 * @topology: a network
 * @shape: (nullable): of what it takes: the number of pictures, rows, columns, channels
 *
 * Tells @topology for which pictures it is.
 *
 * Returns: the picture
 */
FvKerasValue
fv_keras_picture_new (FvTopology *topology, JsonArray *shape)
{
  FvKerasValue value = { .node = FV_PICTURE, .rank = FV_KERAS_MAP };
  guint rank = shape != NULL ? json_array_get_length (shape) : 0;

  if (rank == 2)
    {
      value.rank = FV_KERAS_ROW;
      value.n_channels = MAX (fv_keras_array_get_size (shape, 1), 0);
    }
  if (rank != 3 && rank != 4)
    return value;
  value.rank = (gint)rank - 1;
  topology->height = value.height = get_side (shape, 1);
  topology->width = value.width = get_side (shape, 2);
  value.n_channels = rank == 4 ? get_side (shape, 3) : 1;
  if (is_color_or_gray (value.n_channels))
    topology->n_channels = value.n_channels;
  else
    check_channels (topology, &value);
  return value;
}

/**
 * fv_keras_find_shape:
 * @layer: (nullable): an object that describes a layer, or a model
 *
 * Returns: (transfer none) (nullable): the shape of what it takes, where it says so
 */
JsonArray *
fv_keras_find_shape (JsonObject *layer)
{
  JsonObject *config = fv_keras_get_object (layer, "config");
  JsonArray *shape = fv_keras_get_array (config, "batch_input_shape");

  if (shape == NULL)
    shape = fv_keras_get_array (config, "batch_shape");
  if (shape == NULL)
    shape = fv_keras_get_array (config, "build_input_shape");
  if (shape == NULL)
    shape =
        fv_keras_get_array (fv_keras_get_object (layer, "build_config"), "input_shape");
  return shape;
}

/**
 * fv_keras_picture_complete:
 * @topology: a network that does not say which pictures it takes
 * @reader: where its tensors are
 *
 * Lets the first convolution tell whether they are gray.
 */
void
fv_keras_picture_complete (FvTopology *topology, const FvReader *reader)
{
  for (guint i = 0; i < topology->nodes->len; i++)
    {
      const FvNode *node = fv_topology_get_node (topology, (gint)i);
      gint kernel =
          fv_topology_get_weights (topology, (gint)i)->tensors[FV_WEIGHT_KERNEL];

      if (node->kind != FV_NODE_CONVOLUTION)
        continue;
      if (kernel >= 0 && fv_reader_get_tensor (reader, (guint)kernel)->rank == 4 &&
          fv_reader_get_tensor (reader, (guint)kernel)->shape[2] == 1)
        topology->n_channels = 1;
      return;
    }
}
