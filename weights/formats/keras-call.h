/* SPDX-License-Identifier: GPL-3.0-or-later */

/* One call of a layer of Keras: what it is given, and the nodes that it becomes. */

#ifndef FV_KERAS_CALL_H
#define FV_KERAS_CALL_H

#include "keras-json.h"
#include "keras-variables.h"
#include "files/reader.h"

/* As a value's node: it depends on what is not known */
#define FV_KERAS_NOTHING (-2)

/* As the rank of a picture without channels, and of what is in one row */
#define FV_KERAS_MAP     3
#define FV_KERAS_PICTURE 2
#define FV_KERAS_ROW     1

/* What a layer gives
 *
 * node: the node that has the values
 * rank: how many axes Keras sees; the values are those of a map all the same
 * height, width, n_channels: of that map; 0 where they are not known
 * softmax: (nullable): the name of a layer whose softmax was left out, which the JSON
 *   owns */
typedef struct
{
  gint node;
  gint rank;
  gint height;
  gint width;
  gint n_channels;
  const gchar *softmax;
} FvKerasValue;

/* topology: which gets the nodes
 * reader: (nullable): whose tensors they have
 * variables: where these are
 * place: of the layer's own variables
 * class_name, config, name: of the layer; @name is told apart from those of others
 * inputs: (array length=n_inputs): what it is given */
typedef struct
{
  FvTopology *topology;
  const FvReader *reader;
  const FvKerasVariables *variables;
  FvKerasPlace place;
  const gchar *class_name;
  JsonObject *config;
  const gchar *name;
  const FvKerasValue *inputs;
  guint n_inputs;
} FvKerasCall;

gboolean fv_keras_value_is_pixel (const FvKerasValue *value);
gboolean fv_keras_call_refuse (const FvKerasCall *call, const gchar *argument);
gint fv_keras_call_add (const FvKerasCall *call, FvNodeKind kind, const gchar *name,
                        gint input);
gint fv_keras_call_find (const FvKerasCall *call, const gchar *variable, gint number);
const FvTensor *fv_keras_call_get_tensor (const FvKerasCall *call, gint tensor);
gboolean fv_keras_call_get_pair (const FvKerasCall *call, const gchar *argument,
                                 gint standard, gint *pair);
gboolean fv_keras_call_get_window (const FvKerasCall *call, const gchar *size,
                                   gboolean strides_as_size, FvWindow *window);
gboolean fv_keras_call_set_window (const FvKerasCall *call, gint node,
                                   const FvWindow *window, FvKerasValue *value);

#endif /* FV_KERAS_CALL_H */
