/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Powers of many values. Square roots and quotients are rounded exactly, whatever the
 * instruction set. */

#include <math.h>

#include "kernel-set.h"

void
KERNEL (fv_get_powers_) (const gfloat *values, gint n, gfloat *powers)
{
  for (gint i = 0; i < n; i++)
    {
      gfloat root = sqrtf (values[i]);

      powers[i] = 1.0f / (root * sqrtf (root));
    }
}
