/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the configuration of a model, or of a layer, which may be a model itself, says of
 * it. */

#ifndef FV_KERAS_MODEL_H
#define FV_KERAS_MODEL_H

#include "keras-json.h"

const gchar *fv_keras_model_get_class (JsonObject *layer);
const gchar *fv_keras_model_get_name (JsonObject *layer);
gboolean fv_keras_model_is_input (JsonObject *layer);
gboolean fv_keras_model_is_sequential (JsonObject *model);
JsonArray *fv_keras_model_get_layers (JsonObject *model);

#endif /* FV_KERAS_MODEL_H */
