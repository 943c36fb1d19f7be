/* SPDX-License-Identifier: GPL-3.0-or-later */

/* How like two lists of weights are. */

#ifndef FV_LIKENESS_H
#define FV_LIKENESS_H

#include <glib.h>

/* Sums over the pairs that were added; zero at first */
typedef struct
{
  gdouble product;
  gdouble square;
  gdouble known_square;
} FvLikeness;

void fv_likeness_add (FvLikeness *likeness, gdouble value, gdouble known);
gdouble fv_likeness_get (const FvLikeness *likeness);

#endif /* FV_LIKENESS_H */
