/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Texts of users and of files in sentences that are shown to people. */

#include "text.h"

#include <string.h>

#define LONGEST      200 /* characters: an objective of some terms */
#define MOST_BYTES   4   /* of a character in UTF-8 */
#define ELLIPSIS     "…"
#define PROBED_BYTES (((gsize)LONGEST + 1) * MOST_BYTES)

/* Whether a character does something to the text around it or to a terminal, instead of
 * standing for itself: control characters, the ends of lines and paragraphs, and what
 * turns the direction of writing. */
static gboolean
acts (gunichar character)
{
  return g_unichar_iscntrl (character) || character == 0x2028 || character == 0x2029 ||
         (character >= 0x202a && character <= 0x202e) ||
         (character >= 0x2066 && character <= 0x2069);
}

static void
append_escaped (GString *text, gunichar character)
{
  if (!acts (character))
    g_string_append_unichar (text, character);
  else if (character == '\n')
    g_string_append (text, "\\n");
  else if (character < 0x80)
    g_string_append_printf (text, "\\x%02x", character);
  else
    g_string_append_printf (text, "\\u%04x", character);
}

/**
 * fv_text_escape:
 * @text: (nullable): any bytes, such as a file's name or what a file says
 *
 * Returns: (transfer full): the text as one line of valid UTF-8 in which nothing acts on
 *   a terminal: control characters, ends of lines and changes of the direction of writing
 *   are spelled out as in "\x1b", "\n" or "\u202e"; "" for %NULL
 */
gchar *
fv_text_escape (const gchar *text)
{
  g_autofree gchar *valid = g_utf8_make_valid (text ? text : "", -1);
  GString *escaped = g_string_sized_new (strlen (valid));

  for (const gchar *at = valid; *at != '\0'; at = g_utf8_next_char (at))
    append_escaped (escaped, g_utf8_get_char (at));
  return g_string_free (escaped, FALSE);
}

/**
 * fv_text_shorten:
 * @text: (nullable): any bytes, however many
 *
 * Returns: (transfer full): what a sentence can quote of it: as fv_text_escape() makes
 * it, and of a text of more than 200 characters the first ones, with an ellipsis; "" for
 *   %NULL
 */
gchar *
fv_text_shorten (const gchar *text)
{
  g_autofree gchar *probed = g_strndup (text ? text : "", PROBED_BYTES);
  g_autofree gchar *valid = g_utf8_make_valid (probed, -1);
  g_autofree gchar *begin = NULL;
  g_autofree gchar *escaped = NULL;

  if (g_utf8_strlen (valid, -1) <= LONGEST)
    return fv_text_escape (valid);
  begin = g_utf8_substring (valid, 0, LONGEST);
  escaped = fv_text_escape (begin);
  return g_strconcat (escaped, ELLIPSIS, NULL);
}
