/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Values in their order, by a radix sort from the lowest digit on: so it takes as long
 * whatever they are, and equal ones keep their places, on every machine. */

#include "ranks.h"

#include <string.h>

/* Three digits make up a value. */
#define DIGIT_BITS 11
#define N_DIGITS   3
#define RADIX      (1 << DIGIT_BITS)

/**
 * fv_ranks_get_scratch:
 * @n_values: a number of values
 *
 * Returns: how many floats of scratch memory fv_ranks_find() needs for them
 */
gsize
fv_ranks_get_scratch (gsize n_values)
{
  return 2 * n_values * (sizeof (FvRanked) / sizeof (gfloat));
}

/* A number that is the larger the larger the value is: the bits of a positive one are;
 * those of a negative one are the smaller, and come before. Both zeros are one. */
static guint32
get_key (gfloat value)
{
  gfloat zero_is_positive = value + 0.0f;
  guint32 bits;

  memcpy (&bits, &zero_is_positive, sizeof bits);
  return bits ^ ((bits >> 31) != 0 ? 0xffffffffu : 0x80000000u);
}

/**
 * fv_ranked_get_value:
 * @ranked: one of what fv_ranks_find() returned
 *
 * Returns: the value
 */
gfloat
fv_ranked_get_value (FvRanked ranked)
{
  guint32 key = (guint32)(ranked >> 32);
  guint32 bits = key ^ ((key >> 31) != 0 ? 0x80000000u : 0xffffffffu);
  gfloat value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static guint
get_digit (FvRanked ranked, gint digit)
{
  return (guint)(ranked >> (32 + digit * DIGIT_BITS)) & (RADIX - 1);
}

/* Makes counts of each digit's values the places of the first of these. */
static void
make_places (guint32 *counts)
{
  guint32 place = 0;

  for (gint i = 0; i < RADIX; i++)
    {
      guint32 count = counts[i];

      counts[i] = place;
      place += count;
    }
}

static void
sort_by_digit (const FvRanked *from, gsize n, gint digit, guint32 *places, FvRanked *to)
{
  make_places (places);
  for (gsize i = 0; i < n; i++)
    to[places[get_digit (from[i], digit)]++] = from[i];
}

/**
 * fv_ranks_find:
 * @values: (array length=n_values): numbers, none of which is NaN
 * @n_values: how many, fewer than 2³²
 * @scratch: as much as fv_ranks_get_scratch() tells
 *
 * Returns: (transfer none) (array length=n_values): in @scratch, all of them from the
 *   smallest to the largest; of equal ones, that of the smaller index first
 */
const FvRanked *
fv_ranks_find (const gfloat *values, gsize n_values, gfloat *scratch)
{
  FvRanked *ranked = (gpointer)scratch, *other = ranked + n_values;
  guint32 counts[N_DIGITS][RADIX] = { { 0 } };

  for (gsize i = 0; i < n_values; i++)
    {
      ranked[i] = (FvRanked)get_key (values[i]) << 32 | i;
      for (gint digit = 0; digit < N_DIGITS; digit++)
        counts[digit][get_digit (ranked[i], digit)]++;
    }
  for (gint digit = 0; digit < N_DIGITS; digit++)
    {
      FvRanked *sorted = other;

      sort_by_digit (ranked, n_values, digit, counts[digit], sorted);
      other = ranked;
      ranked = sorted;
    }
  return ranked;
}
