/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "limits.h"

#define MIB  ((guint64)1 << 20)
#define HOUR 3600

/* The slowest that gets 59 MB in less than four hours; twice the whole of VGG19 with its
 * classifier, in numbers of 32 bits */
FvTransferLimits fv_transfer_limits = {
  .slowest = 4096, .longest = 12 * HOUR, .largest = 2048 * MIB, .spared = 64 * MIB
};
