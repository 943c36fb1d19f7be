/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Functions that have the same bits on every machine: see mathematics.h. The C library's
 * round as its version, the processor and the compiler have it; exact in all are sqrt(),
 * fma(), floor() and their like. The test rooms sees that no other one is called.
 *
 * The errors that are told were measured against long double, by the test mathematics. */

#include "mathematics.h"

#include <float.h>

#define HALF_PI 0x1.921fb54442d18p+0

/* Each operation is rounded to the precision of its operands. */
G_STATIC_ASSERT (FLT_EVAL_METHOD == 0);

/**
 * fv_exp_minus_1:
 * @x: a number up to 709
 *
 * Returns: exp (x) - 1, within 2 units of the last place
 */
gdouble
fv_exp_minus_1 (gdouble x)
{
  gdouble factor, rest = fv_exp_split (MAX (-708.0, x), &factor);

  return (factor - 1.0) + factor * rest;
}

/**
 * fv_tanh:
 * @x: a number
 *
 * Returns: its hyperbolic tangent, within 3 units of the last place
 */
gdouble
fv_tanh (gdouble x)
{
  gdouble e = fv_exp_minus_1 (2.0 * MIN (fabs (x), 20.0));

  if (isnan (x))
    return x;
  return copysign (e / (e + 2.0), x);
}

/* 2 × artanh (s) / s by its series up to s²⁰, up to s = (√2 - 1) / (√2 + 1), where the
 * next term is 6e-19 */
static gdouble
sum_artanh (gdouble z)
{
  gdouble sum = 2.0 / 21;

  for (gint i = 19; i > 0; i -= 2)
    sum = sum * z + 2.0 / i;
  return sum;
}

/**
 * fv_log:
 * @x: a number
 *
 * Returns: its natural logarithm, within 3 units of the last place; -∞ of 0, and no
 *   number below
 */
gdouble
fv_log (gdouble x)
{
  gint exponent;
  gdouble m = frexp (x, &exponent), s;

  if (!(x > 0.0) || isinf (x))
    return x == 0.0 ? -INFINITY : x > 0.0 ? x : NAN;
  if (m < G_SQRT2 / 2)
    {
      m *= 2.0;
      exponent--;
    }
  s = (m - 1.0) / (m + 1.0);
  return exponent * FV_LN_2_HIGH + (exponent * FV_LN_2_LOW + s * sum_artanh (s * s));
}

/**
 * fv_power:
 * @base: a number greater than 0
 * @exponent: a number
 *
 * Returns: the power, with a relative error of 3e-16 × (1 + |its logarithm|) at most
 */
gdouble
fv_power (gdouble base, gdouble exponent)
{
  return fv_exp (exponent * fv_log (base));
}

/* A number with the part of it that a double has no room for */
typedef struct
{
  gdouble high;
  gdouble low;
} Precise;

static Precise
multiply (Precise a, Precise b)
{
  gdouble product = a.high * b.high;
  gdouble rest = fma (a.high, b.high, -product) + (a.high * b.low + a.low * b.high);
  gdouble sum = product + rest;

  return (Precise){ sum, rest - (sum - product) };
}

/**
 * fv_whole_power:
 * @base: a number
 * @exponent: a whole number
 *
 * With twice the precision on the way: sizes are rounded down after a division by what is
 * returned, and have to be those of a power that is as good as exact.
 *
 * Returns: the power, rounded from one with a relative error of about 1e-30 × @exponent;
 *   it has to be in the range of a double
 */
gdouble
fv_whole_power (gdouble base, guint exponent)
{
  Precise power = { base, 0.0 }, product = { 1.0, 0.0 };

  for (; exponent > 0; exponent /= 2)
    {
      if (exponent % 2 == 1)
        product = multiply (product, power);
      if (exponent > 1)
        power = multiply (power, power);
    }
  return product.high;
}

/**
 * fv_sin:
 * @x: an angle in radians
 *
 * Returns: its sine: see fv_sin_cos()
 */
gdouble
fv_sin (gdouble x)
{
  gdouble sine, cosine;

  fv_sin_cos (x, &sine, &cosine);
  return sine;
}

/**
 * fv_cos:
 * @x: an angle in radians
 *
 * Returns: its cosine: see fv_sin_cos()
 */
gdouble
fv_cos (gdouble x)
{
  gdouble sine, cosine;

  fv_sin_cos (x, &sine, &cosine);
  return cosine;
}

/* arctan (t) by its series up to t⁴³, up to t = √2 - 1, where the next term is 1e-19 */
static gdouble
sum_arctan (gdouble t)
{
  gdouble z = t * t, sum = 1.0 / 43;

  for (gint i = 41; i > 0; i -= 2)
    sum = 1.0 / i - z * sum;
  return t * sum;
}

/**
 * fv_atan2:
 * @y: a number
 * @x: a number
 *
 * Returns: the angle of the point (@x, @y) in -π…π, within 5e-16; 0 for (0, 0)
 */
gdouble
fv_atan2 (gdouble y, gdouble x)
{
  gdouble across = fabs (x), up = fabs (y);
  gdouble longer = MAX (across, up), shorter = MIN (across, up);
  gdouble t = longer > 0.0 ? shorter / longer : 0.0, angle;

  angle = t > G_SQRT2 - 1.0 ? HALF_PI / 2 + sum_arctan ((t - 1.0) / (t + 1.0))
                            : sum_arctan (t);
  if (up > across)
    angle = HALF_PI - angle;
  if (x < 0.0)
    angle = 2.0 * HALF_PI - angle;
  return y < 0.0 ? -angle : angle;
}
