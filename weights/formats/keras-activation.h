/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_KERAS_ACTIVATION_H
#define FV_KERAS_ACTIVATION_H

#include "keras-call.h"

gboolean fv_keras_add_own_activation (const FvKerasCall *call, FvKerasValue *value);

gboolean fv_keras_add_activation (const FvKerasCall *call, FvKerasValue *value);
gboolean fv_keras_add_relu (const FvKerasCall *call, FvKerasValue *value);
gboolean fv_keras_add_leaky_relu (const FvKerasCall *call, FvKerasValue *value);
gboolean fv_keras_add_elu (const FvKerasCall *call, FvKerasValue *value);
gboolean fv_keras_add_softmax (const FvKerasCall *call, FvKerasValue *value);

#endif /* FV_KERAS_ACTIVATION_H */
