/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "contract.h"

#include <string.h>

#define LONGEST_SENTENCE 3000 /* bytes: one that lists all layers is the longest */

/* @part so many times */
gchar *
make_long_text (const gchar *part, gsize n_times)
{
  gsize length = strlen (part);
  gchar *text = g_malloc (length * n_times + 1);

  for (gsize i = 0; i < n_times; i++)
    memcpy (text + i * length, part, length);
  text[length * n_times] = '\0';
  return text;
}

/* An error of that code, in a sentence that can be shown, and that has some words in it;
 * and forgets it. */
void
assert_error (GError **error, FvError code, const gchar *words)
{
  g_assert_error (*error, FV_ERROR, (gint)code);
  g_assert_true (g_utf8_validate ((*error)->message, -1, NULL));
  g_assert_cmpuint (strlen ((*error)->message), <=, LONGEST_SENTENCE);
  g_assert_true (g_str_has_suffix ((*error)->message, "."));
  if (strstr ((*error)->message, words) == NULL)
    g_error ("“%s” is not in: %s", words, (*error)->message);
  g_clear_error (error);
}

/* R, G, B in 0…255 */
FvImage *
make_picture (gint width, gint height)
{
  return fv_image_new_noise (width, height, 7, 0.0, 255.0, NULL);
}
