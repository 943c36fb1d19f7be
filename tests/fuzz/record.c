/* SPDX-License-Identifier: GPL-3.0-or-later */

/* libFuzzer's harness for the records of layers. What was understood is the same when it
 * is written and read again. */

#include "input.h"
#include "parameters/record-text.h"

int
LLVMFuzzerTestOneInput (const guint8 *bytes, size_t n_bytes)
{
  g_autoptr (GHashTable) values = record_text_parse ((const gchar *)bytes, n_bytes);
  g_autoptr (GHashTable) again = NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  GHashTableIter iterator;
  gpointer key, value;

  if (values == NULL)
    return 0;
  g_hash_table_iter_init (&iterator, values);
  while (g_hash_table_iter_next (&iterator, &key, &value))
    record_add_text (text, key, value);
  again = record_text_parse (text->str, text->len);
  g_assert_true (again != NULL &&
                 g_hash_table_size (again) == g_hash_table_size (values));
  g_hash_table_iter_init (&iterator, values);
  while (g_hash_table_iter_next (&iterator, &key, &value))
    g_assert_true (g_str_equal (g_hash_table_lookup (again, key), value));
  return 0;
}
