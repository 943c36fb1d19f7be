/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "likeness.h"

#include <math.h>

/**
 * fv_likeness_add:
 * @likeness: (inout): what was added so far
 * @value: a weight
 * @known: the known one in its place
 */
void
fv_likeness_add (FvLikeness *likeness, gdouble value, gdouble known)
{
  likeness->product += value * known;
  likeness->square += value * value;
  likeness->known_square += known * known;
}

/**
 * fv_likeness_get:
 * @likeness: what was added
 *
 * Returns: the cosine of the angle between the two lists, 0 where their sizes are too
 *   different
 */
gdouble
fv_likeness_get (const FvLikeness *likeness)
{
  gdouble square = likeness->square, known_square = likeness->known_square;

  if (!(square > known_square / 4 && square < known_square * 4))
    return 0;
  return likeness->product / sqrt (square * known_square);
}
