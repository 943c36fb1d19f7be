/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What all pages of the help have in common. They are HTML that is XML as well, so that
 * its form can be checked. */

#include "html.h"

#include <string.h>

#include <glib/gi18n-lib.h>

/* Like g_string_append_printf(), but that the arguments are texts without markup. */
void
html_add (GString *html, const gchar *format, ...)
{
  va_list arguments;
  gchar *text;

  va_start (arguments, format);
  text = g_markup_vprintf_escaped (format, arguments);
  va_end (arguments);
  g_string_append (html, text);
  g_free (text);
}

/* Begins a page of that language and title, with the way to the others. */
void
html_begin (GString *html, const gchar *language, const gchar *title)
{
  html_add (html,
            "<!DOCTYPE html>\n"
            "<html lang=\"%s\">\n"
            "<head>\n"
            "<meta charset=\"utf-8\"/>\n"
            "<meta name=\"viewport\" content=\"width=device-width\"/>\n"
            "<title>%s</title>\n"
            "<link rel=\"stylesheet\" href=\"../style.css\"/>\n"
            "</head>\n"
            "<body>\n"
            "<nav><a href=\"index.html\">%s</a> · <a href=\"layers.html\">%s</a></nav>\n"
            "<h1>%s</h1>\n",
            language, title, _ ("All of the plug-in’s help"), _ ("What the layers show"),
            title);
}

void
html_end (GString *html)
{
  html_add (html, "<footer>Visualize VGG16 Filter %s</footer>\n</body>\n</html>\n",
            FV_VERSION);
}

/* The text of a dialog's label or of a menu entry: without its mnemonic, which may stand
 * behind it in parentheses, and without its colon or ellipsis. */
gchar *
html_strip_label (const gchar *label)
{
  GString *text = g_string_new (NULL);
  const gchar *c = label;

  while (*c)
    if (c[0] == '(' && c[1] == '_' && c[2] && c[3] == ')')
      c += 4;
    else if (*c == '_')
      c++;
    else
      g_string_append_c (text, *c++);

  if (g_str_has_suffix (text->str, ":"))
    g_string_truncate (text, text->len - 1);
  else if (g_str_has_suffix (text->str, "…"))
    g_string_truncate (text, text->len - strlen ("…"));
  return g_string_free (text, FALSE);
}
