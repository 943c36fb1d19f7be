/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The transforms G g Gᵀ of 3×3 taps g to the planes of a kernel */

#include "kernel-set.h"
#include "points.h"

typedef gdouble Doubles
    __attribute__ ((vector_size (LANES * sizeof (gdouble)), aligned (8)));

/* G g of three values that lie @step apart, to four that lie @result_step apart */
INLINE void
transform_kernel_2 (const Doubles *g, gint step, Doubles *result, gint result_step)
{
  Doubles ends = 0.5 * (g[0] + g[2 * step]), middle = 0.5 * g[step];

  result[0] = g[0];
  result[result_step] = ends + middle;
  result[2 * result_step] = ends - middle;
  result[3 * result_step] = g[2 * step];
}

/* G g of three values that lie @step apart, to six that lie @result_step apart */
INLINE void
transform_kernel_4 (const Doubles *g, gint step, Doubles *result, gint result_step)
{
  const gdouble factor_a = 1.0 / (2.0 * A_2 * (A_2 - B_2));
  const gdouble factor_b = 1.0 / (2.0 * B_2 * (B_2 - A_2));
  Doubles even_a = factor_a * (g[0] + A_2 * g[2 * step]);
  Doubles odd_a = factor_a * POINT_A * g[step];
  Doubles even_b = factor_b * (g[0] + B_2 * g[2 * step]);
  Doubles odd_b = factor_b * POINT_B * g[step];

  result[0] = g[0] * (1.0 / (A_2 * B_2));
  result[result_step] = even_a + odd_a;
  result[2 * result_step] = even_a - odd_a;
  result[3 * result_step] = even_b + odd_b;
  result[4 * result_step] = even_b - odd_b;
  result[5 * result_step] = g[2 * step];
}

/* In double precision: it is done once, and its rounding would add to that of every
 * product. */
INLINE void
transform_kernel (void (*transform) (const Doubles *g, gint step, Doubles *result,
                                     gint result_step),
                  gint input, const gfloat *taps, gsize tap_size, gfloat *planes,
                  gsize plane_size)
{
  Doubles g[9], rows[3 * MAXIMUM_INPUT], tile[FV_WINOGRAD_MAXIMUM_PLANES];

  for (gint pair = 0; pair < FV_PANEL; pair += LANES)
    {
      for (gint tap = 0; tap < 9; tap++)
        g[tap] = __builtin_convertvector(load (taps + tap * tap_size + pair), Doubles);
      for (gint column = 0; column < 3; column++)
        transform (g + column, 3, rows + column, 3);
      for (gint row = 0; row < input; row++)
        transform (rows + 3 * row, 1, tile + input * row, 1);
      for (gint plane = 0; plane < input * input; plane++)
        store (planes + plane * plane_size + pair,
               __builtin_convertvector(tile[plane], Lanes));
    }
}

void
KERNEL (fv_transform_kernel_2x2_) (const gfloat *taps, gsize tap_size, gfloat *planes,
                                   gsize plane_size)
{
  transform_kernel (transform_kernel_2, 4, taps, tap_size, planes, plane_size);
}

void
KERNEL (fv_transform_kernel_4x4_) (const gfloat *taps, gsize tap_size, gfloat *planes,
                                   gsize plane_size)
{
  transform_kernel (transform_kernel_4, 6, taps, tap_size, planes, plane_size);
}
