/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Writes the pages of the plug-in's help, in a folder for each language, with the list by
 * which GIMP finds them:
 *
 *     generate-help FOLDER TRANSLATIONS LANGUAGE…
 *
 * It has the plug-in's tables in it, but never talks to GIMP. */

#include "html.h"
#include "layers.h"
#include "page.h"
#include "procedures/table.h"

#include <libintl.h>
#include <locale.h>
#include <stdlib.h>
#include <utime.h>

#include <gio/gio.h>
#include <glib/gstdio.h>

#include <glib/gi18n-lib.h>

/* The other name of the locale C.UTF-8: see make_locale() */
#define LOCALE       "en_US.UTF-8"
#define LOCALE_FILES "/usr/lib/locale/C.utf8"

static void
fail (const gchar *what, const gchar *why)
{
  g_printerr ("generate-help: %s: %s\n", what, why);
  exit (1);
}

static void
write_file (const gchar *folder, const gchar *name, const gchar *extension, GString *text)
{
  gchar *base = g_strconcat (name, extension, NULL);
  gchar *file = g_build_filename (folder, base, NULL);
  GError *error = NULL;

  if (!g_file_set_contents (file, text->str, text->len, &error))
    fail (file, error->message);
  g_string_free (text, TRUE);
  g_free (file);
  g_free (base);
}

static void
write_procedure (const gchar *folder, const gchar *language, const Procedure *procedure)
{
  GString *html = g_string_new (NULL);

  html_begin (html, language, _ (procedure->title));
  help_page_add_procedure (html, procedure);
  html_end (html);
  write_file (folder, procedure->name, ".html", html);
}

static void
write_layers (const gchar *folder, const gchar *language)
{
  GString *html = g_string_new (NULL);

  html_begin (html, language, _ ("What the layers show"));
  help_page_add_texts (html, "layers");
  help_layers_add (html);
  html_end (html);
  write_file (folder, "layers", ".html", html);
}

static void
write_index (const gchar *folder, const gchar *language)
{
  GString *html = g_string_new (NULL);
  const Procedure *procedure;

  html_begin (html, language, _ ("Filters › Neural"));
  g_string_append (html, "<dl>\n");
  for (gint i = 0; (procedure = procedure_get (i)); i++)
    html_add (html, "<dt><a href=\"%s.html\">%s</a></dt>\n<dd>%s</dd>\n", procedure->name,
              _ (procedure->title), _ (procedure->blurb));
  g_string_append (html, "</dl>\n");
  help_page_add_texts (html, "index");
  html_end (html);
  write_file (folder, "index", ".html", html);
}

/* GIMP looks for the identifier that a dialog gives its Help button: the name of its
 * procedure, or the one of the dialog that downloads weights. */
static void
write_list (const gchar *folder)
{
  GString *xml =
      g_string_new ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gimp-help>\n");
  const Procedure *procedure;

  for (gint i = 0; (procedure = procedure_get (i)); i++)
    html_add (xml, "<help-item id=\"%s\" ref=\"%s.html\" title=\"%s\"/>\n",
              procedure->name, procedure->name, _ (procedure->title));
  html_add (xml,
            "<help-item id=\"visualize-vgg16-filter-fetch\" ref=\"index.html\" "
            "title=\"%s\"/>\n</gimp-help>\n",
            _ ("Weights and the sample network"));
  write_file (folder, "gimp-help", ".xml", xml);
}

/* The environment's language takes the place of the locale's in any locale but "C", and,
 * since version 2.39 of the GNU C library, "C.UTF-8". There may be no other one: so this
 * one gets another name, in a folder of its own. */
static gchar *
make_locale (void)
{
  gchar *folder = g_dir_make_tmp ("featvis-locale-XXXXXX", NULL);
  g_autofree gchar *path = folder ? g_build_filename (folder, LOCALE, NULL) : NULL;
  g_autoptr (GFile) locale = path ? g_file_new_for_path (path) : NULL;

  if (!locale || !g_file_make_symbolic_link (locale, LOCALE_FILES, NULL, NULL))
    fail (LOCALE, "no folder can be made for it");
  g_setenv ("LOCPATH", folder, TRUE);
  return folder;
}

static void
remove_locale (const gchar *folder)
{
  g_autofree gchar *locale = g_build_filename (folder, LOCALE, NULL);

  g_unlink (locale);
  g_rmdir (folder);
}

/* What was looked up in another language is forgotten only when the locale changes. */
static void
set_language (const gchar *language)
{
  g_setenv ("LANGUAGE", language, TRUE);
  setlocale (LC_ALL, "C");
  if (!setlocale (LC_ALL, LOCALE) && !setlocale (LC_ALL, "C.UTF-8"))
    fail (language, "there is no locale C.UTF-8");
}

static void
write_language (const gchar *parent, const gchar *language)
{
  gchar *folder = g_build_filename (parent, language, NULL);
  const Procedure *procedure;

  set_language (language);
  if (g_mkdir_with_parents (folder, 0755) != 0)
    fail (folder, "the folder cannot be made");

  for (gint i = 0; (procedure = procedure_get (i)); i++)
    write_procedure (folder, language, procedure);
  write_layers (folder, language);
  write_index (folder, language);
  write_list (folder);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  g_autofree gchar *locale = NULL;

  if (argc < 4)
    fail ("usage", "generate-help FOLDER TRANSLATIONS LANGUAGE…");

  locale = make_locale ();
  bindtextdomain (GETTEXT_PACKAGE, argv[2]);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  for (gint i = 3; i < argc; i++)
    write_language (argv[1], argv[i]);
  remove_locale (locale);

  /* For who watches the folder's time. */
  g_utime (argv[1], NULL);
  return 0;
}
