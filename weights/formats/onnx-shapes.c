/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "onnx-shapes.h"

#include <string.h>

#include "onnx-operations.h"

/* Constants ------------------------------------------------------------------------- */

static gboolean
is_type (const FvOnnx__Node *message, const gchar *type)
{
  return g_strcmp0 (message->op_type, type) == 0;
}

/* A tensor keeps its values only as long as its last axis is the same, and there are two
 * axes then (CNTK reshapes the kernels of its dense layers). */
static FvOnnxConstant
reshape_constant (const FvOnnxWork *work, const FvOnnx__Node *message)
{
  const FvOnnxConstant *shape = fv_onnx_work_get_constant (work, message, 1);
  FvOnnxConstant result = *fv_onnx_work_get_constant (work, message, 0);
  const FvTensor *tensor;

  if (result.tensor < 0)
    return result;
  tensor = fv_reader_get_tensor (work->reader, (guint)result.tensor);
  if (result.is_transposed || shape == NULL || !shape->is_read || shape->n_values != 2 ||
      tensor->rank < 2 || (gdouble)tensor->shape[tensor->rank - 1] != shape->values[1])
    result.tensor = -1;
  return result;
}

static FvOnnxConstant
transpose_constant (const FvOnnxWork *work, const FvOnnx__Node *message)
{
  static const gint64 exchanged[] = { 1, 0 };
  FvOnnxConstant result = *fv_onnx_work_get_constant (work, message, 0);

  if (result.tensor >= 0 &&
      fv_reader_get_tensor (work->reader, (guint)result.tensor)->rank == 2 &&
      (fv_onnx_find_attribute (message, "perm") == NULL ||
       fv_onnx_has_numbers (message, "perm", exchanged, 2)))
    result.is_transposed = !result.is_transposed;
  else
    result.tensor = -1;
  result.is_read = FALSE;
  return result;
}

static FvOnnxConstant
concatenate_constants (const FvOnnxWork *work, const FvOnnx__Node *message)
{
  FvOnnxConstant result = { .tensor = -1, .is_read = TRUE };

  for (gsize i = 0; i < message->n_input; i++)
    {
      const FvOnnxConstant *part = fv_onnx_work_get_constant (work, message, i);

      if (part->n_values == 0 || part->n_values > FV_ONNX_MAX_VALUES - result.n_values)
        return (FvOnnxConstant){ .tensor = -1 };
      result.is_read &= part->is_read;
      memcpy (result.values + result.n_values, part->values,
              part->n_values * sizeof *part->values);
      result.n_values += part->n_values;
    }
  return result;
}

/* What an operation on constants gives */
static FvOnnxConstant
compute (const FvOnnxWork *work, const FvOnnx__Node *message)
{
  FvOnnxConstant unknown = { .tensor = -1 };

  if (is_type (message, "Identity") || is_type (message, "Cast"))
    return *fv_onnx_work_get_constant (work, message, 0);
  if (is_type (message, "Reshape"))
    return reshape_constant (work, message);
  if (is_type (message, "Transpose"))
    return transpose_constant (work, message);
  if (is_type (message, "Concat"))
    return concatenate_constants (work, message);
  if (is_type (message, "Unsqueeze") || is_type (message, "Squeeze"))
    {
      unknown = *fv_onnx_work_get_constant (work, message, 0);
      unknown.tensor = -1;
    }
  else if (is_type (message, "Gather") && message->n_input == 2)
    unknown.n_values = fv_onnx_work_get_constant (work, message, 1)->n_values;
  return unknown;
}

static gboolean
has_constants_only (const FvOnnxWork *work, const FvOnnx__Node *message)
{
  for (gsize i = 0; i < message->n_input; i++)
    if (fv_onnx_work_get_constant (work, message, i) == NULL)
      return FALSE;
  return message->n_input > 0;
}

/* The value of a node of type Constant that is no tensor */
static FvOnnxConstant
read_plain_constant (const FvOnnx__Node *message)
{
  const FvOnnx__Attribute *attribute;
  FvOnnxConstant result = { .tensor = -1, .is_read = TRUE, .n_values = 1 };

  if (fv_onnx_find_attribute (message, "value_float") != NULL)
    result.values[0] = (gdouble)fv_onnx_get_float (message, "value_float", 0.0f);
  else if (fv_onnx_find_attribute (message, "value_int") != NULL)
    result.values[0] = (gdouble)fv_onnx_get_number (message, "value_int", 0);
  else
    {
      attribute = fv_onnx_find_attribute (message, "value_ints");
      result.n_values = attribute != NULL ? attribute->n_ints : 0;
      result.is_read = result.n_values > 0 && result.n_values <= FV_ONNX_MAX_VALUES;
      for (gsize i = 0; i < result.n_values && result.is_read; i++)
        result.values[i] = (gdouble)attribute->ints[i];
    }
  return result;
}

/**
 * fv_onnx_fold:
 * @work: what is at hand
 * @message: a node
 *
 * Notes what the node gives, if that is known without a picture, or but for the picture's
 * size.
 *
 * Returns: whether it was so
 */
gboolean
fv_onnx_fold (FvOnnxWork *work, const FvOnnx__Node *message)
{
  FvOnnxConstant result = { .tensor = -1 };

  if (is_type (message, "Constant"))
    result = read_plain_constant (message);
  else if (is_type (message, "Shape"))
    result.n_values = 4;
  else if (has_constants_only (work, message))
    result = compute (work, message);
  else
    return FALSE;
  if (is_type (message, "Constant") &&
      g_hash_table_contains (work->constants, message->output[0]))
    return TRUE;
  for (gsize i = 0; i < message->n_output; i++)
    g_hash_table_replace (work->constants, g_strdup (message->output[i]),
                          g_memdup2 (&result, sizeof result));
  return TRUE;
}

/* Maps ------------------------------------------------------------------------------ */

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
