/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Products of matrices of any size, by the kernel that multiplies with panels: a block of
 * @b at a time is put into panels. Each value is summed up in the order of depth,
 * whatever the blocks: so no bit of a product depends on how work is shared out, as it
 * does with most libraries for linear algebra. */

#include "product.h"

#include <string.h>

#include "layers/kernels/kernels.h"

/* A block of @b: its panels stay in the second cache. */
#define BLOCK_DEPTH   256
#define BLOCK_COLUMNS 128

/* Rows of the columns that do not fill a panel, which are multiplied aside */
#define REST_ROWS 64

G_STATIC_ASSERT (BLOCK_DEPTH *BLOCK_COLUMNS + REST_ROWS * FV_PANEL == FV_PRODUCT_SCRATCH);

/* Some columns and some of the depth */
typedef struct
{
  gint column;
  gint n_columns;
  gint first; /* of the depth */
  gint depth;
  gboolean adds;
} Block;

/* @n_columns of one panel; the others become zero */
static void
pack_panel (const FvProduct *product, gint column, gint n_columns, gint first, gint depth,
            gfloat *panel)
{
  gsize stride = product->b_stride;

  if (n_columns < FV_PANEL)
    memset (panel, 0, (gsize)depth * FV_PANEL * sizeof (gfloat));
  if (product->b_is_transposed)
    for (gint i = 0; i < n_columns; i++)
      for (gint k = 0; k < depth; k++)
        panel[k * FV_PANEL + i] = product->b[(column + i) * stride + first + k];
  else
    for (gint k = 0; k < depth; k++)
      memcpy (panel + k * FV_PANEL, product->b + (first + k) * stride + column,
              n_columns * sizeof (gfloat));
}

static void
pack (const FvProduct *product, const Block *block, gfloat *panels)
{
  for (gint i = 0; i < block->n_columns; i += FV_PANEL)
    pack_panel (product, block->column + i, MIN (FV_PANEL, block->n_columns - i),
                block->first, block->depth, panels + i * block->depth);
}

static void
copy_columns (gint rows, gint columns, const gfloat *source, gsize source_stride,
              gfloat *target, gsize target_stride)
{
  for (gint row = 0; row < rows; row++)
    memcpy (target + row * target_stride, source + row * source_stride,
            columns * sizeof (gfloat));
}

/* The last @n_columns, which do not fill a panel: in @rest, as more are written */
static void
multiply_rest (const FvProduct *product, const Block *block, gint n_columns,
               const gfloat *panel, gfloat *rest)
{
  gint column = block->column + block->n_columns - n_columns;

  memset (rest, 0, REST_ROWS * FV_PANEL * sizeof (gfloat));
  for (gint row = 0; row < product->rows; row += REST_ROWS)
    {
      gint rows = MIN (REST_ROWS, product->rows - row);
      gfloat *values = product->product + row * product->product_stride + column;

      if (block->adds)
        copy_columns (rows, n_columns, values, product->product_stride, rest, FV_PANEL);
      fv_kernels_get ()->multiply (rows, FV_PANEL, block->depth,
                                   product->a + row * product->a_stride + block->first,
                                   product->a_stride, panel, block->adds, rest, FV_PANEL);
      copy_columns (rows, n_columns, rest, FV_PANEL, values, product->product_stride);
    }
}

static void
multiply_block (const FvProduct *product, const Block *block, gfloat *scratch)
{
  gint rest = block->n_columns % FV_PANEL, whole = block->n_columns - rest;

  pack (product, block, scratch);
  if (whole > 0)
    fv_kernels_get ()->multiply (
        product->rows, whole, block->depth, product->a + block->first, product->a_stride,
        scratch, block->adds, product->product + block->column, product->product_stride);
  if (rest > 0)
    multiply_rest (product, block, rest, scratch + whole * block->depth,
                   scratch + BLOCK_DEPTH * BLOCK_COLUMNS);
}

/**
 * fv_product_compute:
 * @product: two matrices, and where their product goes
 * @scratch: FV_PRODUCT_SCRATCH values
 *
 * In the calling thread.
 */
void
fv_product_compute (const FvProduct *product, gfloat *scratch)
{
  for (gint column = 0; column < product->columns; column += BLOCK_COLUMNS)
    for (gint first = 0; first < product->depth; first += BLOCK_DEPTH)
      {
        Block block = { column, MIN (BLOCK_COLUMNS, product->columns - column), first,
                        MIN (BLOCK_DEPTH, product->depth - first),
                        product->adds || first > 0 };

        multiply_block (product, &block, scratch);
      }
}
