/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Activations: of layers of their own, and those that other layers end with. */

#include "keras-activation.h"

#include <string.h>

/* What TensorFlow, and Keras 3, have as a leaky ReLU that is called by its name; a layer
 * has another. */
#define NAMED_SLOPE 0.2
#define LAYER_SLOPE 0.3

static const struct
{
  const gchar *name;
  FvNodeKind kind;
} activations[] = {
  { "relu", FV_NODE_RELU },       { "relu6", FV_NODE_RELU6 },
  { "elu", FV_NODE_ELU },         { "sigmoid", FV_NODE_SIGMOID },
  { "tanh", FV_NODE_TANH },       { "swish", FV_NODE_SWISH },
  { "silu", FV_NODE_SWISH },      { "leaky_relu", FV_NODE_LEAKY_RELU },
  { "linear", FV_NODE_IDENTITY },
};

static gboolean
add (const FvKerasCall *call, FvNodeKind kind, gdouble slope, const gchar *name,
     FvKerasValue *value)
{
  if (kind == FV_NODE_IDENTITY)
    return TRUE;
  value->node = fv_keras_call_add (call, kind, name, value->node);
  fv_topology_get_node (call->topology, value->node)->parameters.slope = (gfloat)slope;
  return TRUE;
}

/* Its value is what it would take: the logits. */
static gboolean
leave_softmax_out (const FvKerasCall *call, FvKerasValue *value)
{
  value->softmax = call->place.layer;
  return TRUE;
}

static gboolean
add_named (const FvKerasCall *call, const gchar *activation, const gchar *name,
           FvKerasValue *value)
{
  if (strcmp (activation, "softmax") == 0)
    return leave_softmax_out (call, value);
  for (gsize i = 0; i < G_N_ELEMENTS (activations); i++)
    if (strcmp (activation, activations[i].name) == 0)
      {
        FvNodeKind kind = activations[i].kind;
        gdouble slope = kind == FV_NODE_LEAKY_RELU ? NAMED_SLOPE
                        : kind == FV_NODE_ELU      ? 1.0
                                                   : 0.0;

        return add (call, kind, slope, name, value);
      }
  return fv_keras_call_refuse (call, "activation");
}

static gboolean
add_relu (const FvKerasCall *call, JsonObject *config, const gchar *name,
          FvKerasValue *value)
{
  gdouble slope, most, threshold;

  if (!fv_keras_get_number (config, "negative_slope", 0.0, &slope) ||
      !fv_keras_get_number (config, "max_value", 0.0, &most) ||
      !fv_keras_get_number (config, "threshold", 0.0, &threshold))
    return fv_keras_call_refuse (call, NULL);
  if (threshold != 0.0)
    return fv_keras_call_refuse (call, "threshold");
  if (fv_keras_get_member (config, "max_value") == NULL)
    return add (call, slope == 0.0 ? FV_NODE_RELU : FV_NODE_LEAKY_RELU, slope, name,
                value);
  if (most != 6.0 || slope != 0.0)
    return fv_keras_call_refuse (call, "max_value");
  return add (call, FV_NODE_RELU6, 0.0, name, value);
}

/* @first, @second: the names that the argument has had */
static gboolean
add_sloped (const FvKerasCall *call, FvNodeKind kind, JsonObject *config,
            const gchar *first, const gchar *second, gdouble standard, const gchar *name,
            FvKerasValue *value)
{
  const gchar *argument = fv_keras_get_member (config, first) != NULL ? first : second;
  gdouble slope;

  return fv_keras_get_number (config, argument, standard, &slope)
             ? add (call, kind, slope, name, value)
             : fv_keras_call_refuse (call, argument);
}

/* A layer may stand where the name of an activation does. */
static gboolean
add_layer (const FvKerasCall *call, JsonObject *layer, const gchar *name,
           FvKerasValue *value)
{
  const gchar *class_name = fv_keras_get_string (layer, "class_name");
  JsonObject *config = fv_keras_get_object (layer, "config");

  if (fv_keras_get_string (layer, "config") != NULL)
    return add_named (call, fv_keras_get_string (layer, "config"), name, value);
  if (g_strcmp0 (class_name, "ReLU") == 0)
    return add_relu (call, config, name, value);
  if (g_strcmp0 (class_name, "LeakyReLU") == 0)
    return add_sloped (call, FV_NODE_LEAKY_RELU, config, "negative_slope", "alpha",
                       LAYER_SLOPE, name, value);
  if (g_strcmp0 (class_name, "ELU") == 0)
    return add_sloped (call, FV_NODE_ELU, config, "alpha", "alpha", 1.0, name, value);
  if (g_strcmp0 (class_name, "Softmax") == 0)
    return leave_softmax_out (call, value);
  return fv_keras_call_refuse (call, "activation");
}

static gboolean
add_argument (const FvKerasCall *call, const gchar *name, FvKerasValue *value)
{
  JsonObject *layer = fv_keras_get_object (call->config, "activation");
  const gchar *activation = fv_keras_get_string (call->config, "activation");

  if (layer != NULL)
    return add_layer (call, layer, name, value);
  if (activation != NULL)
    return add_named (call, activation, name, value);
  return fv_keras_get_member (call->config, "activation") == NULL ||
         fv_keras_call_refuse (call, "activation");
}

/**
 * fv_keras_add_own_activation:
 * @call: a call of a layer that may end with an activation
 * @value: (inout): what the layer gives without it
 *
 * Returns: whether the activation, if there is one, is known; otherwise it is refused
 */
gboolean
fv_keras_add_own_activation (const FvKerasCall *call, FvKerasValue *value)
{
  return add_argument (call, NULL, value);
}

/* Layers ---------------------------------------------------------------------------- */

gboolean
fv_keras_add_activation (const FvKerasCall *call, FvKerasValue *value)
{
  return add_argument (call, call->name, value);
}

gboolean
fv_keras_add_relu (const FvKerasCall *call, FvKerasValue *value)
{
  return add_relu (call, call->config, call->name, value);
}

gboolean
fv_keras_add_leaky_relu (const FvKerasCall *call, FvKerasValue *value)
{
  return add_sloped (call, FV_NODE_LEAKY_RELU, call->config, "negative_slope", "alpha",
                     LAYER_SLOPE, call->name, value);
}

gboolean
fv_keras_add_elu (const FvKerasCall *call, FvKerasValue *value)
{
  return add_sloped (call, FV_NODE_ELU, call->config, "alpha", "alpha", 1.0, call->name,
                     value);
}

gboolean
fv_keras_add_softmax (const FvKerasCall *call, FvKerasValue *value)
{
  JsonNode *axis = fv_keras_get_member (call->config, "axis");
  gdouble number = -1.0;

  if (axis != NULL && (!fv_keras_node_get_number (axis, &number) ||
                       (number != -1.0 && number != value->rank)))
    return fv_keras_call_refuse (call, "axis");
  return leave_softmax_out (call, value);
}
