/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_KERAS_CONFIG_H
#define FV_KERAS_CONFIG_H

#include "keras-json.h"

typedef struct _FvKerasConfig FvKerasConfig;

FvKerasConfig *fv_keras_config_new (const gchar *json, gsize length);
void fv_keras_config_free (FvKerasConfig *config);
const gchar *fv_keras_config_find (const FvKerasConfig *config, const gchar *group,
                                   guint *position);
JsonObject *fv_keras_config_get_model (const FvKerasConfig *config);
const gchar *fv_keras_config_get_group (const FvKerasConfig *config, JsonObject *layer);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (FvKerasConfig, fv_keras_config_free)

#endif /* FV_KERAS_CONFIG_H */
