/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef FV_OBJECTIVE_POSITIONS_H
#define FV_OBJECTIVE_POSITIONS_H

#include "featvis.h"
#include "tap.h"

/* The positions of a tap's map that count, and how many they are */
typedef struct
{
  gint left;
  gint right;
  gint top;
  gint bottom;
  gint64 n;
} FvPositions;

FvPositions fv_positions_of_tap (const FvObjective *objective, const FvTap *tap);
gint fv_positions_get_row_length (const FvPositions *positions);
gfloat *fv_positions_get_values (const FvPositions *positions, const FvTap *tap, gint y);
const gfloat *fv_positions_get_content (const FvPositions *positions, const FvTap *tap,
                                        gint y);
gboolean fv_positions_rectify (const FvObjective *objective, const FvTap *tap,
                               gfloat *values, gint n_positions);

#endif /* FV_OBJECTIVE_POSITIONS_H */
