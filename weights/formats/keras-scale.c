/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Layers that multiply channels, and add to them. */

#include "keras-scale.h"

#include <math.h>

/* The square of what Keras divides by at least */
#define LEAST_VARIANCE 1e-14

/* Channels are the last axis; in a row that was a map of several positions they are not
 * told apart.
 *
 * Returns: whether it is that axis alone; otherwise it is refused */
static gboolean
check_axis (const FvKerasCall *call, const FvKerasValue *value)
{
  JsonArray *array = fv_keras_get_array (call->config, "axis");
  gdouble axis;
  gboolean is_number =
      array != NULL
          ? json_array_get_length (array) == 1 &&
                fv_keras_node_get_number (json_array_get_element (array, 0), &axis)
          : fv_keras_get_number (call->config, "axis", -1.0, &axis);

  if (!is_number || (axis != -1.0 && axis != value->rank) ||
      (value->rank == FV_KERAS_ROW && !fv_keras_value_is_pixel (value)))
    return fv_keras_call_refuse (call, "axis");
  return TRUE;
}

static FvNodeWeights *
add_scale (const FvKerasCall *call, FvKerasValue *value)
{
  value->node = fv_keras_call_add (call, FV_NODE_SCALE, call->name, value->node);
  return fv_topology_get_weights (call->topology, value->node);
}

gboolean
fv_keras_add_batch_normalisation (const FvKerasCall *call, FvKerasValue *value)
{
  static const struct
  {
    FvWeight weight;
    const gchar *name;
    const gchar *flag; /* (nullable) */
  } variables[] = { { FV_WEIGHT_GAMMA, "gamma", "scale" },
                    { FV_WEIGHT_BETA, "beta", "center" },
                    { FV_WEIGHT_MEAN, "moving_mean", NULL },
                    { FV_WEIGHT_VARIANCE, "moving_variance", NULL } };
  FvNodeWeights *weights;
  gdouble epsilon;
  gint number = 0;

  if (!fv_keras_get_number (call->config, "epsilon", 1e-3, &epsilon) || epsilon < 0.0)
    return fv_keras_call_refuse (call, "epsilon");
  if (!check_axis (call, value))
    return FALSE;
  weights = add_scale (call, value);
  weights->epsilon = epsilon;
  for (gsize i = 0; i < G_N_ELEMENTS (variables); i++)
    if (variables[i].flag == NULL ||
        fv_keras_get_flag (call->config, variables[i].flag, TRUE))
      weights->tensors[variables[i].weight] =
          fv_keras_call_find (call, variables[i].name, number++);
  return TRUE;
}

/* Mean and variance that were given, not learnt: one number each */
static gboolean
add_given (const FvKerasCall *call, FvKerasValue *value)
{
  FvNodeWeights *weights;
  gdouble mean, variance;

  if (!fv_keras_get_number (call->config, "mean", 0.0, &mean))
    return fv_keras_call_refuse (call, "mean");
  if (!fv_keras_get_number (call->config, "variance", 1.0, &variance) || variance < 0.0)
    return fv_keras_call_refuse (call, "variance");
  weights = add_scale (call, value);
  weights->factor = 1.0 / sqrt (MAX (variance, LEAST_VARIANCE));
  weights->offset = -mean * weights->factor;
  return TRUE;
}

gboolean
fv_keras_add_normalisation (const FvKerasCall *call, FvKerasValue *value)
{
  FvNodeWeights *weights;

  if (fv_keras_get_flag (call->config, "invert", FALSE))
    return fv_keras_call_refuse (call, "invert");
  if (fv_keras_get_member (call->config, "mean") != NULL)
    return add_given (call, value);
  if (!check_axis (call, value))
    return FALSE;
  weights = add_scale (call, value);
  weights->epsilon = LEAST_VARIANCE;
  weights->tensors[FV_WEIGHT_MEAN] = fv_keras_call_find (call, "mean", 0);
  weights->tensors[FV_WEIGHT_VARIANCE] = fv_keras_call_find (call, "variance", 1);
  return TRUE;
}

gboolean
fv_keras_add_rescaling (const FvKerasCall *call, FvKerasValue *value)
{
  FvNodeWeights *weights;
  gdouble factor, offset;

  if (!fv_keras_get_number (call->config, "scale", 1.0, &factor))
    return fv_keras_call_refuse (call, "scale");
  if (!fv_keras_get_number (call->config, "offset", 0.0, &offset))
    return fv_keras_call_refuse (call, "offset");
  weights = add_scale (call, value);
  weights->factor = factor;
  weights->offset = offset;
  return TRUE;
}
