/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Reads numbers and texts from the front of some bytes, and never beyond their end. */

#ifndef FV_BYTES_H
#define FV_BYTES_H

#include <glib.h>

/* @has_failed: more was asked for than is there; whatever was got since is 0 */
typedef struct
{
  const guint8 *bytes;
  gsize n_bytes;
  gboolean has_failed;
} FvBytes;

guint64 fv_bytes_get (FvBytes *bytes, gsize size);
const guint8 *fv_bytes_skip (FvBytes *bytes, gsize size);

#endif /* FV_BYTES_H */
