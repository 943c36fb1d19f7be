/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Layers without weights that make maps: poolings, paddings, and what joins maps. */

#include "keras-maps.h"

#define MAX_PADDING 65535

/* Poolings -------------------------------------------------------------------------- */

static gboolean
add_pooling (const FvKerasCall *call, FvNodeKind kind, FvKerasValue *value)
{
  FvWindow window;

  if (!fv_keras_call_get_window (call, "pool_size", TRUE, &window))
    return FALSE;
  return fv_keras_call_set_window (
      call, fv_keras_call_add (call, kind, call->name, value->node), &window, value);
}

gboolean
fv_keras_add_max_pooling (const FvKerasCall *call, FvKerasValue *value)
{
  return add_pooling (call, FV_NODE_MAX_POOLING, value);
}

/* What is padded is not counted. */
gboolean
fv_keras_add_average_pooling (const FvKerasCall *call, FvKerasValue *value)
{
  return add_pooling (call, FV_NODE_AVERAGE_POOLING, value);
}

static gboolean
add_global (const FvKerasCall *call, FvNodeKind kind, FvKerasValue *value)
{
  const FvWindow window = { .rows = { 1, 1, 1, 0, 0 },
                            .columns = { 1, 1, 1, 0, 0 },
                            .is_global = TRUE };

  if (!fv_keras_get_flag (call->config, "keepdims", FALSE))
    value->rank = FV_KERAS_ROW;
  return fv_keras_call_set_window (
      call, fv_keras_call_add (call, kind, call->name, value->node), &window, value);
}

gboolean
fv_keras_add_global_max (const FvKerasCall *call, FvKerasValue *value)
{
  return add_global (call, FV_NODE_MAX_POOLING, value);
}

gboolean
fv_keras_add_global_average (const FvKerasCall *call, FvKerasValue *value)
{
  return add_global (call, FV_NODE_AVERAGE_POOLING, value);
}

/* Padding --------------------------------------------------------------------------- */

/* The argument is [[top, bottom], [left, right]], [rows, columns], or one number.
 *
 * Returns: whether the numbers are from 0 to 65535; otherwise it is refused */
static gboolean
get_sides (const FvKerasCall *call, const gchar *argument, gint *sides)
{
  JsonArray *array = fv_keras_get_array (call->config, argument);
  gint pair[2];

  if (array == NULL || json_array_get_length (array) != 2 ||
      !JSON_NODE_HOLDS_ARRAY (json_array_get_element (array, 0)) ||
      !JSON_NODE_HOLDS_ARRAY (json_array_get_element (array, 1)))
    {
      if (!fv_keras_call_get_pair (call, argument, 1, pair))
        return FALSE;
      sides[0] = sides[1] = pair[0];
      sides[2] = sides[3] = pair[1];
      return TRUE;
    }
  for (guint i = 0; i < 4; i++)
    {
      sides[i] =
          fv_keras_array_get_size (json_array_get_array_element (array, i / 2), i % 2);
      if (sides[i] < 0 || sides[i] > MAX_PADDING)
        return fv_keras_call_refuse (call, argument);
    }
  return TRUE;
}

/* @sign: -1 for what is cut off */
static gboolean
add_padding (const FvKerasCall *call, const gchar *argument, gint sign,
             FvKerasValue *value)
{
  gint sides[4];
  FvWindow window;

  if (!get_sides (call, argument, sides))
    return FALSE;
  window = (FvWindow){ .rows = { 1, 1, 1, sign * sides[0], sign * sides[1] },
                       .columns = { 1, 1, 1, sign * sides[2], sign * sides[3] } };
  return fv_keras_call_set_window (
      call, fv_keras_call_add (call, FV_NODE_ZERO_PADDING, call->name, value->node),
      &window, value);
}

gboolean
fv_keras_add_zero_padding (const FvKerasCall *call, FvKerasValue *value)
{
  return add_padding (call, "padding", 1, value);
}

gboolean
fv_keras_add_cropping (const FvKerasCall *call, FvKerasValue *value)
{
  return add_padding (call, "cropping", -1, value);
}

/* What joins maps ------------------------------------------------------------------- */

static void
add_joint (const FvKerasCall *call, FvNodeKind kind, FvKerasValue *value)
{
  g_autofree gint *inputs = g_new (gint, call->n_inputs);

  for (guint i = 0; i < call->n_inputs; i++)
    inputs[i] = call->inputs[i].node;
  value->node =
      fv_topology_add (call->topology, kind, call->name, inputs, (gint)call->n_inputs);
}

/* A side of 1 is repeated where others have more. */
static gboolean
widen (gint *side, gint other)
{
  if (*side == other || other == 1 || other == 0)
    return TRUE;
  if (*side > 1)
    return FALSE;
  *side = other;
  return TRUE;
}

static gboolean
add_sum (const FvKerasCall *call, FvNodeKind kind, FvKerasValue *value)
{
  for (guint i = 0; i < call->n_inputs; i++)
    {
      const FvKerasValue *input = &call->inputs[i];

      if (!widen (&value->height, input->height) || !widen (&value->width, input->width))
        return fv_keras_call_refuse (call, NULL);
      if (value->n_channels > 0 && input->n_channels > 0 &&
          value->n_channels != input->n_channels)
        return fv_keras_call_refuse (call, NULL);
      value->n_channels = MAX (value->n_channels, input->n_channels);
      value->rank = MAX (value->rank, input->rank);
    }
  add_joint (call, kind, value);
  return TRUE;
}

gboolean
fv_keras_add_add (const FvKerasCall *call, FvKerasValue *value)
{
  return add_sum (call, FV_NODE_ADD, value);
}

gboolean
fv_keras_add_multiply (const FvKerasCall *call, FvKerasValue *value)
{
  return add_sum (call, FV_NODE_MULTIPLY, value);
}

/* Of rows, the channels can be joined if there is nothing but channels. */
static gboolean
can_be_joined (const FvKerasValue *value, const FvKerasValue *input)
{
  if (input->rank != value->rank)
    return FALSE;
  if (input->rank == FV_KERAS_ROW)
    return fv_keras_value_is_pixel (input);
  return (input->height == value->height || input->height == 0 || value->height == 0) &&
         (input->width == value->width || input->width == 0 || value->width == 0);
}

gboolean
fv_keras_add_concatenate (const FvKerasCall *call, FvKerasValue *value)
{
  gint64 n_channels = 0;
  gdouble axis;

  if (!fv_keras_get_number (call->config, "axis", -1.0, &axis) ||
      (axis != -1.0 && axis != value->rank))
    return fv_keras_call_refuse (call, "axis");
  for (guint i = 0; i < call->n_inputs; i++)
    {
      const FvKerasValue *input = &call->inputs[i];

      if (!can_be_joined (value, input))
        return fv_keras_call_refuse (call, NULL);
      n_channels =
          input->n_channels > 0 && n_channels >= 0 ? n_channels + input->n_channels : -1;
    }
  value->n_channels = n_channels > 0 && n_channels <= G_MAXINT / 2 ? (gint)n_channels : 0;
  add_joint (call, FV_NODE_CONCATENATE, value);
  return TRUE;
}
