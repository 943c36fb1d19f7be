/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a file says of a tensor. */

#ifndef FV_TENSOR_H
#define FV_TENSOR_H

#include "values.h"

#define FV_TENSOR_MAX_RANK 4

/* Values that lie side by side in a file, in C order: from byte @begin of the file on, to
 * byte @end, which is no longer theirs. Nothing has been checked against its size. */
typedef struct
{
  FvType type;
  guint64 begin;
  guint64 end;
} FvExtent;

/* Nothing here has been checked against the size of the file.
 *
 * type: the file's own word: "F32"
 * extent: where the values lie, in formats that store them side by side; else not used */
typedef struct
{
  gchar *name;
  gchar *type;
  gint rank;
  guint64 shape[FV_TENSOR_MAX_RANK];
  FvExtent extent;
} FvTensor;

void fv_tensor_clear (gpointer tensor);
gboolean fv_tensor_get_n_values (const FvTensor *tensor, guint64 *n_values);
gchar *fv_tensor_describe_shape (const FvTensor *tensor);

#endif /* FV_TENSOR_H */
