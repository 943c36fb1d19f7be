/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Functional models: each layer is called once or several times, and tells what each call
 * takes from which others. */

#ifndef FV_KERAS_FUNCTIONAL_H
#define FV_KERAS_FUNCTIONAL_H

#include "keras-call.h"

/* Makes the nodes of a call of a layer, which may be a model itself.
 *
 * @inputs: (element-type FvKerasValue): what it is given
 * @outputs: (inout) (element-type FvKerasValue): gets what it gives */
typedef void (*FvKerasMakeCall) (gconstpointer data, JsonObject *layer,
                                 const GArray *inputs, GArray *outputs);

/* topology: which gets the nodes
 * data: what @make_call is given
 * work: how often calls were looked at so far, in all models together */
typedef struct
{
  FvTopology *topology;
  FvKerasMakeCall make_call;
  gconstpointer data;
  guint *work;
} FvKerasFunctional;

void fv_keras_functional_walk (const FvKerasFunctional *functional, JsonObject *model,
                               const GArray *inputs, GArray *outputs);

#endif /* FV_KERAS_FUNCTIONAL_H */
