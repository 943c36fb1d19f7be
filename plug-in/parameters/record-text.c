/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Lines of key=value, UTF-8. A line break or backslash within a value is written as in C.
 */

#include "record-text.h"

#include <string.h>

void
record_add_text (GString *record, const gchar *key, const gchar *value)
{
  g_string_append_printf (record, "%s=", key);
  for (const gchar *c = value ? value : ""; *c; c++)
    if (*c == '\n')
      g_string_append (record, "\\n");
    else if (*c == '\\')
      g_string_append (record, "\\\\");
    else
      g_string_append_c (record, *c);
  g_string_append_c (record, '\n');
}

static gchar *
unescape (const gchar *text)
{
  GString *value = g_string_new (NULL);

  for (const gchar *c = text; *c; c++)
    {
      if (*c == '\\' && (c[1] == 'n' || c[1] == '\\'))
        g_string_append_c (value, *++c == 'n' ? '\n' : '\\');
      else
        g_string_append_c (value, *c);
    }
  return g_string_free (value, FALSE);
}

static GHashTable *
parse (const gchar *text)
{
  gchar **lines = g_strsplit (text, "\n", -1);
  GHashTable *values = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (gint i = 0; values && lines[i]; i++)
    {
      const gchar *sign = strchr (lines[i], '=');

      if (sign && sign > lines[i])
        g_hash_table_insert (values, g_strndup (lines[i], sign - lines[i]),
                             unescape (sign + 1));
      else if (lines[i][0])
        g_clear_pointer (&values, g_hash_table_unref);
    }

  g_strfreev (lines);
  return values;
}

/* The keys and values of lines that may come from anywhere, to be freed with
 * g_hash_table_unref(); NULL if one is no line of a record. */
GHashTable *
record_text_parse (const gchar *bytes, gsize n_bytes)
{
  g_autofree gchar *text = g_strndup (bytes, n_bytes);

  if (!text || !g_utf8_validate (text, -1, NULL)) /* there may be no data at all */
    return NULL;
  return parse (text);
}
