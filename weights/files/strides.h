/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Tensors whose values lie close together, but in another order than C's. */

#ifndef FV_STRIDES_H
#define FV_STRIDES_H

#include "tensor.h"

void fv_strides_init (const FvTensor *tensor, gboolean fortran_order,
                      guint64 strides[FV_TENSOR_MAX_RANK]);
gboolean fv_strides_are_plain (const FvTensor *tensor, const guint64 *strides);
gboolean fv_strides_are_dense (const FvTensor *tensor, const guint64 *strides);
void fv_strides_arrange (const FvTensor *tensor, const guint64 *strides,
                         const gfloat *stored, gfloat *values);

#endif /* FV_STRIDES_H */
