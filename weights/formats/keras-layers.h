/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_KERAS_LAYERS_H
#define FV_KERAS_LAYERS_H

#include "keras-call.h"

void fv_keras_call_layer (const FvKerasCall *call, FvKerasValue *value);

#endif /* FV_KERAS_LAYERS_H */
