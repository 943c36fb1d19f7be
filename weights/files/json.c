/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "json.h"

#include <string.h>

/**
 * fv_json_is_shallow:
 * @json: JSON of a file
 * @length: its length in bytes
 * @most: how many brackets may be open at a time
 *
 * json-glib goes one level deeper into the stack for each bracket. It would also take
 * comments, in which quotes and brackets mean nothing; so what our files have no use for
 * is refused before brackets are counted wrongly.
 *
 * Returns: whether it can be given to json-glib
 */
gboolean
fv_json_is_shallow (const gchar *json, gsize length, gint most)
{
  gint depth = 0;
  gboolean in_string = FALSE;

  for (gsize i = 0; i < length; i++)
    {
      if (in_string && json[i] == '\\')
        i++;
      else if (json[i] == '"')
        in_string = !in_string;
      else if (in_string)
        continue;
      else if (json[i] == '{' || json[i] == '[')
        depth++;
      else if (json[i] == '}' || json[i] == ']')
        depth--;
      else if (!g_ascii_isalnum (json[i]) && strchr (" \t\r\n,:+-.", json[i]) == NULL)
        return FALSE;
      if (depth > most)
        return FALSE;
    }
  return TRUE;
}
