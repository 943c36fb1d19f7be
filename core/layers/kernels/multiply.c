/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The product of a few rows with a matrix in panels. All sums are taken in the order of
 * depth, whatever the number of rows, so that no result depends on how work is shared
 * out. */

#include "kernel-set.h"

/* What is summed at once stays in registers: ROWS × PANELS × FV_PANEL sums. */
#if LANES == 16
#define ROWS   8
#define PANELS 2
#elif LANES == 8
#define ROWS   6
#define PANELS 1
#else
#define ROWS   3
#define PANELS 1
#endif

#define VECTORS (FV_PANEL / LANES) /* of a panel */

/* For each number of panels, rows 1 … ROWS of the product */
INLINE void
multiply_tile (gint rows, gint panels, gint depth, const gfloat *a, gsize a_stride,
               const gfloat *b, gboolean adds, gfloat *product, gsize product_stride)
{
  gsize panel_size = (gsize)depth * FV_PANEL;
  Lanes sums[ROWS][PANELS * VECTORS];
  Lanes values[PANELS * VECTORS];

  for (gint row = 0; row < rows; row++)
    for (gint i = 0; i < panels * VECTORS; i++)
      sums[row][i] =
          adds ? load (product + row * product_stride + i * LANES) : (Lanes){ 0 };
  for (gint k = 0; k < depth; k++)
    {
      for (gint i = 0; i < panels * VECTORS; i++)
        values[i] =
            load (b + i / VECTORS * panel_size + k * FV_PANEL + i % VECTORS * LANES);
      /* the panels after these, into the second cache */
      for (gint panel = 0; panel < panels; panel++)
        __builtin_prefetch (b + (panels + panel) * panel_size + k * FV_PANEL, 0, 2);
      for (gint row = 0; row < rows; row++)
        for (gint i = 0; i < panels * VECTORS; i++)
          sums[row][i] = multiply_add_to (a[row * a_stride + k], values[i], sums[row][i]);
    }
  for (gint row = 0; row < rows; row++)
    for (gint i = 0; i < panels * VECTORS; i++)
      store (product + row * product_stride + i * LANES, sums[row][i]);
}

/* The compiler needs numbers that it knows to keep sums in registers. */
INLINE void
multiply_rows (gint rows, gint panels, gint depth, const gfloat *a, gsize a_stride,
               const gfloat *b, gboolean adds, gfloat *product, gsize product_stride)
{
#define CASE(n)                                                                          \
  case n:                                                                                \
    multiply_tile (n, panels, depth, a, a_stride, b, adds, product, product_stride);     \
    break
  switch (rows)
    {
      CASE (1);
      CASE (2);
      CASE (3);
#if ROWS > 3
      CASE (4);
      CASE (5);
      CASE (6);
#endif
#if ROWS > 6
      CASE (7);
      CASE (8);
#endif
    }
#undef CASE
}

INLINE void
multiply_panels (gint panels, gint rows, gint depth, const gfloat *a, gsize a_stride,
                 const gfloat *b, gboolean adds, gfloat *product, gsize product_stride)
{
  gint n_groups = (rows + ROWS - 1) / ROWS;

  /* of about the same size: few rows wait for each other's sums */
  for (gint group = 0; group < n_groups; group++)
    {
      gint first = rows * group / n_groups, end = rows * (group + 1) / n_groups;

      multiply_rows (end - first, panels, depth, a + first * a_stride, a_stride, b, adds,
                     product + first * product_stride, product_stride);
    }
}

void
KERNEL (fv_multiply_) (gint rows, gint columns, gint depth, const gfloat *a,
                       gsize a_stride, const gfloat *panels, gboolean adds,
                       gfloat *product, gsize product_stride)
{
  gint column = 0;

  for (; column + PANELS * FV_PANEL <= columns; column += PANELS * FV_PANEL)
    multiply_panels (PANELS, rows, depth, a, a_stride, panels + (gsize)column * depth,
                     adds, product + column, product_stride);
  for (; column < columns; column += FV_PANEL)
    multiply_panels (1, rows, depth, a, a_stride, panels + (gsize)column * depth, adds,
                     product + column, product_stride);
}
