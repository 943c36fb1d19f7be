/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The settings as a table: command line, options string, stored records and
 * documentation are made from it. A new setting is one line here, and one field of
 * #FvSettings. */

#include "settings.h"

#include <glib/gi18n-lib.h>
#include <math.h>

typedef struct
{
  FvSettingInfo info; /* its blurb not yet translated */
  gsize offset;       /* of the field: a gdouble if there are digits, else a gint */
  gboolean stored;    /* whether the result depends on it */
} FvSetting;

#define FIELD(field) G_STRUCT_OFFSET (FvSettings, field)

/* Which tasks have a setting */
#define SHEET       (1 << FV_TASK_SHEET)
#define DREAM       (1 << FV_TASK_DREAM)
#define ASCENTS     (1 << FV_TASK_ASCENT | SHEET | DREAM)
#define ACTIVATIONS (1 << FV_TASK_ACTIVATIONS)
#define HEATMAP     (1 << FV_TASK_HEATMAP)
#define ALL         (ASCENTS | ACTIVATIONS | HEATMAP)

#define MAXIMUM_CELLS 4096

/* Defaults that no recipe has: the seeds' sheets and maps, and the heat map of F.
 * Chollet's book (5.4.3) */
#define CELL_MARGIN     5
#define MAPS_IN_ROW     16
#define HEATMAP_OPACITY 0.4
#define SERIES_ZOOM     1.05 /* as in Google's DeepDream notebook */

static const FvSetting settings_table[] = {
  { { "steps", N_ ("Steps of ascent at each scale"), NULL, 1, 100000, 0, ASCENTS },
    FIELD (steps),
    TRUE },
  { { "step-size", N_ ("How far one step goes along the normalised gradient"), NULL, 0,
      100000, 2, ASCENTS },
    FIELD (step_size),
    TRUE },
  { { "scales", N_ ("Number of scales, from coarse to fine"), NULL, 1, 100, 0, ASCENTS },
    FIELD (scales),
    TRUE },
  { { "scale-factor", N_ ("Ratio of one scale’s size to the one before"), NULL, 1, 10, 2,
      ASCENTS },
    FIELD (scale_factor),
    TRUE },
  { { "contrast",
      N_ ("Standard deviation of the picture, where 1 is the whole range; 0 leaves the "
          "values as they are"),
      NULL, 0, 10, 2, ASCENTS },
    FIELD (contrast),
    TRUE },
  { { "border", N_ ("Positions of the filter’s map to leave out at each edge"), NULL, 0,
      100000, 0, ASCENTS },
    FIELD (border),
    TRUE },
  { { "colors",
      N_ ("“true” feeds and shows the channels in their true order, “faithful” shows the "
          "network’s raw tensor as the published scripts do"),
      "true|faithful", 0, 1, 0, ASCENTS },
    FIELD (colors),
    TRUE },
  { { "relu",
      N_ ("Measure the filter “after” its ReLU, as the recipes do, or “before” it, which "
          "wakes stuck filters"),
      "after|before", 0, 1, 0, ASCENTS },
    FIELD (relu),
    TRUE },
  { { "pooling",
      N_ ("How the network pools: “max”, as it was trained, or “average”, which makes "
          "smoother pictures"),
      "max|average", 0, 1, 0, ASCENTS },
    FIELD (pooling),
    TRUE },
  { { "norm",
      N_ ("What the gradient is divided by: “rms”, its root mean square, “mean”, that of "
          "its absolute values, or “l2”, its length"),
      "rms|mean|l2", 0, 2, 0, ASCENTS },
    FIELD (norm),
    TRUE },
  { { "jitter",
      N_ ("By how many pixels at most the picture is rolled before a step, which hides "
          "the network’s grid"),
      NULL, 0, 1000, 0, ASCENTS },
    FIELD (jitter),
    TRUE },
  { { "padding",
      N_ ("What the network sees beyond the edges: “zero”, as the published scripts have "
          "it, the picture in a mirror (“reflect”), or its other side (“circular”)"),
      "zero|reflect|circular", 0, 2, 0, ASCENTS },
    FIELD (padding),
    TRUE },
  { { "seamless", N_ ("Along which axes the picture can be put beside itself as a tile"),
      "no|x|y|xy", 0, 3, 0, ASCENTS },
    FIELD (seamless),
    TRUE },
  { { "smooth",
      N_ ("By how many pixels the gradient is smoothed, which makes larger forms; 0 is "
          "not at all"),
      NULL, 0, 100, 2, ASCENTS },
    FIELD (smooth),
    TRUE },
  { { "pyramid",
      N_ ("Whether fine and coarse parts of the gradient get the same strength"),
      "no|yes", 0, 1, 0, ASCENTS },
    FIELD (pyramid),
    TRUE },
  { { "variation",
      N_ ("How strongly differences between neighbouring pixels are held down"), NULL, 0,
      100000, 3, ASCENTS },
    FIELD (variation),
    TRUE },
  { { "l2", N_ ("How strongly the picture is held to its start, or to gray"), NULL, 0,
      100000, 3, ASCENTS },
    FIELD (l2),
    TRUE },
  { { "strength", N_ ("How much of the change is kept, from 0 to 1"), NULL, 0, 1, 2,
      DREAM },
    FIELD (strength),
    TRUE },
  { { "keep-colors",
      N_ ("Whether the photo keeps its colors, and only light and dark change"), "no|yes",
      0, 1, 0, DREAM },
    FIELD (keep_colors),
    TRUE },
  { { "frames",
      N_ ("Number of pictures in a series, each the dream of the last one enlarged"),
      NULL, 1, 10000, 0, DREAM },
    FIELD (frames),
    TRUE },
  { { "zoom", N_ ("By how much each picture of a series is enlarged"), NULL, 0.5, 2, 2,
      DREAM },
    FIELD (zoom),
    TRUE },
  { { "rotate", N_ ("By how many degrees each picture of a series is turned"), NULL, -180,
      180, 1, DREAM },
    FIELD (rotate),
    TRUE },
  { { "every",
      N_ ("After every so many steps, the picture so far is kept, too; 0 is never"), NULL,
      0, 100000, 0, DREAM },
    FIELD (every),
    TRUE },
  { { "best",
      N_ ("How many cells to keep, the first in the sheet’s order; 0 is as many as its "
          "shape holds"),
      NULL, 0, MAXIMUM_CELLS, 0, SHEET },
    FIELD (best),
    TRUE },
  { { "order",
      N_ ("“best” sorts the cells by their loss and leaves stuck filters out, “index” "
          "sorts them by number"),
      "best|index", 0, 1, 0, SHEET },
    FIELD (order),
    TRUE },
  { { "columns", N_ ("Cells or maps side by side; 0 makes a sheet square"), NULL, 0,
      MAXIMUM_CELLS, 0, SHEET | ACTIVATIONS },
    FIELD (columns),
    TRUE },
  { { "margin", N_ ("Pixels between two cells"), NULL, 0, 1000, 0, SHEET },
    FIELD (margin),
    TRUE },
  { { "fill", N_ ("Whether cells follow each other along “rows” or along “columns”"),
      "rows|columns", 0, 1, 0, SHEET },
    FIELD (fill),
    TRUE },
  { { "labels", N_ ("Whether text tells which cell or layer is which"), "no|yes", 0, 1, 0,
      SHEET | ACTIVATIONS },
    FIELD (labels),
    TRUE },
  { { "map", N_ ("Colors of the maps"), "viridis|gray", 0, 1, 0, ACTIVATIONS | HEATMAP },
    FIELD (map),
    TRUE },
  { { "longest-side",
      N_ ("Pixels of the photo’s longer side that the network sees; 0 is all of them, "
          "and for a class as many as suit"),
      NULL, 0, 262144, 0, ACTIVATIONS | HEATMAP },
    FIELD (longest_side),
    TRUE },
  { { "opacity", N_ ("How much the heat map covers the photo, from 0 to 1"), NULL, 0, 1,
      2, HEATMAP },
    FIELD (opacity),
    TRUE },
  { { "threads", N_ ("Number of threads; 0 is one per processor"), NULL, 0, 1024, 0,
      ALL },
    FIELD (threads),
    FALSE },
  { { "memory", N_ ("Most memory to use, in MiB; 0 is what the machine has"), NULL, 0,
      16777216, 0, ALL },
    FIELD (memory),
    FALSE },
};

/**
 * fv_setting_get_info:
 * @index: from 0
 * @info: (out caller-allocated): what is known about the setting of that index
 *
 * Returns: %FALSE after the last setting
 */
gboolean
fv_setting_get_info (gint index, FvSettingInfo *info)
{
  if (index < 0 || index >= (gint)G_N_ELEMENTS (settings_table))
    return FALSE;
  *info = settings_table[index].info;
  info->blurb = _ (info->blurb);
  return TRUE;
}

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

  for (guint i = 0; i < G_N_ELEMENTS (settings_table); i++)
    {
      const FvSetting *setting = &settings_table[i];

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
  for (guint i = 0; i < G_N_ELEMENTS (settings_table); i++)
    {
      const FvSettingInfo *info = &settings_table[i].info;
      gdouble value = get_value (settings, &settings_table[i]);

      if (has_task (&settings_table[i], settings->task) && !is_within (info, value))
        {
          g_set_error (error, FV_ERROR, FV_ERROR_SETTING,
                       _ ("Option %s cannot be %g. Choose a number from %g to %g."),
                       info->name, value, info->minimum, info->maximum);
          return FALSE;
        }
    }
  return TRUE;
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

  for (guint i = 0; i < G_N_ELEMENTS (settings_table); i++)
    {
      const FvSetting *setting = &settings_table[i];
      gdouble value = get_value (settings, setting);
      gchar number[G_ASCII_DTOSTR_BUF_SIZE];

      if (!setting->stored || !has_task (setting, settings->task))
        continue;
      g_string_append_printf (string, "%s%s=", string->len > 0 ? " " : "",
                              setting->info.name);
      if (setting->info.values != NULL)
        {
          g_auto (GStrv) words = g_strsplit (setting->info.values, "|", -1);

          g_string_append (string, words[(gint)value]);
        }
      else
        g_string_append (string, g_ascii_formatd (number, sizeof number, "%.15g", value));
    }
  return g_string_free (string, FALSE);
}
