/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "message.h"

#include <string.h>

void
test_put_varint (GByteArray *message, guint64 value)
{
  do
    {
      guint8 byte = (value & 0x7f) | (value > 0x7f ? 0x80 : 0);

      g_byte_array_append (message, &byte, 1);
      value >>= 7;
    }
  while (value > 0);
}

void
test_put_tag (GByteArray *message, guint64 number, guint wire)
{
  test_put_varint (message, number << 3 | wire);
}

void
test_put_number (GByteArray *message, guint64 number, guint64 value)
{
  test_put_tag (message, number, 0);
  test_put_varint (message, value);
}

void
test_put_bytes (GByteArray *message, guint64 number, gconstpointer bytes, gsize n_bytes)
{
  test_put_tag (message, number, 2);
  test_put_varint (message, n_bytes);
  g_byte_array_append (message, bytes, (guint)n_bytes);
}

void
test_put_string (GByteArray *message, guint64 number, const gchar *string)
{
  test_put_bytes (message, number, string, strlen (string));
}

void
test_put_message (GByteArray *message, guint64 number, GByteArray *inner)
{
  test_put_bytes (message, number, inner->data, inner->len);
  g_byte_array_unref (inner);
}
