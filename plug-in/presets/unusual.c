/* SPDX-License-Identifier: GPL-3.0-or-later */

/* What of the settings is far from those of the style that is nearest: something that was
 * set for a try, and that may have been forgotten since. */

#include "unusual.h"
#include "preset-parameters.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n-lib.h>

#define FAR 4.0 /* times as much, or as little */

static const Argument *
find_options (const Procedure *procedure)
{
  return arguments_find (procedure->arguments, procedure->n_arguments, ARGUMENT_OPTIONS);
}

/* Settings */

/* Those of the recipe, with what can be understood of the options. */
static void
read_settings (const Procedure *procedure, gconstpointer parameters, const gchar *options,
               FvSettings *settings)
{
  const FvRecipe *recipe = preset_find_recipe (procedure, parameters);
  FvTask task = find_options (procedure)->number;
  gboolean is_of_photo =
      !procedure->reads_drawable || procedure->reads_drawable (parameters);
  g_auto (GStrv) words = g_strsplit_set (options, " \t\r\n", -1);

  fv_settings_init (settings, task, recipe ? recipe : fv_recipe_get_usual (task),
                    is_of_photo ? FV_START_IMAGE : FV_START_NOISE);
  for (gint i = 0; words[i]; i++)
    fv_settings_parse (settings, words[i], NULL);
}

/* Whether it is a setting of the task that no argument has. */
static gboolean
is_setting (const Procedure *procedure, const FvSettingInfo *info)
{
  for (gint i = 0; i < procedure->n_arguments; i++)
    if (strcmp (procedure->arguments[i].name, info->name) == 0)
      return FALSE;

  return (info->tasks >> find_options (procedure)->number & 1) != 0;
}

static gint
count_differences (const Procedure *procedure, const FvSettings *one,
                   const FvSettings *other)
{
  FvSettingInfo info;
  gint n = 0;

  for (gint i = 0; fv_setting_get_info (i, &info); i++)
    if (is_setting (procedure, &info))
      {
        g_autofree gchar *one_value = fv_settings_get (one, info.name);
        g_autofree gchar *other_value = fv_settings_get (other, info.name);

        n += strcmp (one_value, other_value) != 0;
      }
  return n;
}

/* Without a preset, the recipe alone tells what is usual. */
static void
find_usual (const Procedure *procedure, const GPtrArray *presets,
            const FvWeights *weights, gconstpointer parameters,
            const FvSettings *settings, FvSettings *usual)
{
  gint least = G_MAXINT;

  read_settings (procedure, parameters, "", usual);
  for (guint i = 0; presets && i < presets->len; i++)
    {
      g_autofree gpointer copy =
          preset_apply (presets->pdata[i], procedure, weights, parameters, NULL);
      FvSettings theirs;
      gint n;

      if (!copy)
        continue;
      read_settings (procedure, copy,
                     (const gchar *)copy + find_options (procedure)->offset, &theirs);
      n = count_differences (procedure, settings, &theirs);
      if (n < least)
        *usual = theirs;
      least = MIN (least, n);
    }
}

/* Telling */

static gboolean
is_far (const gchar *value, const gchar *usual)
{
  gdouble number = g_ascii_strtod (value, NULL);
  gdouble usual_number = g_ascii_strtod (usual, NULL);

  return number > 0.0 && usual_number > 0.0 &&
         fabs (log (number / usual_number)) >= log (FAR);
}

/* Such as “Steps: 3000 instead of 15”; NULL if nothing is far from usual. */
gchar *
unusual_describe (const Procedure *procedure, const GPtrArray *presets,
                  const FvWeights *weights, gconstpointer parameters)
{
  const gchar *options = (const gchar *)parameters + find_options (procedure)->offset;
  g_autoptr (GString) text = g_string_new (NULL);
  FvSettings settings, usual;
  FvSettingInfo info;

  read_settings (procedure, parameters, options, &settings);
  find_usual (procedure, presets, weights, parameters, &settings, &usual);
  for (gint i = 0; fv_setting_get_info (i, &info); i++)
    {
      g_autofree gchar *value = fv_settings_get (&settings, info.name);
      g_autofree gchar *usual_value = fv_settings_get (&usual, info.name);

      if (info.values || !is_setting (procedure, &info) || !is_far (value, usual_value))
        continue;
      g_string_append (text, text->len > 0 ? ", " : "");
      g_string_append_printf (text, _ ("%s: %s instead of %s"), info.label, value,
                              usual_value);
    }
  return text->len > 0 ? g_strdup (text->str) : NULL;
}
