/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What operations on constants give. PyTorch computes the numbers of a Pad by a dozen of
 * them: it writes those behind and before each axis, from the last axis on, appends zeros
 * for the other axes, and puts them into ONNX's order. */

#include "onnx-fold.h"

#include <string.h>

#include "formats/onnx.pb-c.h"
#include "onnx-operations.h"

static gboolean
is_type (const FvOnnx__Node *message, const gchar *type)
{
  return g_strcmp0 (message->op_type, type) == 0;
}

/* A tensor keeps its values only as long as its last axis is the same, and there are two
 * axes then (CNTK reshapes the kernels of its dense layers). */
static gint
reshape_tensor (const FvOnnxWork *work, const FvOnnxConstant *constant,
                const FvOnnxConstant *shape)
{
  const FvTensor *tensor;

  if (constant->tensor < 0 || constant->is_transposed || shape == NULL ||
      !shape->is_read || shape->n_values != 2)
    return -1;
  tensor = fv_reader_get_tensor (work->reader, (guint)constant->tensor);
  return tensor->rank >= 2 && (gdouble)tensor->shape[tensor->rank - 1] == shape->values[1]
             ? constant->tensor
             : -1;
}

static FvOnnxConstant
reshape_constant (const FvOnnxWork *work, const FvOnnx__Node *message)
{
  const FvOnnxConstant *shape = fv_onnx_work_get_constant (work, message, 1);
  FvOnnxConstant result = *fv_onnx_work_get_constant (work, message, 0);

  result.tensor = reshape_tensor (work, &result, shape);
  result.n_columns = 0;
  if (shape == NULL || !shape->is_read)
    return result;
  if (shape->n_values == 1)
    result.n_columns = 1;
  else if (shape->n_values == 2 && shape->values[1] >= 1.0 &&
           shape->values[1] <= (gdouble)result.n_values)
    result.n_columns = (gsize)shape->values[1];
  return result;
}

/* Exchanges two axes of what is known value by value. */
static gboolean
transpose_values (const FvOnnxConstant *constant, FvOnnxConstant *result)
{
  const gsize n_columns = constant->n_columns;
  gsize n_rows;

  if (!constant->is_read || n_columns < 2 || constant->n_values % n_columns != 0)
    return FALSE;
  n_rows = constant->n_values / n_columns;
  for (gsize i = 0; i < constant->n_values; i++)
    result->values[i] = constant->values[i % n_rows * n_columns + i / n_rows];
  result->n_columns = n_rows;
  return TRUE;
}

static FvOnnxConstant
transpose_constant (const FvOnnxWork *work, const FvOnnx__Node *message)
{
  static const gint64 exchanged[] = { 1, 0 };
  const FvOnnxConstant *constant = fv_onnx_work_get_constant (work, message, 0);
  gboolean is_exchanged = fv_onnx_find_attribute (message, "perm") == NULL ||
                          fv_onnx_has_numbers (message, "perm", exchanged, 2);
  FvOnnxConstant result = *constant;

  if (result.tensor >= 0 && is_exchanged &&
      fv_reader_get_tensor (work->reader, (guint)result.tensor)->rank == 2)
    result.is_transposed = !result.is_transposed;
  else
    result.tensor = -1;
  result.is_read = is_exchanged && transpose_values (constant, &result);
  return result;
}

/* Those of one axis, or of none, behind one another */
static FvOnnxConstant
concatenate_constants (const FvOnnxWork *work, const FvOnnx__Node *message)
{
  FvOnnxConstant result = { .tensor = -1, .is_read = TRUE, .n_columns = 1 };

  for (gsize i = 0; i < message->n_input; i++)
    {
      const FvOnnxConstant *part = fv_onnx_work_get_constant (work, message, i);

      if (part->n_values == 0 || part->n_values > FV_ONNX_MAX_VALUES - result.n_values)
        return (FvOnnxConstant){ .tensor = -1 };
      result.is_read &= part->is_read && part->n_columns == 1;
      memcpy (result.values + result.n_values, part->values,
              part->n_values * sizeof *part->values);
      result.n_values += part->n_values;
    }
  return result;
}

/* As many of one value as the input says */
static FvOnnxConstant
fill_constant (const FvOnnxWork *work, const FvOnnx__Node *message)
{
  const FvOnnxConstant *shape = fv_onnx_work_get_constant (work, message, 0);
  const FvOnnx__Attribute *attribute = fv_onnx_find_attribute (message, "value");
  FvOnnxConstant value = { .tensor = -1, .is_read = TRUE, .n_values = 1 };
  FvOnnxConstant result = { .tensor = -1, .n_columns = 1 };

  if (attribute != NULL)
    fv_onnx_constant_unpack (attribute->t.data, attribute->t.len, &value, NULL);
  if (!shape->is_read || shape->n_values != 1 || !value.is_read || value.n_values != 1 ||
      !(shape->values[0] >= 1.0 && shape->values[0] <= FV_ONNX_MAX_VALUES))
    return result;
  result.is_read = TRUE;
  result.n_values = (gsize)shape->values[0];
  for (gsize i = 0; i < result.n_values; i++)
    result.values[i] = value.values[0];
  return result;
}

/* A number of Slice, which is an input */
static gboolean
get_number (const FvOnnxWork *work, const FvOnnx__Node *message, gsize input,
            gdouble otherwise, gdouble *number)
{
  const FvOnnxConstant *constant = fv_onnx_work_get_constant (work, message, input);

  *number = otherwise;
  if (!fv_onnx_work_has_input (message, input))
    return TRUE;
  if (!constant->is_read || constant->n_values != 1)
    return FALSE;
  *number = constant->values[0];
  return TRUE;
}

/* The rows of a constant from the last to the first; other parts of it are not known. */
static FvOnnxConstant
slice_constant (const FvOnnxWork *work, const FvOnnx__Node *message)
{
  const FvOnnxConstant *constant = fv_onnx_work_get_constant (work, message, 0);
  const gsize n_columns = constant->n_columns;
  FvOnnxConstant result = { .tensor = -1 };
  gdouble start, end, axis, step;
  gsize n_rows;

  if (!constant->is_read || n_columns == 0 || constant->n_values % n_columns != 0 ||
      !get_number (work, message, 1, 0.0, &start) ||
      !get_number (work, message, 2, 0.0, &end) ||
      !get_number (work, message, 3, 0.0, &axis) ||
      !get_number (work, message, 4, 1.0, &step))
    return result;
  n_rows = constant->n_values / n_columns;
  if (axis != 0.0 || step != -1.0 || (start != -1.0 && start < (gdouble)n_rows - 1.0) ||
      end >= -(gdouble)n_rows)
    return result;
  result = *constant;
  result.tensor = -1;
  for (gsize i = 0; i < n_rows; i++)
    memcpy (result.values + i * n_columns,
            constant->values + (n_rows - 1 - i) * n_columns,
            n_columns * sizeof *constant->values);
  return result;
}

/* The same values with other axes, of which one is left if there is one value */
static FvOnnxConstant
squeeze_constant (const FvOnnxWork *work, const FvOnnx__Node *message)
{
  FvOnnxConstant result = *fv_onnx_work_get_constant (work, message, 0);

  result.tensor = -1;
  result.n_columns = result.n_values == 1;
  return result;
}

static const struct
{
  const gchar *name;
  FvOnnxConstant (*compute) (const FvOnnxWork *work, const FvOnnx__Node *message);
} operations[] = {
  { "Concat", concatenate_constants }, { "ConstantOfShape", fill_constant },
  { "Reshape", reshape_constant },     { "Slice", slice_constant },
  { "Squeeze", squeeze_constant },     { "Transpose", transpose_constant },
  { "Unsqueeze", squeeze_constant },
};

/* What an operation on constants gives */
static FvOnnxConstant
compute (const FvOnnxWork *work, const FvOnnx__Node *message)
{
  FvOnnxConstant unknown = { .tensor = -1 };

  if (is_type (message, "Identity") || is_type (message, "Cast"))
    return *fv_onnx_work_get_constant (work, message, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (operations); i++)
    if (is_type (message, operations[i].name))
      return operations[i].compute (work, message);
  if (is_type (message, "Gather") && message->n_input == 2)
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
  FvOnnxConstant result = {
    .tensor = -1, .is_read = TRUE, .n_values = 1, .n_columns = 1
  };

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
