/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_KERAS_CONVOLUTION_H
#define FV_KERAS_CONVOLUTION_H

#include "keras-call.h"

gboolean fv_keras_add_convolution (const FvKerasCall *call, FvKerasValue *value);
gboolean fv_keras_add_depthwise (const FvKerasCall *call, FvKerasValue *value);
gboolean fv_keras_add_separable (const FvKerasCall *call, FvKerasValue *value);
gboolean fv_keras_add_dense (const FvKerasCall *call, FvKerasValue *value);

#endif /* FV_KERAS_CONVOLUTION_H */
