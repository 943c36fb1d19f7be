/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "strides.h"

/**
 * fv_strides_init:
 * @tensor: a tensor
 * @fortran_order: whether its first axis runs fastest, as in Fortran; else its last
 *   one does, as in C
 * @strides: (out caller-allocates): for each axis, how many values lie between one
 *   position and the next; fv_tensor_get_n_values() accepted the tensor
 */
void
fv_strides_init (const FvTensor *tensor, gboolean fortran_order,
                 guint64 strides[FV_TENSOR_MAX_RANK])
{
  guint64 stride = 1;

  for (gint i = 0; i < tensor->rank; i++)
    {
      gint axis = fortran_order ? i : tensor->rank - 1 - i;

      strides[axis] = stride;
      stride *= tensor->shape[axis];
    }
}

/* The stride of an axis of one position means nothing. */
gboolean
fv_strides_are_plain (const FvTensor *tensor, const guint64 *strides)
{
  guint64 plain[FV_TENSOR_MAX_RANK];

  fv_strides_init (tensor, FALSE, plain);
  for (gint i = 0; i < tensor->rank; i++)
    if (tensor->shape[i] != 1 && strides[i] != plain[i])
      return FALSE;
  return TRUE;
}

/**
 * fv_strides_are_dense:
 * @tensor: a tensor that fv_tensor_get_n_values() accepted
 * @strides: its strides
 *
 * Returns: whether its values lie within as many places as there are values
 */
gboolean
fv_strides_are_dense (const FvTensor *tensor, const guint64 *strides)
{
  guint64 n_values, last = 0, step;

  if (!fv_tensor_get_n_values (tensor, &n_values) || n_values == 0)
    return FALSE;
  for (gint i = 0; i < tensor->rank; i++)
    if (!g_uint64_checked_mul (&step, tensor->shape[i] - 1, strides[i]) ||
        !g_uint64_checked_add (&last, last, step))
      return FALSE;
  return last < n_values;
}

/**
 * fv_strides_arrange:
 * @tensor: a tensor
 * @strides: its strides, which are dense
 * @stored: its values as they are stored
 * @values: (out caller-allocates): its values in C order
 */
void
fv_strides_arrange (const FvTensor *tensor, const guint64 *strides, const gfloat *stored,
                    gfloat *values)
{
  guint64 n_values, position[FV_TENSOR_MAX_RANK] = { 0 }, from = 0;

  if (!fv_tensor_get_n_values (tensor, &n_values))
    return;
  for (guint64 to = 0; to < n_values; to++)
    {
      values[to] = stored[from];
      for (gint axis = tensor->rank - 1; axis >= 0; axis--)
        {
          from += strides[axis];
          if (++position[axis] < tensor->shape[axis])
            break;
          from -= strides[axis] * tensor->shape[axis];
          position[axis] = 0;
        }
    }
}
