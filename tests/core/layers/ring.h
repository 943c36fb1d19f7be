/* SPDX-License-Identifier: GPL-3.0-or-later */

#ifndef TEST_RING_H
#define TEST_RING_H

#include "maps/map.h"

FvMap new_ring (const FvMap *map, gint n_rows, gint first, gint end);

#endif /* TEST_RING_H */
