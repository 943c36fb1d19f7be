/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Functions against the C library's of extended precision: their errors, and that they
 * are the same where loops become vectors. */

#include "base/mathematics.h"

#include "base/random.h"

#define N_VALUES 20000
#define SEED     1

static gdouble
draw (gint i, gdouble low, gdouble high)
{
  return low + (high - low) * fv_random_uniform (SEED, i);
}

/* Units of the last place of @expected */
static gdouble
count_units (gdouble value, long double expected)
{
  gdouble magnitude = fabs ((gdouble)expected);

  return fabsl (value - expected) / (nextafter (magnitude, INFINITY) - magnitude);
}

typedef struct
{
  const gchar *name;
  gdouble (*function) (gdouble x);
  long double (*expected) (long double x);
  gdouble low, high;
  gdouble units;    /* of the last place that it may be off, and */
  gdouble absolute; /* how much besides */
} Function;

static gdouble
exponential (gdouble x)
{
  return fv_exp (x);
}

static const Function functions[] = {
  { "exp", exponential, expl, -708.0, 709.0, 1.0, 0.0 },
  { "exp-near-0", exponential, expl, -1.0, 1.0, 1.0, 0.0 },
  { "exp-minus-1", fv_exp_minus_1, expm1l, -40.0, 700.0, 2.0, 0.0 },
  { "exp-minus-1-near-0", fv_exp_minus_1, expm1l, -1.0, 1.0, 2.0, 0.0 },
  { "tanh", fv_tanh, tanhl, -25.0, 25.0, 3.0, 0.0 },
  { "tanh-near-0", fv_tanh, tanhl, -1.0, 1.0, 3.0, 0.0 },
  { "log", fv_log, logl, 1e-300, 1e9, 3.0, 0.0 },
  { "log-near-1", fv_log, logl, 0.3, 3.0, 3.0, 0.0 },
  { "log-near-0", fv_log, logl, 5e-324, 1e-320, 3.0, 0.0 },
  { "sin", fv_sin, sinl, -7.0, 7.0, 0.0, 3e-16 },
  { "sin-far", fv_sin, sinl, -1e5, 1e5, 0.0, 3e-16 },
  { "cos", fv_cos, cosl, -7.0, 7.0, 0.0, 3e-16 },
  { "cos-far", fv_cos, cosl, -1e5, 1e5, 0.0, 3e-16 },
};

static void
test_function (gconstpointer data)
{
  const Function *test = data;

  for (gint i = 0; i < N_VALUES; i++)
    {
      gdouble x = draw (i, test->low, test->high), value = test->function (x);
      long double expected = test->expected (x);

      if (test->units > 0.0)
        g_assert_cmpfloat (count_units (value, expected), <=, test->units);
      else
        g_assert_cmpfloat (fabsl (value - expected), <=, test->absolute);
    }
}

static void
test_atan2 (void)
{
  for (gint i = 0; i < N_VALUES; i++)
    {
      gdouble x = draw (2 * i, -1.0, 1.0), y = draw (2 * i + 1, -1.0, 1.0);

      g_assert_cmpfloat (fabsl (fv_atan2 (y, x) - atan2l (y, x)), <=, 5e-16);
    }
  g_assert_cmpfloat (fv_atan2 (0.0, 0.0), ==, 0.0);
  g_assert_cmpfloat (fv_atan2 (0.0, -2.0), ==, G_PI);
  g_assert_cmpfloat (fv_atan2 (-3.0, 0.0), ==, -G_PI / 2);
}

static void
test_power (void)
{
  for (gint i = 0; i < N_VALUES; i++)
    {
      gdouble base = draw (2 * i, 0.001, 5000.0), exponent = draw (2 * i + 1, -5.0, 5.0);
      long double expected = powl (base, exponent);

      g_assert_cmpfloat (fabsl (fv_power (base, exponent) / expected - 1.0), <=,
                         3e-16 * (1.0 + fabsl (logl (expected))));
    }
}

/* Exact where a double can be; else as near as that of extended precision tells */
static void
test_whole_power (void)
{
  g_assert_cmpfloat (fv_whole_power (1.5, 20), ==, 0xcfd41b91p-20);
  g_assert_cmpfloat (fv_whole_power (-3.0, 33), ==, -5559060566555523.0);
  g_assert_cmpfloat (fv_whole_power (0.0, 0), ==, 1.0);
  g_assert_cmpfloat (fv_whole_power (0.0, 3), ==, 0.0);
  g_assert_cmpfloat (fv_whole_power (1.2, 1), ==, 1.2);
  g_assert_cmpfloat (fv_whole_power (0.999, 1000000), <, 1e-300);
  for (gint i = 0; i < N_VALUES; i++)
    {
      gdouble base = draw (i, 0.3, 3.0);
      guint exponent = fv_random_bits (SEED + 1, i) % 40;

      g_assert_cmpfloat (count_units (fv_whole_power (base, exponent), //
                                      powl (base, exponent)),
                         <=, 0.52);
    }
}

/* What is no number, or not finite, is no trap. */
static void
test_limits (void)
{
  g_assert_cmpfloat (fv_exp (-INFINITY), <, 1e-300);
  g_assert_cmpfloat (fv_exp (INFINITY), >, 1e300);
  g_assert_cmpfloat (fv_exp_minus_1 (-INFINITY), ==, -1.0);
  g_assert_cmpfloat (fv_tanh (-INFINITY), ==, -1.0);
  g_assert_cmpfloat (fv_log (0.0), ==, -INFINITY);
  g_assert_cmpfloat (fv_log (INFINITY), ==, INFINITY);
  g_assert_true (isnan (fv_log (-1.0)) && isnan (fv_log (NAN)));
  g_assert_true (isnan (fv_exp (NAN)) && isnan (fv_tanh (NAN)) && isnan (fv_cos (NAN)));
  g_assert_true (isnan (fv_sin (INFINITY)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (functions); i++)
    {
      g_autofree gchar *path = g_strdup_printf ("/mathematics/%s", functions[i].name);

      g_test_add_data_func (path, functions + i, test_function);
    }
  g_test_add_func ("/mathematics/atan2", test_atan2);
  g_test_add_func ("/mathematics/power", test_power);
  g_test_add_func ("/mathematics/whole-power", test_whole_power);
  g_test_add_func ("/mathematics/limits", test_limits);
  return g_test_run ();
}
