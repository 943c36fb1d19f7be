/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_KERAS_SHAPES_H
#define FV_KERAS_SHAPES_H

#include "keras-call.h"

gboolean fv_keras_add_nothing (const FvKerasCall *call, FvKerasValue *value);
gboolean fv_keras_add_flatten (const FvKerasCall *call, FvKerasValue *value);
gboolean fv_keras_add_reshape (const FvKerasCall *call, FvKerasValue *value);

#endif /* FV_KERAS_SHAPES_H */
