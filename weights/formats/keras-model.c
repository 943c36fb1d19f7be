/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "keras-model.h"

#include <string.h>

/* Returns: (transfer none): "" if there is none */
const gchar *
fv_keras_model_get_class (JsonObject *layer)
{
  const gchar *class_name = fv_keras_get_string (layer, "class_name");

  return class_name != NULL ? class_name : "";
}

/* Returns: (transfer none): its class where it has no name */
const gchar *
fv_keras_model_get_name (JsonObject *layer)
{
  const gchar *name = fv_keras_get_string (fv_keras_get_object (layer, "config"), "name");

  if (name == NULL)
    name = fv_keras_get_string (layer, "name");
  return name != NULL ? name : fv_keras_model_get_class (layer);
}

/* Whether a layer stands for an input of its model */
gboolean
fv_keras_model_is_input (JsonObject *layer)
{
  return strcmp (fv_keras_model_get_class (layer), "InputLayer") == 0;
}

/* Whether each layer of a model takes what the one before it gives */
gboolean
fv_keras_model_is_sequential (JsonObject *model)
{
  return strcmp (fv_keras_model_get_class (model), "Sequential") == 0 ||
         strcmp (fv_keras_model_get_class (model), "Pipeline") == 0;
}

/* Before Keras 2.2.3 the configuration of a Sequential was the array of its layers.
 *
 * Returns: (nullable): %NULL if it is no model */
JsonArray *
fv_keras_model_get_layers (JsonObject *model)
{
  JsonArray *layers =
      fv_keras_model_is_sequential (model) ? fv_keras_get_array (model, "config") : NULL;

  return layers != NULL
             ? layers
             : fv_keras_get_array (fv_keras_get_object (model, "config"), "layers");
}
