/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What layers take from others. Keras 2 writes ["conv2d", 0, 0, {}], the layer, its call
 * and that call's output, in as many brackets as the layer has it; Keras 3 writes an
 * object of class "__keras_tensor__" that has the same three as its history. */

#include "keras-inputs.h"

static gboolean
add_input (GArray *inputs, JsonArray *array)
{
  FvKerasInput input = { .layer = fv_keras_array_get_string (array, 0),
                         .call = fv_keras_array_get_size (array, 1),
                         .output = fv_keras_array_get_size (array, 2) };

  if (input.layer == NULL || input.call < 0 || input.output < 0)
    return FALSE;
  g_array_append_val (inputs, input);
  return TRUE;
}

static void find (JsonNode *node, GArray *inputs);

static void
find_in_array (JsonArray *array, GArray *inputs)
{
  if (add_input (inputs, array))
    return;
  for (guint i = 0; i < json_array_get_length (array); i++)
    find (json_array_get_element (array, i), inputs);
}

static void
find_in_object (JsonObject *object, GArray *inputs)
{
  JsonArray *history =
      fv_keras_get_array (fv_keras_get_object (object, "config"), "keras_history");
  g_autoptr (GList) members = NULL;

  if (history != NULL)
    {
      add_input (inputs, history);
      return;
    }
  members = json_object_get_values (object);
  for (GList *member = members; member != NULL; member = member->next)
    find (member->data, inputs);
}

/* The JSON is known not to be deep. */
static void
find (JsonNode *node, GArray *inputs)
{
  if (JSON_NODE_HOLDS_ARRAY (node))
    find_in_array (json_node_get_array (node), inputs);
  else if (JSON_NODE_HOLDS_OBJECT (node))
    find_in_object (json_node_get_object (node), inputs);
}

/**
 * fv_keras_find_inputs:
 * @node: (nullable): what a call of a layer takes, or the outputs of a model
 *
 * Returns: (transfer full) (element-type FvKerasInput): the inputs, in their order
 */
GArray *
fv_keras_find_inputs (JsonNode *node)
{
  GArray *inputs = g_array_new (FALSE, FALSE, sizeof (FvKerasInput));

  if (node != NULL)
    find (node, inputs);
  return inputs;
}
