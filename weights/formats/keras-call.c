/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "keras-call.h"

#include <string.h>

/* Of windows, strides and paddings; and of maps, so that sums and products of them have
 * room */
#define MAX_SIZE 65535
#define MAX_SIDE (1 << 20)

/**
 * fv_keras_value_is_pixel:
 * @value: what a layer gives
 *
 * Returns: whether it is known to have one position, so that channels are all that it has
 */
gboolean
fv_keras_value_is_pixel (const FvKerasValue *value)
{
  return value->height == 1 && value->width == 1;
}

/* For people: "groups: 2" */
static gchar *
describe_argument (const FvKerasCall *call, const gchar *argument)
{
  JsonNode *node = fv_keras_get_member (call->config, argument);
  g_autoptr (JsonGenerator) generator = json_generator_new ();
  g_autofree gchar *text = NULL;

  if (node == NULL)
    return g_strdup (argument);
  json_generator_set_root (generator, node);
  text = json_generator_to_data (generator, NULL);
  return g_strdup_printf ("%s: %s", argument, g_strdelimit (text, "\"", ' '));
}

/**
 * fv_keras_call_refuse:
 * @call: a call
 * @argument: (nullable): what of the layer's configuration is not known
 *
 * Says that what the layer does is not known.
 *
 * Returns: %FALSE
 */
gboolean
fv_keras_call_refuse (const FvKerasCall *call, const gchar *argument)
{
  g_autofree gchar *described = NULL;
  g_autofree gchar *operation = NULL;

  if (argument != NULL)
    {
      described = describe_argument (call, argument);
      operation = g_strdup_printf ("%s, %s", call->class_name, described);
    }
  fv_topology_set_unknown (call->topology,
                           operation != NULL ? operation : call->class_name, call->name);
  return FALSE;
}

/**
 * fv_keras_call_add:
 * @call: a call
 * @kind: what a node does
 * @name: (nullable): the layer's, if it begins with the node
 * @input: the node that it takes
 *
 * Returns: the node's number
 */
gint
fv_keras_call_add (const FvKerasCall *call, FvNodeKind kind, const gchar *name,
                   gint input)
{
  return fv_topology_add (call->topology, kind, name, &input, 1);
}

/**
 * fv_keras_call_find:
 * @call: a call
 * @variable: the name of one of the layer's variables
 * @number: its number among them
 *
 * Returns: the number of its tensor, or -1
 */
gint
fv_keras_call_find (const FvKerasCall *call, const gchar *variable, gint number)
{
  return fv_keras_variables_find (call->variables, &call->place, variable, number);
}

/**
 * fv_keras_call_get_tensor:
 * @call: a call
 * @tensor: what fv_keras_call_find() gave
 *
 * Returns: (nullable): what is known of it
 */
const FvTensor *
fv_keras_call_get_tensor (const FvKerasCall *call, gint tensor)
{
  return tensor >= 0 ? fv_reader_get_tensor (call->reader, (guint)tensor) : NULL;
}

/**
 * fv_keras_call_get_pair:
 * @call: a call
 * @argument: of the layer: two sizes, or one for both
 * @standard: what they are if there is none
 * @pair: (out) (array fixed-size=2): for rows, and columns
 *
 * Returns: whether they are from 1 to 65535; otherwise it is refused
 */
gboolean
fv_keras_call_get_pair (const FvKerasCall *call, const gchar *argument, gint standard,
                        gint *pair)
{
  JsonArray *array = fv_keras_get_array (call->config, argument);
  gdouble number;

  if (array != NULL && json_array_get_length (array) == 2)
    {
      pair[0] = fv_keras_array_get_size (array, 0);
      pair[1] = fv_keras_array_get_size (array, 1);
    }
  else if (array == NULL &&
           fv_keras_get_number (call->config, argument, standard, &number) &&
           number >= 1 && number <= MAX_SIZE)
    pair[0] = pair[1] = (gint)number;
  else
    pair[0] = 0;
  if (pair[0] >= 1 && pair[0] <= MAX_SIZE && pair[1] >= 1 && pair[1] <= MAX_SIZE)
    return TRUE;
  return fv_keras_call_refuse (call, argument);
}

/**
 * fv_keras_call_get_window:
 * @call: a call of a convolution or a pooling
 * @size: the argument that has the size of its window
 * @strides_as_size: whether the strides are that size if none are given; else they are 1
 * @window: (out): the window
 *
 * Returns: whether the window is one that is known; otherwise it is refused
 */
gboolean
fv_keras_call_get_window (const FvKerasCall *call, const gchar *size,
                          gboolean strides_as_size, FvWindow *window)
{
  const gchar *padding = fv_keras_get_string (call->config, "padding");
  gint sizes[2], strides[2], dilations[2];

  if (!fv_keras_call_get_pair (call, size, strides_as_size ? 2 : 0, sizes) ||
      !fv_keras_call_get_pair (call, "dilation_rate", 1, dilations))
    return FALSE;
  if (strides_as_size && fv_keras_get_member (call->config, "strides") == NULL)
    memcpy (strides, sizes, sizeof strides);
  else if (!fv_keras_call_get_pair (call, "strides", 1, strides))
    return FALSE;
  if (padding != NULL && strcmp (padding, "valid") != 0 && strcmp (padding, "same") != 0)
    return fv_keras_call_refuse (call, "padding");
  if ((gint64)sizes[0] * dilations[0] > MAX_SIZE ||
      (gint64)sizes[1] * dilations[1] > MAX_SIZE)
    return fv_keras_call_refuse (call, "dilation_rate");
  *window = (FvWindow){ .rows = { sizes[0], strides[0], dilations[0], 0, 0 },
                        .columns = { sizes[1], strides[1], dilations[1], 0, 0 },
                        .padding = g_strcmp0 (padding, "same") == 0 ? FV_PADDING_SAME
                                                                    : FV_PADDING_GIVEN };
  return TRUE;
}

/* Returns: 0 if it is not known */
static gint
count_outputs (const FvWindow *window, gboolean is_column, gint n_inputs)
{
  gint n = n_inputs > 0 ? fv_span_new (window, is_column, n_inputs).n_outputs : 0;

  return n <= MAX_SIDE ? n : 0;
}

/**
 * fv_keras_call_set_window:
 * @call: a call
 * @node: a node of it
 * @window: the node's window
 * @value: (inout): what the layer gives; the size of the map changes
 *
 * Returns: whether the map is large enough for the window; otherwise it is refused
 */
gboolean
fv_keras_call_set_window (const FvKerasCall *call, gint node, const FvWindow *window,
                          FvKerasValue *value)
{
  gboolean had_height = value->height > 0, had_width = value->width > 0;

  fv_topology_get_node (call->topology, node)->window = *window;
  value->node = node;
  value->height = count_outputs (window, FALSE, value->height);
  value->width = count_outputs (window, TRUE, value->width);
  if (window->is_global)
    value->height = value->width = 1;
  if ((had_height && value->height == 0) || (had_width && value->width == 0))
    return fv_keras_call_refuse (call, NULL);
  return TRUE;
}
