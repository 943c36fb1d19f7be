/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Texts of users in sentences that are shown to them. */

#include "text.h"

#define LONGEST      200 /* characters: an objective of some terms */
#define MOST_BYTES   4   /* of a character in UTF-8 */
#define ELLIPSIS     "…"
#define PROBED_BYTES (((gsize)LONGEST + 1) * MOST_BYTES)

/**
 * fv_text_shorten:
 * @text: (nullable): any bytes, however many
 *
 * Returns: (transfer full): what a sentence can quote of it: valid UTF-8, and of a text
 *   of more than 200 characters the first ones, with an ellipsis; "" for %NULL
 */
gchar *
fv_text_shorten (const gchar *text)
{
  g_autofree gchar *probed = g_strndup (text ? text : "", PROBED_BYTES);
  g_autofree gchar *valid = g_utf8_make_valid (probed, -1);
  g_autofree gchar *begin = NULL;

  if (g_utf8_strlen (valid, -1) <= LONGEST)
    return g_steal_pointer (&valid);
  begin = g_utf8_substring (valid, 0, LONGEST);
  return g_strconcat (begin, ELLIPSIS, NULL);
}
