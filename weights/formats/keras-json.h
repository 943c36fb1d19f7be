/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a JSON object has by a name, if it is of the kind that is asked for. */

#ifndef FV_KERAS_JSON_H
#define FV_KERAS_JSON_H

#include <json-glib/json-glib.h>

JsonNode *fv_keras_get_member (JsonObject *object, const gchar *name);
JsonObject *fv_keras_get_object (JsonObject *object, const gchar *name);
JsonArray *fv_keras_get_array (JsonObject *object, const gchar *name);
const gchar *fv_keras_get_string (JsonObject *object, const gchar *name);
gboolean fv_keras_get_flag (JsonObject *object, const gchar *name, gboolean standard);
gboolean fv_keras_node_get_number (JsonNode *node, gdouble *number);
gboolean fv_keras_get_number (JsonObject *object, const gchar *name, gdouble standard,
                              gdouble *number);
JsonObject *fv_keras_array_get_object (JsonArray *array, guint element);
const gchar *fv_keras_array_get_string (JsonArray *array, guint element);
gint fv_keras_array_get_size (JsonArray *array, guint element);

#endif /* FV_KERAS_JSON_H */
