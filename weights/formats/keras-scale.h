/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_KERAS_SCALE_H
#define FV_KERAS_SCALE_H

#include "keras-call.h"

gboolean fv_keras_add_batch_normalisation (const FvKerasCall *call, FvKerasValue *value);
gboolean fv_keras_add_normalisation (const FvKerasCall *call, FvKerasValue *value);
gboolean fv_keras_add_rescaling (const FvKerasCall *call, FvKerasValue *value);

#endif /* FV_KERAS_SCALE_H */
