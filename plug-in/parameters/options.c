/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Options as a text: "key=value key=value …". */

#include "options.h"

#include <string.h>

/* Parts the options into those of that key, of which the last one counts, and the rest.
 * Returns NULL if there is none. */
gchar *
options_take (const gchar *options, const gchar *key, gchar **rest)
{
  g_auto (GStrv) words = g_strsplit_set (options, " \t\r\n", -1);
  gsize length = strlen (key);
  GString *others = g_string_new (NULL);
  gchar *value = NULL;

  for (gint i = 0; words[i]; i++)
    if (strncmp (words[i], key, length) == 0 && words[i][length] == '=')
      {
        g_free (value);
        value = g_strdup (words[i] + length + 1);
      }
    else if (words[i][0])
      g_string_append_printf (others, "%s%s", others->len > 0 ? " " : "", words[i]);

  *rest = g_string_free (others, FALSE);
  return value;
}

/* The options with that value for the key, or with NULL, without the key. */
gchar *
options_put (const gchar *options, const gchar *key, const gchar *value)
{
  g_autofree gchar *rest = NULL;

  g_free (options_take (options, key, &rest));
  return value ? g_strdup_printf ("%s%s%s=%s", rest, rest[0] ? " " : "", key, value)
               : g_steal_pointer (&rest);
}
