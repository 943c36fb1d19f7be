/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Layers that change no value. */

#include "keras-shapes.h"

/* Dropout, and what makes variants of pictures in training */
gboolean
fv_keras_add_nothing (const FvKerasCall *call, FvKerasValue *value)
{
  (void)call;
  (void)value;
  return TRUE;
}

gboolean
fv_keras_add_flatten (const FvKerasCall *call, FvKerasValue *value)
{
  (void)call;
  value->rank = FV_KERAS_ROW;
  return TRUE;
}

/* A picture that the network takes as a row becomes one at its first reshaping. */
static gboolean
take_as_picture (const FvKerasCall *call, const gint *shape, FvKerasValue *value)
{
  gint64 n_values = (gint64)shape[0] * shape[1];

  if (value->node != FV_PICTURE || value->height != 0 || value->width != 0 ||
      value->n_channels == 0 || n_values > value->n_channels ||
      (shape[2] != 1 && shape[2] != 3) || n_values * shape[2] != value->n_channels)
    return FALSE;
  value->height = shape[0];
  value->width = shape[1];
  value->n_channels = shape[2];
  call->topology->height = shape[0];
  call->topology->width = shape[1];
  call->topology->n_channels = shape[2];
  return TRUE;
}

/* The target is rows, columns and channels, as the map has them: none, or 1, stand for
 * the channel of a gray picture. An axis may be left open. */
static gboolean
reshape_to_map (const FvKerasCall *call, JsonArray *target, FvKerasValue *value)
{
  gint shape[3] = { 1, 1, 1 };
  guint rank = json_array_get_length (target);

  for (guint i = 0; i < rank; i++)
    shape[i] = fv_keras_array_get_size (target, i);
  value->rank = (gint)rank;
  if (shape[0] > 0 && shape[1] > 0 && shape[2] > 0 &&
      take_as_picture (call, shape, value))
    return TRUE;
  if ((shape[0] != value->height && shape[0] > 0) ||
      (shape[1] != value->width && shape[1] > 0) ||
      (shape[2] != value->n_channels && shape[2] > 0) ||
      (shape[0] < 1) + (shape[1] < 1) + (shape[2] < 1) > 1)
    return fv_keras_call_refuse (call, "target_shape");
  return TRUE;
}

gboolean
fv_keras_add_reshape (const FvKerasCall *call, FvKerasValue *value)
{
  JsonArray *target = fv_keras_get_array (call->config, "target_shape");
  guint rank = target != NULL ? json_array_get_length (target) : 0;

  if (rank == FV_KERAS_ROW)
    return fv_keras_add_flatten (call, value);
  if (rank != FV_KERAS_PICTURE && rank != FV_KERAS_MAP)
    return fv_keras_call_refuse (call, "target_shape");
  return reshape_to_map (call, target, value);
}
