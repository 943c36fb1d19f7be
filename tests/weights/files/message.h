/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Puts protobuf messages together, as hostile as need be. */

#ifndef TEST_WEIGHTS_MESSAGE_H
#define TEST_WEIGHTS_MESSAGE_H

#include <glib.h>

void test_put_varint (GByteArray *message, guint64 value);
void test_put_tag (GByteArray *message, guint64 number, guint wire);
void test_put_number (GByteArray *message, guint64 number, guint64 value);
void test_put_bytes (GByteArray *message, guint64 number, gconstpointer bytes,
                     gsize n_bytes);
void test_put_string (GByteArray *message, guint64 number, const gchar *string);
void test_put_message (GByteArray *message, guint64 number, GByteArray *inner);

#endif /* TEST_WEIGHTS_MESSAGE_H */
