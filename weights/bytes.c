/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "bytes.h"

/**
 * fv_bytes_skip:
 * @bytes: what is left
 * @size: how many bytes to take from its front
 *
 * Returns: (nullable): the bytes; %NULL if there are not so many
 */
const guint8 *
fv_bytes_skip (FvBytes *bytes, gsize size)
{
  const guint8 *front = bytes->bytes;

  if (bytes->has_failed || size > bytes->n_bytes)
    {
      bytes->has_failed = TRUE;
      return NULL;
    }
  bytes->bytes += size;
  bytes->n_bytes -= size;
  return front;
}

/**
 * fv_bytes_get:
 * @bytes: what is left
 * @size: bytes of a number, 8 at most
 *
 * Returns: a little-endian number from its front, 0 if there are not so many bytes
 */
guint64
fv_bytes_get (FvBytes *bytes, gsize size)
{
  const guint8 *front = fv_bytes_skip (bytes, size);
  guint64 number = 0;

  for (gsize i = 0; i < size && front != NULL; i++)
    number |= (guint64)front[i] << 8 * i;
  return number;
}
