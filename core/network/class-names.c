/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The names of ImageNet's classes. */

#include "class-names.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "base/text.h"
#include "network/imagenet-classes.h"

#define MOST_ALIKE 8 /* names that are told, where several are alike */

/* Returns: (transfer full): the lines of the file that is built in, but for the first
 *   ones, which are about it */
static GStrv
read_names (void)
{
  GBytes *bytes =
      g_resource_lookup_data (fv_classes_get_resource (), "/featvis/imagenet-classes.txt",
                              G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gsize size;
  const gchar *text = g_bytes_get_data (bytes, &size);
  g_autofree gchar *copy = g_strndup (text, size);
  const gchar *first = copy;
  GStrv names;

  while (*first == '#')
    first = strchr (first, '\n') + 1;
  names = g_strsplit (first, "\n", -1);
  g_bytes_unref (bytes);
  return names;
}

/* Returns: (transfer none): the names of ImageNet's classes, in the order of their
 *   numbers; several threads may ask */
static const gchar *const *
get_names (void)
{
  static GStrv names = NULL;

  if (g_once_init_enter (&names))
    g_once_init_leave (&names, read_names ());
  return (const gchar *const *)names;
}

/**
 * fv_class_names_get:
 * @class_index: one of ImageNet's classes, from 0
 *
 * Returns: (transfer none): its English name
 */
const gchar *
fv_class_names_get (gint class_index)
{
  return get_names ()[class_index];
}

/* "Tiger cat" and "tiger_cat" are " tiger cat ". */
static gchar *
simplify (const gchar *text)
{
  GString *simple = g_string_new (" ");

  for (const gchar *c = text; *c != '\0'; c++)
    if (g_ascii_isalnum (*c))
      g_string_append_c (simple, g_ascii_tolower (*c));
    else if (simple->str[simple->len - 1] != ' ')
      g_string_append_c (simple, ' ');
  if (simple->str[simple->len - 1] != ' ')
    g_string_append_c (simple, ' ');
  return g_string_free (simple, FALSE);
}

static void
add_alike (GString *alike, gint n, gint class_index)
{
  if (n < MOST_ALIKE)
    g_string_append_printf (alike, "%s%s (%d)", n > 0 ? ", " : "",
                            fv_class_names_get (class_index), class_index);
  else if (n == MOST_ALIKE)
    g_string_append (alike, ", …");
}

static gchar *
describe_problem (const gchar *text, const gchar *alike)
{
  g_autofree gchar *shown = fv_text_shorten (text);

  return alike[0] != '\0'
             ? g_strdup_printf (_ ("“%s” is in the names of several classes. Write the "
                                   "whole name, or the number, of one of: %s."),
                                shown, alike)
             : g_strdup_printf (
                   _ ("there is no class “%s” in ImageNet. Write its number, "
                      "or an English word such as “tabby”."),
                   shown);
}

/**
 * fv_class_names_find:
 * @text: a class's name, or whole words of it; capitals, and what stands between words,
 *   make no difference
 * @problem: (out) (transfer full): where no class is found, why, in a sentence
 *
 * Returns: the class of that name, or the only one with these words in its name; -1 where
 *   there is none, or there are several
 */
gint
fv_class_names_find (const gchar *text, gchar **problem)
{
  g_autofree gchar *words = simplify (text);
  g_autoptr (GString) found = g_string_new (NULL);
  gint n = 0, last = -1, exact = -1;

  for (gint i = 0; i < FV_N_CLASS_NAMES && strlen (words) > 1; i++)
    {
      g_autofree gchar *name = simplify (fv_class_names_get (i));

      if (strstr (name, words) == NULL)
        continue;
      if (g_str_equal (name, words))
        exact = i;
      add_alike (found, n++, i);
      last = i;
    }
  if (exact >= 0)
    return exact;
  if (n == 1)
    return last;
  *problem = describe_problem (text, found->str);
  return -1;
}
