/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What a server cannot do for ever. */

#ifndef FV_LIMITS_H
#define FV_LIMITS_H

#include <glib.h>

/* slowest: bytes in a second; with fewer, for as long as the timeout, a connection is
 *   given up
 * longest: seconds that one fetch may take, with all its tries
 * largest: bytes of a file whose size is not known
 * spared: bytes of the disk that a file whose size is not known leaves free */
typedef struct
{
  guint64 slowest;
  guint64 longest;
  guint64 largest;
  guint64 spared;
} FvTransferLimits;

/* Only tests change them. */
extern FvTransferLimits fv_transfer_limits;

#endif /* FV_LIMITS_H */
