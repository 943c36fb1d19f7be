/* SPDX-License-Identifier: GPL-3.0-or-later */

/* L-BFGS: it finds the summit of a hill that is hundreds of times as steep one way as the
 * other, where steps along the gradient do not; with few pairs, and with none, too; and
 * makes the same steps in any number of threads. */

#include <math.h>
#include <string.h>

#include "featvis.h"

#include "ascent/lbfgs.h"

#define N_PIXELS   50000 /* more than a thread does at once */
#define N_VALUES   (3 * N_PIXELS)
#define FIRST_STEP 1.0

static const gdouble identity[3][3] = { { 1.0, 0.0, 0.0 },
                                        { 0.0, 1.0, 0.0 },
                                        { 0.0, 0.0, 1.0 } };

static gdouble
get_steepness (gsize i)
{
  return 1.0 + 299.0 * (i % 1000) / 999.0;
}

/* A hill whose summit, of height 0, is where value i is the sine of i. */
static gdouble
evaluate (const gfloat *values, gfloat *gradient)
{
  gdouble loss = 0.0;

  for (gsize i = 0; i < N_VALUES; i++)
    {
      gdouble distance = values[i] - sin ((gdouble)i);

      loss -= 0.5 * get_steepness (i) * distance * distance;
      gradient[i] = (gfloat)(-get_steepness (i) * distance);
    }
  return loss;
}

/* The loss after some steps from 0, over what it was there */
static gdouble
ascend (gint n_pairs, const gdouble metric[3][3], gint n_threads, gint n_steps,
        gfloat *values)
{
  g_autofree gfloat *gradient = g_new (gfloat, N_VALUES);
  g_autoptr (FvLbfgs) lbfgs = fv_lbfgs_new (N_PIXELS, metric, n_pairs, n_threads, NULL);
  gdouble first;

  for (gsize i = 0; i < N_VALUES; i++)
    values[i] = 0.0f;
  first = evaluate (values, gradient);
  for (gint step = 0; step < n_steps; step++)
    {
      gdouble loss = evaluate (values, gradient);

      fv_lbfgs_ascend (lbfgs, values, gradient, loss, FIRST_STEP);
    }
  return evaluate (values, gradient) / first;
}

/* A step that went down is taken back in part; but not where the loss is another. */
static void
test_change_view (void)
{
  g_autofree gfloat *values = g_new0 (gfloat, N_VALUES);
  g_autofree gfloat *gradient = g_new (gfloat, N_VALUES);
  g_autofree gfloat *before = g_new (gfloat, N_VALUES);
  g_autoptr (FvLbfgs) lbfgs = fv_lbfgs_new (N_PIXELS, identity, 10, 2, NULL);
  gdouble loss, step;

  for (gint i = 0; i < 20; i++)
    {
      loss = evaluate (values, gradient);
      fv_lbfgs_ascend (lbfgs, values, gradient, loss, FIRST_STEP);
    }
  memcpy (before, values, N_VALUES * sizeof (gfloat));
  loss = evaluate (values, gradient);
  fv_lbfgs_change_view (lbfgs);
  fv_lbfgs_ascend (lbfgs, values, gradient, 1e6 * loss, FIRST_STEP);
  g_assert_cmpfloat (evaluate (values, gradient), >, loss);
  step = values[1] - before[1];
  fv_lbfgs_ascend (lbfgs, values, gradient, 1e7 * loss, FIRST_STEP);
  g_assert_cmpfloat_with_epsilon (values[1] - before[1], 0.3 * step, 1e-3 * fabs (step));
}

static void
test_summit (void)
{
  g_autofree gfloat *values = g_new (gfloat, N_VALUES);
  gdouble with_ten = ascend (10, identity, 2, 60, values);
  gdouble with_three = ascend (3, identity, 2, 60, values);
  gdouble with_none = ascend (0, identity, 2, 60, values);

  g_test_message ("left of the way up: %.1e with 10 pairs, %.1e with 3, %.1e with none",
                  with_ten, with_three, with_none);
  g_assert_cmpfloat (with_ten, <, 1e-6);
  g_assert_cmpfloat (with_three, <, 1e-4);
  g_assert_cmpfloat (with_none, <, 1e-2);
}

/* A metric only leads there another way. */
static void
test_metric (void)
{
  static const gdouble metric[3][3] = { { 0.7, 0.3, 0.1 },
                                        { 0.3, 0.5, 0.2 },
                                        { 0.1, 0.2, 0.4 } };
  g_autofree gfloat *values = g_new (gfloat, N_VALUES);

  g_assert_cmpfloat (ascend (10, metric, 1, 80, values), <, 1e-5);
}

/* No step that goes down is kept. */
static void
test_down (void)
{
  g_autofree gfloat *values = g_new0 (gfloat, N_VALUES);
  g_autofree gfloat *gradient = g_new (gfloat, N_VALUES);
  g_autoptr (FvLbfgs) lbfgs = fv_lbfgs_new (N_PIXELS, identity, 5, 1, NULL);
  gdouble loss = evaluate (values, gradient);

  fv_lbfgs_ascend (lbfgs, values, gradient, loss, 1000.0); /* far beyond the summit */
  for (gint step = 0; step < 12 && evaluate (values, gradient) < loss; step++)
    fv_lbfgs_ascend (lbfgs, values, gradient, evaluate (values, gradient), 1000.0);
  g_assert_cmpfloat (evaluate (values, gradient), >, loss);
}

static void
test_threads (void)
{
  g_autofree gfloat *values = g_new (gfloat, N_VALUES);
  g_autofree gfloat *others = g_new (gfloat, N_VALUES);

  for (gint n_pairs = 0; n_pairs <= 4; n_pairs += 4)
    {
      ascend (n_pairs, identity, 1, 12, values);
      for (gint n_threads = 2; n_threads <= 5; n_threads++)
        {
          ascend (n_pairs, identity, n_threads, 12, others);
          g_assert_cmpmem (values, N_VALUES * sizeof (gfloat), others,
                           N_VALUES * sizeof (gfloat));
        }
    }
}

/* The history depends on the number of values alone: 10 pairs, and fewer of very many. */
static void
test_pairs (void)
{
  gint before = 10;

  g_assert_cmpint (fv_lbfgs_choose_pairs (3), ==, 10);
  g_assert_cmpint (fv_lbfgs_choose_pairs ((gsize)1024 * 1024 * 3), ==, 10);
  g_assert_cmpint (fv_lbfgs_choose_pairs ((gsize)12000000 * 3), ==, 0);
  for (gsize n = 1 << 20; n <= (gsize)1 << 26; n *= 2)
    {
      gint n_pairs = fv_lbfgs_choose_pairs (n);

      g_assert_cmpint (n_pairs, <=, before);
      g_assert_cmpuint (fv_lbfgs_get_memory (n, n_pairs), <=,
                        MAX ((guint64)512 << 20, fv_lbfgs_get_memory (n, 0)));
      before = n_pairs;
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/lbfgs/change-view", test_change_view);
  g_test_add_func ("/lbfgs/summit", test_summit);
  g_test_add_func ("/lbfgs/metric", test_metric);
  g_test_add_func ("/lbfgs/down", test_down);
  g_test_add_func ("/lbfgs/threads", test_threads);
  g_test_add_func ("/lbfgs/pairs", test_pairs);
  return g_test_run ();
}
