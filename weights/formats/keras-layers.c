/* SPDX-License-Identifier: GPL-3.0-or-later */

/* All classes of layers that are known. */

#include "keras-layers.h"

#include <string.h>

#include "keras-activation.h"
#include "keras-convolution.h"
#include "keras-maps.h"
#include "keras-scale.h"
#include "keras-shapes.h"

/* class_name: as Keras calls it
 * add: adds the nodes of a call, or refuses it; @value is what the first input is
 * least_rank: of what it takes
 * joins: whether it takes several inputs
 * keeps_softmax: whether it may stand behind a softmax that is left out */
typedef struct
{
  const gchar *class_name;
  gboolean (*add) (const FvKerasCall *call, FvKerasValue *value);
  gint least_rank;
  gboolean joins;
  gboolean keeps_softmax;
} LayerClass;

static const LayerClass classes[] = {
  { "Activation", fv_keras_add_activation, 1, FALSE, FALSE },
  { "ActivityRegularization", fv_keras_add_nothing, 1, FALSE, TRUE },
  { "Add", fv_keras_add_add, 1, TRUE, FALSE },
  { "AlphaDropout", fv_keras_add_nothing, 1, FALSE, TRUE },
  { "AveragePooling2D", fv_keras_add_average_pooling, 3, FALSE, FALSE },
  { "BatchNormalization", fv_keras_add_batch_normalisation, 1, FALSE, FALSE },
  { "BatchNormalizationV1", fv_keras_add_batch_normalisation, 1, FALSE, FALSE },
  { "BatchNormalizationV2", fv_keras_add_batch_normalisation, 1, FALSE, FALSE },
  { "Concatenate", fv_keras_add_concatenate, 1, TRUE, FALSE },
  { "Conv2D", fv_keras_add_convolution, 3, FALSE, FALSE },
  { "Cropping2D", fv_keras_add_cropping, 3, FALSE, FALSE },
  { "Dense", fv_keras_add_dense, 1, FALSE, FALSE },
  { "DepthwiseConv2D", fv_keras_add_depthwise, 3, FALSE, FALSE },
  { "Dropout", fv_keras_add_nothing, 1, FALSE, TRUE },
  { "ELU", fv_keras_add_elu, 1, FALSE, FALSE },
  { "Flatten", fv_keras_add_flatten, 1, FALSE, TRUE },
  { "GaussianDropout", fv_keras_add_nothing, 1, FALSE, TRUE },
  { "GaussianNoise", fv_keras_add_nothing, 1, FALSE, TRUE },
  { "GlobalAveragePooling2D", fv_keras_add_global_average, 3, FALSE, FALSE },
  { "GlobalMaxPooling2D", fv_keras_add_global_max, 3, FALSE, FALSE },
  { "LeakyReLU", fv_keras_add_leaky_relu, 1, FALSE, FALSE },
  { "MaxPooling2D", fv_keras_add_max_pooling, 3, FALSE, FALSE },
  { "Multiply", fv_keras_add_multiply, 1, TRUE, FALSE },
  { "Normalization", fv_keras_add_normalisation, 1, FALSE, FALSE },
  { "RandomBrightness", fv_keras_add_nothing, 1, FALSE, TRUE },
  { "RandomContrast", fv_keras_add_nothing, 1, FALSE, TRUE },
  { "RandomFlip", fv_keras_add_nothing, 1, FALSE, TRUE },
  { "RandomRotation", fv_keras_add_nothing, 1, FALSE, TRUE },
  { "RandomTranslation", fv_keras_add_nothing, 1, FALSE, TRUE },
  { "RandomZoom", fv_keras_add_nothing, 1, FALSE, TRUE },
  { "ReLU", fv_keras_add_relu, 1, FALSE, FALSE },
  { "Rescaling", fv_keras_add_rescaling, 1, FALSE, FALSE },
  { "Reshape", fv_keras_add_reshape, 1, FALSE, TRUE },
  { "SeparableConv2D", fv_keras_add_separable, 3, FALSE, FALSE },
  { "Softmax", fv_keras_add_softmax, 1, FALSE, FALSE },
  { "SpatialDropout2D", fv_keras_add_nothing, 1, FALSE, TRUE },
  { "SyncBatchNormalization", fv_keras_add_batch_normalisation, 1, FALSE, FALSE },
  { "ZeroPadding2D", fv_keras_add_zero_padding, 3, FALSE, FALSE },
};

static const LayerClass *
find_class (const FvKerasCall *call)
{
  for (gsize i = 0; i < G_N_ELEMENTS (classes); i++)
    if (strcmp (classes[i].class_name, call->class_name) == 0)
      return &classes[i];
  return NULL;
}

/* What follows a softmax cannot be had from its logits. */
static gboolean
check_inputs (const FvKerasCall *call, const LayerClass *class)
{
  const gchar *format = fv_keras_get_string (call->config, "data_format");

  if (call->n_inputs > 1 && !class->joins)
    return fv_keras_call_refuse (call, NULL);
  if (g_strcmp0 (format, "channels_first") == 0)
    return fv_keras_call_refuse (call, "data_format");
  for (guint i = 0; i < call->n_inputs; i++)
    {
      if (call->inputs[i].rank < class->least_rank ||
          (call->inputs[i].rank == FV_KERAS_PICTURE && class->add == fv_keras_add_dense))
        return fv_keras_call_refuse (call, NULL);
      if (call->inputs[i].softmax != NULL && !class->keeps_softmax)
        {
          fv_topology_set_unknown (call->topology, "softmax", call->inputs[i].softmax);
          return FALSE;
        }
    }
  return TRUE;
}

static gboolean
add (const FvKerasCall *call, FvKerasValue *value)
{
  const LayerClass *class = find_class (call);

  if (class == NULL)
    return fv_keras_call_refuse (call, NULL);
  return check_inputs (call, class) && class->add (call, value);
}

/* Returns: whether all that the layer takes is known */
static gboolean
has_inputs (const FvKerasCall *call)
{
  for (guint i = 0; i < call->n_inputs; i++)
    if (call->inputs[i].node == FV_KERAS_NOTHING)
      return FALSE;
  return call->n_inputs > 0;
}

/**
 * fv_keras_call_layer:
 * @call: a call of a layer that is no model
 * @value: (out): what the layer gives: nothing if it is refused, or takes nothing
 *
 * Adds the nodes of the layer.
 */
void
fv_keras_call_layer (const FvKerasCall *call, FvKerasValue *value)
{
  guint n_nodes = call->topology->nodes->len;

  *value = (FvKerasValue){ .node = FV_KERAS_NOTHING };
  if (!has_inputs (call))
    return;
  *value = call->inputs[0];
  if (add (call, value))
    return;
  value->node = FV_KERAS_NOTHING;
  g_array_set_size (call->topology->nodes, n_nodes);
  g_array_set_size (call->topology->weights, n_nodes);
}
