/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Random numbers that are the same on every machine.
 *
 * The generator is SplitMix64 (Steele, Lea and Flood, "Fast splittable
 * pseudorandom number generators", OOPSLA 2014). Its state is a plain counter, so
 * the n-th number of a seed is computed without those before it. */

#include "random.h"

#include "mathematics.h"

/**
 * fv_random_bits:
 * @seed: the sequence
 * @index: which of its numbers, from 0
 *
 * Returns: the @index-th output of SplitMix64 when it is started at @seed
 */
guint64
fv_random_bits (guint64 seed, guint64 index)
{
  guint64 z = seed + (index + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);

  z = (z ^ (z >> 30)) * G_GUINT64_CONSTANT (0xbf58476d1ce4e5b9);
  z = (z ^ (z >> 27)) * G_GUINT64_CONSTANT (0x94d049bb133111eb);
  return z ^ (z >> 31);
}

/**
 * fv_random_uniform:
 * @seed: the sequence
 * @index: which of its numbers, from 0
 *
 * Returns: a number uniformly distributed in [0, 1): the upper 53 bits of
 *   fv_random_bits()
 */
gdouble
fv_random_uniform (guint64 seed, guint64 index)
{
  return (fv_random_bits (seed, index) >> 11) * 0x1p-53;
}

/**
 * fv_random_normal:
 * @seed: the sequence
 * @index: which of its numbers, from 0
 *
 * Box and Muller's method ("A note on the generation of random normal deviates", 1958)
 * on the uniform numbers 2 × @index and 2 × @index + 1.
 *
 * Returns: a number of the normal distribution of mean 0 and variance 1
 */
gdouble
fv_random_normal (guint64 seed, guint64 index)
{
  gdouble radius = sqrt (-2.0 * fv_log (1.0 - fv_random_uniform (seed, 2 * index)));

  return radius * fv_cos (2.0 * G_PI * fv_random_uniform (seed, 2 * index + 1));
}
