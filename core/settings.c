/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Settings: their defaults, and their values from texts and as texts. */

#include "settings.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Defaults that no recipe has: the seeds' sheets and maps, and the heat map of F.
 * Chollet's book (5.4.3) */
#define CELL_MARGIN     5
#define MAPS_IN_ROW     16
#define HEATMAP_OPACITY 0.4
#define SERIES_ZOOM     1.05 /* as in Google's DeepDream notebook */

/**
 * fv_settings_init:
 * @settings: (out caller-allocated): the settings
 * @task: what they are for
 * @recipe: where the values come from
 * @start: what an ascent begins at
 *
 * Fills in the task's and the recipe's values. Those that start from a picture keep its
 * contrast.
 */
void
fv_settings_init (FvSettings *settings, FvTask task, const FvRecipe *recipe,
                  FvStart start)
{
  *settings = (FvSettings){
    .task = task,
    .recipe = recipe,
    .steps = recipe->steps,
    .step_size = start == FV_START_IMAGE && recipe->picture_step_size > 0.0
                     ? recipe->picture_step_size
                     : recipe->step_size,
    .scales = recipe->scales,
    .scale_factor = recipe->scale_factor,
    .contrast = start == FV_START_IMAGE ? 0.0 : recipe->contrast,
    .relu = recipe->relu,
    .norm = recipe->norm,
    .jitter = recipe->jitter,
    .padding = recipe->padding,
    .seamless = start == FV_START_IMAGE ? FV_SEAMLESS_NO : recipe->seamless,
    .strength = 1.0,
    .frames = 1,
    .zoom = SERIES_ZOOM,
    .order = recipe->sheet_order,
    .columns = task == FV_TASK_SHEET ? recipe->sheet_columns : MAPS_IN_ROW,
    .margin = CELL_MARGIN,
    .fill = recipe->sheet_fill,
    .opacity = HEATMAP_OPACITY,
  };
}

static gdouble
get_value (const FvSettings *settings, const FvSetting *setting)
{
  gconstpointer field = (const gchar *)settings + setting->offset;

  return setting->info.digits > 0 ? *(const gdouble *)field : *(const gint *)field;
}

static void
set_value (FvSettings *settings, const FvSetting *setting, gdouble value)
{
  gpointer field = (gchar *)settings + setting->offset;

  if (setting->info.digits > 0)
    *(gdouble *)field = value;
  else
    *(gint *)field = (gint)value;
}

static gboolean
has_task (const FvSetting *setting, FvTask task)
{
  return (setting->info.tasks >> task & 1) != 0;
}

static const FvSetting *
find_setting (FvTask task, const gchar *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  const FvSetting *setting;

  for (gint i = 0; (setting = fv_setting_get (i)) != NULL; i++)
    {
      if (!has_task (setting, task))
        continue;
      if (g_strcmp0 (setting->info.name, name) == 0)
        return setting;
      g_string_append_printf (names, "%s%s", names->len > 0 ? ", " : "",
                              setting->info.name);
    }
  g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
               _ ("There is no option “%s”. Choose one of: %s."), name, names->str);
  return NULL;
}

static gboolean
parse_word (const FvSettingInfo *info, const gchar *text, gdouble *value, GError **error)
{
  g_auto (GStrv) words = g_strsplit (info->values, "|", -1);
  g_autofree gchar *list = NULL;

  for (gint i = 0; words[i] != NULL; i++)
    if (g_strcmp0 (words[i], text) == 0)
      {
        *value = i;
        return TRUE;
      }
  list = g_strjoinv (", ", words);
  g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
               _ ("Option %s cannot be “%s”. Choose one of: %s."), info->name, text,
               list);
  return FALSE;
}

static gboolean
is_within (const FvSettingInfo *info, gdouble value)
{
  return value >= info->minimum && value <= info->maximum &&
         (info->digits > 0 || value == floor (value));
}

static gboolean
parse_number (const FvSettingInfo *info, const gchar *text, gdouble *value,
              GError **error)
{
  gchar *end;

  *value = g_ascii_strtod (text, &end);
  if (end != text && *end == '\0' && is_within (info, *value))
    return TRUE;
  g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
               info->digits > 0
                   ? _ ("Option %s cannot be “%s”. Choose a number from %g to %g.")
                   : _ ("Option %s cannot be “%s”. Choose a whole number from "
                        "%.0f to %.0f."),
               info->name, text, info->minimum, info->maximum);
  return FALSE;
}

/**
 * fv_settings_set:
 * @settings: the settings
 * @name: a setting's name
 * @value: its value, in the C locale's notation
 * @error: %FV_ERROR_SETTING for a name that the task does not have, or a value that is
 *   malformed or out of range
 *
 * Returns: whether the setting was changed
 */
gboolean
fv_settings_set (FvSettings *settings, const gchar *name, const gchar *value,
                 GError **error)
{
  const FvSetting *setting = find_setting (settings->task, name, error);
  gdouble number;

  if (setting == NULL ||
      !(setting->info.values ? parse_word (&setting->info, value, &number, error)
                             : parse_number (&setting->info, value, &number, error)))
    return FALSE;
  set_value (settings, setting, number);
  return TRUE;
}

static gboolean
parse_option (FvSettings *settings, const gchar *option, GError **error)
{
  g_auto (GStrv) parts = g_strsplit (option, "=", 2);

  if (g_strv_length (parts) == 2)
    return fv_settings_set (settings, parts[0], parts[1], error);
  g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
               _ ("“%s” is no option. Write options as key=value, separated by spaces."),
               option);
  return FALSE;
}

/**
 * fv_settings_parse:
 * @settings: the settings
 * @options: "key=value key=value …", keys and values as fv_settings_set() takes them
 * @error: %FV_ERROR_SETTING
 *
 * Returns: whether all options were understood; @settings is unchanged otherwise
 */
gboolean
fv_settings_parse (FvSettings *settings, const gchar *options, GError **error)
{
  g_auto (GStrv) parts = g_strsplit_set (options ? options : "", " \t\n\r", -1);
  FvSettings parsed = *settings;

  for (gint i = 0; parts[i] != NULL; i++)
    if (parts[i][0] != '\0' && !parse_option (&parsed, parts[i], error))
      return FALSE;
  *settings = parsed;
  return TRUE;
}

/**
 * fv_settings_check:
 * @settings: the settings
 * @error: %FV_ERROR_SETTING
 *
 * Returns: whether every field that the task has is within its range
 */
gboolean
fv_settings_check (const FvSettings *settings, GError **error)
{
  const FvSetting *setting;

  for (gint i = 0; (setting = fv_setting_get (i)) != NULL; i++)
    {
      const FvSettingInfo *info = &setting->info;
      gdouble value = get_value (settings, setting);

      if (has_task (setting, settings->task) && !is_within (info, value))
        {
          g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                       _ ("Option %s cannot be %g. Choose a number from %g to %g."),
                       info->name, value, info->minimum, info->maximum);
          return FALSE;
        }
    }
  return TRUE;
}

static gchar *
value_to_text (const FvSettings *settings, const FvSetting *setting)
{
  gdouble value = get_value (settings, setting);
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];

  if (setting->info.values != NULL)
    {
      g_auto (GStrv) words = g_strsplit (setting->info.values, "|", -1);

      return g_strdup (words[(gint)value]);
    }
  return g_strdup (g_ascii_formatd (number, sizeof number, "%.15g", value));
}

/**
 * fv_settings_get:
 * @settings: settings whose values are within their ranges
 * @name: a setting's name
 *
 * Returns: (transfer full) (nullable): its value, as fv_settings_set() takes it; %NULL
 *   for a name that the task does not have
 */
gchar *
fv_settings_get (const FvSettings *settings, const gchar *name)
{
  const FvSetting *setting = find_setting (settings->task, name, NULL);

  return setting != NULL ? value_to_text (settings, setting) : NULL;
}

/**
 * fv_settings_to_string:
 * @settings: the settings
 *
 * Returns: (transfer full): every setting that the task has and its result depends on, as
 *   an options string that fv_settings_parse() takes
 */
gchar *
fv_settings_to_string (const FvSettings *settings)
{
  GString *string = g_string_new (NULL);
  const FvSetting *setting;

  for (gint i = 0; (setting = fv_setting_get (i)) != NULL; i++)
    {
      g_autofree gchar *value = NULL;

      if (!setting->stored || !has_task (setting, settings->task))
        continue;
      value = value_to_text (settings, setting);
      g_string_append_printf (string, "%s%s=%s", string->len > 0 ? " " : "",
                              setting->info.name, value);
    }
  return g_string_free (string, FALSE);
}
