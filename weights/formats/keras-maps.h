/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_KERAS_MAPS_H
#define FV_KERAS_MAPS_H

#include "keras-call.h"

gboolean fv_keras_add_max_pooling (const FvKerasCall *call, FvKerasValue *value);
gboolean fv_keras_add_average_pooling (const FvKerasCall *call, FvKerasValue *value);
gboolean fv_keras_add_global_max (const FvKerasCall *call, FvKerasValue *value);
gboolean fv_keras_add_global_average (const FvKerasCall *call, FvKerasValue *value);
gboolean fv_keras_add_zero_padding (const FvKerasCall *call, FvKerasValue *value);
gboolean fv_keras_add_cropping (const FvKerasCall *call, FvKerasValue *value);
gboolean fv_keras_add_add (const FvKerasCall *call, FvKerasValue *value);
gboolean fv_keras_add_multiply (const FvKerasCall *call, FvKerasValue *value);
gboolean fv_keras_add_concatenate (const FvKerasCall *call, FvKerasValue *value);

#endif /* FV_KERAS_MAPS_H */
