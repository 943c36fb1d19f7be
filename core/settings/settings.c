/* SPDX-License-Identifier: GPL-3.0-or-later */

/* Settings: their defaults, and their values from texts and as texts. */

#include "settings.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "base/text.h"

/* Defaults that no recipe has: the seeds' sheets and maps, and the heat map of F.
 * Chollet's book (5.4.3) */
#define CELL_MARGIN     5
#define MAPS_IN_ROW     16
#define HEATMAP_OPACITY 0.4
#define SERIES_ZOOM     1.05 /* as in Google's DeepDream notebook */

/**
 * fv_settings_init:
 * @settings: (out caller-allocates): the settings
 * @task: what they are for
 * @recipe: where the values come from
 * @start: what an ascent begins at
 *
 * Fills in the task's and the recipe's values. Those that start from a picture keep its
 * contrast and their edges.
 */
void
fv_settings_init (FvSettings *settings, FvTask task, const FvRecipe *recipe,
                  FvStart start)
{
  g_return_if_fail (settings != NULL && recipe != NULL);
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
    .border = recipe->border,
    .crop = start == FV_START_IMAGE ? 0 : recipe->crop,
    .relu = recipe->relu,
    .norm = recipe->norm,
    .jitter = recipe->jitter,
    .padding = recipe->padding,
    .seamless = start == FV_START_IMAGE ? FV_SEAMLESS_NO : recipe->seamless,
    .strength = 1.0,
    .style_strength = 0.5,
    .guide_scale = 1.0,
    .match_colors = recipe->match_colors,
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

/* A task that is none has no settings. */
static gboolean
has_task (const FvSetting *setting, FvTask task)
{
  return (guint)task < 8 * sizeof setting->info.tasks &&
         (setting->info.tasks >> task & 1) != 0;
}

static const FvSetting *
find_setting (FvTask task, const gchar *name, GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  g_autofree gchar *shown = fv_text_shorten (name);
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
               _ ("There is no option “%s”. Choose one of: %s."), shown, names->str);
  return NULL;
}

/* Tells what a setting can be instead of a text: numbers as fv_settings_set() takes them,
 * whatever the decimal point of the user's language. */
static void
set_error (const FvSettingInfo *info, const gchar *text, GError **error)
{
  g_autofree gchar *shown = fv_text_shorten (text);
  gchar minimum[G_ASCII_DTOSTR_BUF_SIZE], maximum[G_ASCII_DTOSTR_BUF_SIZE];

  if (info->values != NULL)
    {
      g_auto (GStrv) words = g_strsplit (info->values, "|", -1);
      g_autofree gchar *list = g_strjoinv (", ", words);

      g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                   _ ("Option %s cannot be “%s”. Choose one of: %s."), info->name, shown,
                   list);
      return;
    }
  g_ascii_formatd (minimum, sizeof minimum, "%.15g", info->minimum);
  g_ascii_formatd (maximum, sizeof maximum, "%.15g", info->maximum);
  g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
               info->digits > 0
                   ? _ ("Option %s cannot be “%s”. Choose a number from %s to %s.")
                   : _ ("Option %s cannot be “%s”. Choose a whole number from %s to %s."),
               info->name, shown, minimum, maximum);
}

static gboolean
parse_word (const FvSettingInfo *info, const gchar *text, gdouble *value, GError **error)
{
  g_auto (GStrv) words = g_strsplit (info->values, "|", -1);

  for (gint i = 0; words[i] != NULL; i++)
    if (g_strcmp0 (words[i], text) == 0)
      {
        *value = i;
        return TRUE;
      }
  set_error (info, text, error);
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
  set_error (info, text, error);
  return FALSE;
}

static gboolean
check_number (const FvSettingInfo *info, gdouble value, GError **error)
{
  gchar text[G_ASCII_DTOSTR_BUF_SIZE];

  if (is_within (info, value))
    return TRUE;
  set_error (info, g_ascii_formatd (text, sizeof text, "%.15g", value), error);
  return FALSE;
}

/* "WxH", which is short for width and height */
static gboolean
set_size (FvSettings *settings, const gchar *value, GError **error)
{
  g_auto (GStrv) sides = g_strsplit (value, "x", -1);
  g_autofree gchar *shown = fv_text_shorten (value);
  FvSettings changed = *settings;

  if (g_strv_length (sides) == 2 && fv_settings_set (&changed, "width", sides[0], NULL) &&
      fv_settings_set (&changed, "height", sides[1], NULL) && changed.width > 0 &&
      changed.height > 0)
    {
      *settings = changed;
      return TRUE;
    }
  g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
               _ ("Option size cannot be “%s”. Write WIDTHxHEIGHT in pixels, such as "
                  "150x150."),
               shown);
  return FALSE;
}

/**
 * fv_settings_set:
 * @settings: the settings
 * @name: a setting's name; "size", with a value such as "150x150", is short for "width"
 *   and "height" where the task has them
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
  const FvSetting *setting;
  gdouble number;

  g_return_val_if_fail (settings != NULL && name != NULL && value != NULL, FALSE);
  if (strcmp (name, "size") == 0 && find_setting (settings->task, "width", NULL) != NULL)
    return set_size (settings, value, error);
  setting = find_setting (settings->task, name, error);
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
  g_autofree gchar *shown = NULL;

  if (g_strv_length (parts) == 2)
    return fv_settings_set (settings, parts[0], parts[1], error);
  shown = fv_text_shorten (option);
  g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
               _ ("“%s” is no option. Write options as key=value, separated by spaces."),
               shown);
  return FALSE;
}

/**
 * fv_settings_parse:
 * @settings: the settings
 * @options: (nullable): "key=value key=value …", keys and values as fv_settings_set()
 *   takes them
 * @error: %FV_ERROR_SETTING
 *
 * Returns: whether all options were understood; @settings is unchanged otherwise
 */
gboolean
fv_settings_parse (FvSettings *settings, const gchar *options, GError **error)
{
  g_auto (GStrv) parts = g_strsplit_set (options ? options : "", " \t\n\r", -1);
  FvSettings parsed;

  g_return_val_if_fail (settings != NULL, FALSE);
  parsed = *settings;
  for (gint i = 0; parts[i] != NULL; i++)
    if (parts[i][0] != '\0' && !parse_option (&parsed, parts[i], error))
      return FALSE;
  *settings = parsed;
  return TRUE;
}

/**
 * fv_setting_check_number:
 * @name: a setting's name
 * @value: what is given for it beside any #FvSettings
 * @error: %FV_ERROR_SETTING
 *
 * Returns: whether the value is within the setting's range
 */
gboolean
fv_setting_check_number (const gchar *name, gdouble value, GError **error)
{
  const FvSetting *setting;

  for (gint i = 0; (setting = fv_setting_get (i)) != NULL; i++)
    if (g_str_equal (setting->info.name, name))
      return check_number (&setting->info, value, error);
  g_return_val_if_reached (FALSE);
}

/**
 * fv_settings_check_for:
 * @settings: the settings
 * @task: what they are used for
 * @error: %FV_ERROR_SETTING
 *
 * Returns: whether every field that this task has is within its range
 */
gboolean
fv_settings_check_for (const FvSettings *settings, FvTask task, GError **error)
{
  const FvSetting *setting;

  for (gint i = 0; (setting = fv_setting_get (i)) != NULL; i++)
    if (has_task (setting, task) &&
        !check_number (&setting->info, get_value (settings, setting), error))
      return FALSE;
  return TRUE;
}

/**
 * fv_settings_check:
 * @settings: the settings
 * @error: %FV_ERROR_SETTING
 *
 * Returns: whether every field that their own task has is within its range
 */
gboolean
fv_settings_check (const FvSettings *settings, GError **error)
{
  return fv_settings_check_for (settings, settings->task, error);
}

static gchar *
value_to_text (const FvSettings *settings, const FvSetting *setting)
{
  gdouble value = get_value (settings, setting);
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];

  g_return_val_if_fail (is_within (&setting->info, value), NULL);
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
  const FvSetting *setting;

  g_return_val_if_fail (settings != NULL && name != NULL, NULL);
  setting = find_setting (settings->task, name, NULL);
  return setting != NULL ? value_to_text (settings, setting) : NULL;
}

/**
 * fv_settings_to_string:
 * @settings: settings whose values are within their ranges
 *
 * Returns: (transfer full): every setting that the task has and its result depends on, as
 *   an options string that fv_settings_parse() takes
 */
gchar *
fv_settings_to_string (const FvSettings *settings)
{
  GString *string;
  const FvSetting *setting;

  g_return_val_if_fail (settings != NULL && fv_settings_check (settings, NULL), NULL);
  string = g_string_new (NULL);
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
