/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The page of one procedure. What it tells of settings is what the tables tell from which
 * the dialog and the procedure's arguments are made. */

#include "page.h"
#include "html.h"
#include "texts.h"
#include "presets/built-in-presets.h"

#include <string.h>

#include <glib/gi18n-lib.h>

#define DECIMALS "%.10g"

static void
add_picture (GString *html, const HelpSection *section)
{
  html_add (html,
            "<figure>\n<img src=\"../images/%s\" alt=\"\" width=\"600\"/>\n"
            "<figcaption>%s</figcaption>\n</figure>\n",
            section->picture, _ (section->caption));
}

/* The texts that are written for the page. */
void
help_page_add_texts (GString *html, const gchar *page)
{
  for (const HelpSection *section = help_texts_find (page); section->title; section++)
    {
      html_add (html, "<h2>%s</h2>\n", _ (section->title));
      if (section->is_list)
        g_string_append (html, "<ul>\n");
      for (const gchar *const *text = section->paragraphs; *text; text++)
        html_add (html, section->is_list ? "<li>%s</li>\n" : "<p>%s</p>\n", _ (*text));
      if (section->is_list)
        g_string_append (html, "</ul>\n");
      if (section->picture)
        add_picture (html, section);
    }
}

/* Styles, as the dialog calls presets */

static void
add_styles (GString *html, const Procedure *procedure)
{
  GPtrArray *presets;

  if (!presets_get_arguments (procedure->name))
    return;

  html_add (html, "<h2>%s</h2>\n<p>%s</p>\n<dl>\n", _ ("Styles"),
            _ ("A style sets everything that makes up the picture’s manner. “Save” keeps "
               "the settings as a style of your own."));
  presets = presets_new_built_in (procedure->name);
  for (guint i = 0; i < presets->len; i++)
    {
      const Preset *preset = presets->pdata[i];

      html_add (html, "<dt>%s</dt>\n<dd>%s</dd>\n", preset->name, preset->help);
    }
  g_string_append (html, "</dl>\n");
  g_ptr_array_unref (presets);
}

/* Settings of the dialog */

static void
add_choices (GString *html, const Argument *argument)
{
  g_string_append (html, "<ul class=\"choices\">\n");
  for (const gchar *const *choice = argument->choices; *choice; choice++)
    html_add (html, "<li>%s</li>\n", _ (*choice));
  g_string_append (html, "</ul>\n");
}

static void
add_recipes (GString *html)
{
  const FvRecipe *recipe;

  g_string_append (html, "<ul class=\"choices\">\n");
  for (gint i = 0; (recipe = fv_recipe_get (i)); i++)
    html_add (html, "<li>%s <code>%s</code></li>\n", fv_recipe_get_label (recipe),
              recipe->name);
  g_string_append (html, "</ul>\n");
}

/* What an options field takes is told in a table of its own. */
static void
add_argument (GString *html, const Argument *argument)
{
  gchar *label = html_strip_label (_ (argument->label));

  html_add (html, "<dt>%s</dt>\n<dd>", label);
  if (argument->kind == ARGUMENT_OPTIONS)
    html_add (html, "<a href=\"#options\">%s</a>", _ ("Table of the options"));
  else
    html_add (html, "%s", _ (argument->help));
  if (argument->kind == ARGUMENT_LAYER)
    html_add (html, " <a href=\"layers.html\">%s</a>", _ ("What the layers show"));
  if (argument->hint)
    html_add (html, " (%s)", _ (argument->hint));
  if (argument->choices)
    add_choices (html, argument);
  if (argument->kind == ARGUMENT_RECIPE)
    add_recipes (html);
  g_string_append (html, "</dd>\n");
  g_free (label);
}

static gboolean
is_first_of_section (const Procedure *procedure, gint index)
{
  for (gint i = 0; i < index; i++)
    if (strcmp (procedure->arguments[i].section, procedure->arguments[index].section) ==
        0)
      return FALSE;

  return TRUE;
}

/* In the frames in which the dialog shows them. A height is shown beside its width. */
static void
add_arguments (GString *html, const Procedure *procedure)
{
  gint n_rows = procedure_count_rows (procedure);

  html_add (html, "<h2 id=\"settings\">%s</h2>\n", _ ("Settings"));
  for (gint i = 0; i < n_rows; i++)
    {
      const gchar *section = procedure->arguments[i].section;

      if (!is_first_of_section (procedure, i))
        continue;

      html_add (html, "<h3>%s</h3>\n<dl>\n", _ (section));
      for (gint j = i; j < n_rows; j++)
        if (strcmp (procedure->arguments[j].section, section) == 0 &&
            procedure->arguments[j].label)
          add_argument (html, &procedure->arguments[j]);
      g_string_append (html, "</dl>\n");
    }
}

/* Options */

static void
add_words (GString *html, gint index, const FvSettingInfo *info)
{
  gchar **words = g_strsplit (info->values, "|", -1);
  gchar **labels = fv_setting_get_value_labels (index);

  for (gint i = 0; words[i]; i++)
    html_add (html, "%s<code>%s</code> (%s)", i > 0 ? ", " : "", words[i], labels[i]);
  g_strfreev (words);
  g_strfreev (labels);
}

static void
add_range (GString *html, const FvSettingInfo *info)
{
  gchar minimum[G_ASCII_DTOSTR_BUF_SIZE];
  gchar maximum[G_ASCII_DTOSTR_BUF_SIZE];

  html_add (html, _ ("%s to %s"),
            g_ascii_formatd (minimum, sizeof minimum, DECIMALS, info->minimum),
            g_ascii_formatd (maximum, sizeof maximum, DECIMALS, info->maximum));
}

static void
add_option (GString *html, gint index, const FvSettingInfo *info)
{
  html_add (html, "<tr><td><code>%s</code></td><td>%s</td><td>%s<br/>\n<small>",
            info->name, info->label, info->blurb);
  if (info->values)
    add_words (html, index, info);
  else
    add_range (html, info);
  g_string_append (html, "</small></td></tr>\n");
}

static void
add_options (GString *html, const Argument *argument)
{
  FvSettingInfo info;

  html_add (
      html, "<h2 id=\"options\">%s</h2>\n<p>%s</p>\n<table>\n", _ ("Options"),
      _ ("The page Details of the dialog has a field for each of them. In options they "
         "are written as key=value, with a space between two of them. What is not "
         "written keeps its default."));
  html_add (html, "<tr><th>%s</th><th>%s</th><th>%s</th></tr>\n", _ ("Key"),
            _ ("Setting"), _ ("What it does"));
  for (gint i = 0; fv_setting_get_info (i, &info); i++)
    if ((info.tasks >> argument->number & 1) != 0)
      add_option (html, i, &info);
  g_string_append (html, "</table>\n");
}

static void
add_call (GString *html, const Procedure *procedure)
{
  html_add (html,
            "<h2>%s</h2>\n<p>%s</p>\n<pre><code>(%s RUN-NONINTERACTIVE image drawable",
            _ ("In scripts"),
            _ ("All arguments have to be given; Help › Procedure Browser tells what they "
               "mean."),
            procedure->name);
  for (gint i = 0; i < procedure->n_arguments; i++)
    html_add (html, " %s", procedure->arguments[i].name);
  g_string_append (html, ")</code></pre>\n");
}

/* All but the beginning and the end of the page. */
void
help_page_add_procedure (GString *html, const Procedure *procedure)
{
  const Argument *options =
      arguments_find (procedure->arguments, procedure->n_arguments, ARGUMENT_OPTIONS);
  gchar *entry = html_strip_label (_ (procedure->label));

  g_string_append (html, "<p class=\"menu\">");
  html_add (html, _ ("Filters › Neural › %s"), entry);
  html_add (html, "</p>\n<p class=\"blurb\">%s</p>\n", _ (procedure->blurb));
  help_page_add_texts (html, procedure->name);
  add_styles (html, procedure);
  add_arguments (html, procedure);
  if (options)
    add_options (html, options);
  add_call (html, procedure);
  g_free (entry);
}
