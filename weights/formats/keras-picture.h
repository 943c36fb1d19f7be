/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_KERAS_PICTURE_H
#define FV_KERAS_PICTURE_H

#include "keras-call.h"

FvKerasValue fv_keras_picture_new (FvTopology *topology, JsonArray *shape);
JsonArray *fv_keras_find_shape (JsonObject *layer);
void fv_keras_picture_complete (FvTopology *topology, const FvReader *reader);

#endif /* FV_KERAS_PICTURE_H */
