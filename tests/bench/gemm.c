/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The rate of OpenBLAS' sgemm on one thread: what direct convolution by it can reach at
 * most. Prints its name for the processor and gflops. */

#include <cblas.h>
#include <glib.h>

#define SIDE 1536
#define RUNS 4

int
main (void)
{
  gfloat *a = g_new0 (gfloat, SIDE * SIDE), *b = g_new0 (gfloat, SIDE * SIDE);
  gfloat *product = g_new0 (gfloat, SIDE * SIDE);
  gdouble best = G_MAXDOUBLE;

  openblas_set_num_threads (1);
  for (gint run = 0; run < RUNS; run++)
    {
      gint64 begin = g_get_monotonic_time ();

      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, SIDE, SIDE, SIDE, 1.0f, a,
                   SIDE, b, SIDE, 0.0f, product, SIDE);
      best = MIN (best, (g_get_monotonic_time () - begin) / 1e6);
    }
  g_print ("core %s\ngflops %.1f\n", openblas_get_corename (),
           2.0 * SIDE * SIDE * SIDE / best / 1e9);
  return 0;
}
