/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The order of rows, gone through without any values: each row is done once, and all that
 * it sees, by the definition of windows, is there at that time, in the places that the
 * plan has for it; no map has more places than that takes. */

#ifndef TEST_PLAN_WALK_H
#define TEST_PLAN_WALK_H

#include "plan_case.h"

#define PLAN_WIDTH 200

void plan_walk_assert (const FvNetwork *network, const FvPassTarget *target,
                       FvPassManner manner, gint height, gint spare);

#endif /* TEST_PLAN_WALK_H */
