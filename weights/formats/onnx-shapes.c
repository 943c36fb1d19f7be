/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "onnx-shapes.h"

#include "onnx-operations.h"

/* A row of one position is a map like any other. */
static void
make_row (FvValue *value)
{
  value->layer = -1;
  if (!value->is_single)
    value->kind = FV_VALUE_ROW;
}

/* Whether a shape is n × all else, with lengths of 1 behind. Where it is computed from
 * the picture's, two lengths must be these. */
static gboolean
is_row (const FvOnnxConstant *shape)
{
  if (shape == NULL || shape->n_values < 2)
    return FALSE;
  if (!shape->is_read)
    return shape->n_values == 2;
  for (gsize i = 2; i < shape->n_values; i++)
    if (shape->values[i] != 1.0)
      return FALSE;
  return shape->values[0] >= -1.0 && shape->values[0] <= 1.0 &&
         (shape->values[1] == -1.0 || shape->values[1] >= 1.0);
}

/**
 * fv_onnx_do_reshape:
 * @work: what is at hand
 * @message: a node of type Reshape: map, shape
 * @value: (out): what it gives
 *
 * Returns: whether it makes a row
 */
gboolean
fv_onnx_do_reshape (FvOnnxWork *work, const FvOnnx__Node *message, FvValue *value)
{
  const FvOnnx__Attribute *attribute = fv_onnx_find_attribute (message, "shape");
  const FvOnnxConstant *given = fv_onnx_work_get_constant (work, message, 1);
  FvOnnxConstant shape = { .is_read = TRUE };

  if (attribute != NULL && attribute->n_ints <= FV_ONNX_MAX_VALUES)
    {
      shape.n_values = attribute->n_ints;
      for (gsize i = 0; i < shape.n_values; i++)
        shape.values[i] = (gdouble)attribute->ints[i];
      given = &shape;
    }
  if (!is_row (given) || !fv_onnx_work_get_map (work, message, 0, value))
    return FALSE;
  make_row (value);
  return TRUE;
}

gboolean
fv_onnx_do_flatten (FvOnnxWork *work, const FvOnnx__Node *message, FvValue *value)
{
  if (fv_onnx_get_number (message, "axis", 1) != 1 ||
      !fv_onnx_work_get_map (work, message, 0, value))
    return FALSE;
  make_row (value);
  return TRUE;
}

/* Squeeze and Unsqueeze: of what has one position, they are the same. */
gboolean
fv_onnx_do_squeeze (FvOnnxWork *work, const FvOnnx__Node *message, FvValue *value)
{
  return fv_onnx_work_get_map (work, message, 0, value) && value->is_single;
}

/**
 * fv_onnx_do_transpose:
 * @work: what is at hand
 * @message: a node of type Transpose
 * @value: (out): what it gives
 *
 * Returns: whether it puts the channels first, or last
 */
gboolean
fv_onnx_do_transpose (FvOnnxWork *work, const FvOnnx__Node *message, FvValue *value)
{
  static const gint64 first[] = { 0, 3, 1, 2 }, last[] = { 0, 2, 3, 1 };
  const gboolean is_first = fv_onnx_has_numbers (message, "perm", first, 4);

  if ((!is_first && !fv_onnx_has_numbers (message, "perm", last, 4)) ||
      !fv_onnx_work_get_map (work, message, 0, value))
    return FALSE;
  value->layer = -1;
  if (value->is_single)
    return TRUE;
  if (value->kind != FV_VALUE_MAP || value->has_channels_last != is_first)
    return FALSE;
  value->has_channels_last = !is_first;
  return TRUE;
}
