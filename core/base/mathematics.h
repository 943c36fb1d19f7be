/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What the C library's functions of the same names compute, but with the same bits on
 * every machine: only sums, products, quotients and roots of double precision, which
 * IEEE 754 rounds exactly, in a fixed order. Those that pictures call for each of their
 * values are here, so that loops over them become vectors. */

#ifndef FV_MATHEMATICS_H
#define FV_MATHEMATICS_H

#include <glib.h>
#include <math.h>

#define FV_LN_2_HIGH 0x1.62e42feep-1 /* 32 bits: times a whole number, it is exact */
#define FV_LN_2_LOW  0x1.a39ef35793c76p-33

/* π / 2 in three parts, the first two of 33 bits */
#define FV_HALF_PI_HIGH   0x1.921fb544p+0
#define FV_HALF_PI_MIDDLE 0x1.0b4611a6p-34
#define FV_HALF_PI_LOW    0x1.3198a2e037073p-69

/* A number so large that a sum with it is whole, its lowest bits those of the whole
 * number that is the nearest one; for up to 2 ** 51. */
#define FV_ROUNDER 0x1.8p52

static inline guint64
fv_double_to_bits (gdouble value)
{
  union
  {
    gdouble value;
    guint64 bits;
  } both = { .value = value };

  return both.bits;
}

static inline gdouble
fv_double_from_bits (guint64 bits)
{
  union
  {
    guint64 bits;
    gdouble value;
  } both = { .bits = bits };

  return both.value;
}

/* coefficients[0] + coefficients[1] × x + coefficients[2] × x² … */
static inline __attribute__ ((always_inline)) gdouble
fv_sum_powers (const gdouble *coefficients, gint n, gdouble x)
{
  gdouble sum = coefficients[n - 1];

  for (gint i = n - 2; i >= 0; i--)
    sum = sum * x + coefficients[i];
  return sum;
}

/* exp (x) = (1 + rest) × factor, the factor a power of 2, for x in -708…709.
 *
 * Taylor's series up to x¹³ / 13!, up to half of ln 2, where the next term is 4e-18. */
static inline __attribute__ ((always_inline)) gdouble
fv_exp_split (gdouble x, gdouble *factor)
{
  static const gdouble inverse_factorials[] = {
    1.0 / 2,         1.0 / 6,          1.0 / 24,          1.0 / 120,
    1.0 / 720,       1.0 / 5040,       1.0 / 40320,       1.0 / 362880,
    1.0 / 3628800.0, 1.0 / 39916800.0, 1.0 / 479001600.0, 1.0 / 6227020800.0,
  };
  gdouble shifted = x * 0x1.71547652b82fep+0 + FV_ROUNDER; /* 1 / ln 2 */
  gdouble exponent = shifted - FV_ROUNDER;
  gdouble r = (x - exponent * FV_LN_2_HIGH) - exponent * FV_LN_2_LOW;

  *factor = fv_double_from_bits ((fv_double_to_bits (shifted) + 1023) << 52);
  return r +
         r * r * fv_sum_powers (inverse_factorials, G_N_ELEMENTS (inverse_factorials), r);
}

/* Within 1 unit of the last place; of -708 below that, and of 709 above */
static inline __attribute__ ((always_inline)) gdouble
fv_exp (gdouble x)
{
  gdouble factor, rest;

  x = x < -708.0 ? -708.0 : x;
  x = x > 709.0 ? 709.0 : x;
  rest = fv_exp_split (x, &factor);
  return factor + factor * rest;
}

/* Within 3e-16 up to 1e5, and with less precision beyond: the quarters of a turn are
 * taken off. Taylor's series up to x¹⁷ / 17!, whose next term is 1e-19 at most. */
static inline __attribute__ ((always_inline)) void
fv_sin_cos (gdouble x, gdouble *sine, gdouble *cosine)
{
  static const gdouble of_sine[] = {
    -1.0 / 6,
    1.0 / 120,
    -1.0 / 5040,
    1.0 / 362880,
    -1.0 / 39916800.0,
    1.0 / 6227020800.0,
    -1.0 / 1307674368000.0,
    1.0 / 355687428096000.0,
  };
  static const gdouble of_cosine[] = {
    -1.0 / 2,         1.0 / 24,          -1.0 / 720,           1.0 / 40320,
    -1.0 / 3628800.0, 1.0 / 479001600.0, -1.0 / 87178291200.0, 1.0 / 20922789888000.0,
  };
  gdouble shifted = x * 0x1.45f306dc9c883p-1 + FV_ROUNDER; /* 2 / π */
  gdouble quarters = shifted - FV_ROUNDER;
  guint64 quadrant = fv_double_to_bits (shifted);
  gdouble r = ((x - quarters * FV_HALF_PI_HIGH) - quarters * FV_HALF_PI_MIDDLE) -
              quarters * FV_HALF_PI_LOW;
  gdouble z = r * r;
  gdouble a = r + r * z * fv_sum_powers (of_sine, G_N_ELEMENTS (of_sine), z);
  gdouble b = 1.0 + z * fv_sum_powers (of_cosine, G_N_ELEMENTS (of_cosine), z);
  guint64 odd = -(quadrant & 1),
          difference = fv_double_to_bits (a) ^ fv_double_to_bits (b);
  guint64 bits_a = fv_double_to_bits (a) ^ (difference & odd);
  guint64 bits_b = fv_double_to_bits (b) ^ (difference & odd);

  /* by bits, which vectors have, where they have no choice of whole numbers */
  *sine = fv_double_from_bits (bits_a ^ (quadrant & 2) << 62);
  *cosine = fv_double_from_bits (bits_b ^ ((quadrant + 1) & 2) << 62);
}

gdouble fv_exp_minus_1 (gdouble x);
gdouble fv_tanh (gdouble x);
gdouble fv_log (gdouble x);
gdouble fv_power (gdouble base, gdouble exponent);
gdouble fv_whole_power (gdouble base, guint exponent);
gdouble fv_sin (gdouble x);
gdouble fv_cos (gdouble x);
gdouble fv_atan2 (gdouble y, gdouble x);

#endif /* FV_MATHEMATICS_H */
