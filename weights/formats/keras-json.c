/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "keras-json.h"

#include <math.h>

/**
 * fv_keras_get_member:
 * @object: (nullable): an object
 * @name: of a member
 *
 * Returns: (transfer none) (nullable): the member, unless it is null
 */
JsonNode *
fv_keras_get_member (JsonObject *object, const gchar *name)
{
  JsonNode *node = object != NULL ? json_object_get_member (object, name) : NULL;

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

/**
 * fv_keras_get_object:
 * @object: (nullable): an object
 * @name: of a member
 *
 * Returns: (transfer none) (nullable): the member, if it is an object
 */
JsonObject *
fv_keras_get_object (JsonObject *object, const gchar *name)
{
  JsonNode *node = fv_keras_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node)
                                                       : NULL;
}

/**
 * fv_keras_get_array:
 * @object: (nullable): an object
 * @name: of a member
 *
 * Returns: (transfer none) (nullable): the member, if it is an array
 */
JsonArray *
fv_keras_get_array (JsonObject *object, const gchar *name)
{
  JsonNode *node = fv_keras_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static const gchar *
get_text (JsonNode *node)
{
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? json_node_get_string (node)
                                                      : NULL;
}

/**
 * fv_keras_get_string:
 * @object: (nullable): an object
 * @name: of a member
 *
 * Returns: (transfer none) (nullable): the member, if it is a string
 */
const gchar *
fv_keras_get_string (JsonObject *object, const gchar *name)
{
  return get_text (fv_keras_get_member (object, name));
}

/**
 * fv_keras_get_flag:
 * @object: (nullable): an object
 * @name: of a member
 * @standard: what it is if there is none
 *
 * Returns: the member, if it is a truth value
 */
gboolean
fv_keras_get_flag (JsonObject *object, const gchar *name, gboolean standard)
{
  JsonNode *node = fv_keras_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) &&
                 json_node_get_value_type (node) == G_TYPE_BOOLEAN
             ? json_node_get_boolean (node)
             : standard;
}

/**
 * fv_keras_node_get_number:
 * @node: a value; or the object that Keras 3 makes of a number of NumPy's
 * @number: (out): the number
 *
 * Returns: whether it is a number, and finite
 */
gboolean
fv_keras_node_get_number (JsonNode *node, gdouble *number)
{
  GType type;

  if (JSON_NODE_HOLDS_OBJECT (node))
    node = fv_keras_get_member (
        fv_keras_get_object (json_node_get_object (node), "config"), "value");
  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  type = json_node_get_value_type (node);
  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return FALSE;
  *number = json_node_get_double (node);
  return isfinite (*number);
}

/**
 * fv_keras_get_number:
 * @object: (nullable): an object
 * @name: of a member
 * @standard: what it is if there is none, or null
 * @number: (out): the number
 *
 * Returns: %FALSE if the member is no number
 */
gboolean
fv_keras_get_number (JsonObject *object, const gchar *name, gdouble standard,
                     gdouble *number)
{
  JsonNode *node = fv_keras_get_member (object, name);

  *number = standard;
  return node == NULL || fv_keras_node_get_number (node, number);
}

/**
 * fv_keras_array_get_object:
 * @array: an array
 * @element: number of an element of it
 *
 * Returns: (transfer none) (nullable): the element, if it is an object
 */
JsonObject *
fv_keras_array_get_object (JsonArray *array, guint element)
{
  JsonNode *node = json_array_get_element (array, element);

  return JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

/**
 * fv_keras_array_get_string:
 * @array: an array
 * @element: number of an element, which need not be there
 *
 * Returns: (transfer none) (nullable): the element, if it is a string
 */
const gchar *
fv_keras_array_get_string (JsonArray *array, guint element)
{
  return element < json_array_get_length (array)
             ? get_text (json_array_get_element (array, element))
             : NULL;
}

/**
 * fv_keras_array_get_size:
 * @array: an array
 * @element: number of an element, which need not be there
 *
 * Returns: the element; or -1 if it is no whole number from 0 to 2^30
 */
gint
fv_keras_array_get_size (JsonArray *array, guint element)
{
  gdouble number;

  if (element >= json_array_get_length (array) ||
      !fv_keras_node_get_number (json_array_get_element (array, element), &number) ||
      number < 0 || number > 1 << 30 || number != floor (number))
    return -1;
  return (gint)number;
}
