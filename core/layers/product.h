/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_PRODUCT_H
#define FV_PRODUCT_H

#include <glib.h>

/* A product of two matrices, all row by row:
 *
 * a: rows × depth, whose rows lie a_stride apart
 * b: depth × columns, or, where it is transposed, columns × depth; its rows lie b_stride
 *   apart
 * product: rows × columns, whose rows lie product_stride apart */
typedef struct
{
  gint rows;
  gint columns;
  gint depth;
  const gfloat *a;
  gsize a_stride;
  const gfloat *b;
  gsize b_stride;
  gboolean b_is_transposed;
  gboolean adds; /* to what there is in the product */
  gfloat *product;
  gsize product_stride;
} FvProduct;

/* Floats of scratch memory that fv_product_compute() needs */
#define FV_PRODUCT_SCRATCH 33792

void fv_product_compute (const FvProduct *product, gfloat *scratch);

#endif /* FV_PRODUCT_H */
