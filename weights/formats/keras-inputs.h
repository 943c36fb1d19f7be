/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_KERAS_INPUTS_H
#define FV_KERAS_INPUTS_H

#include "keras-json.h"

/* What a call of a layer takes: what a call of another layer gives
 *
 * layer: its name, which the JSON owns
 * call: which of its calls, from 0
 * output: which of that call's outputs */
typedef struct
{
  const gchar *layer;
  gint call;
  gint output;
} FvKerasInput;

GArray *fv_keras_find_inputs (JsonNode *node);

#endif /* FV_KERAS_INPUTS_H */
