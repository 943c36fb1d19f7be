/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "ascent-options.h"

#include <glib/gi18n-lib.h>

/* Whether a task starts from a photo, and keeps its size */
static gboolean
is_of_photo (FvTask task)
{
  return task == FV_TASK_DREAM || task == FV_TASK_STYLE;
}

/* Whether a task has one recipe alone */
static gboolean
is_guided (FvTask task)
{
  return task == FV_TASK_TEXTURE || task == FV_TASK_STYLE;
}

static void
add_recipe (FvAscentOptions *options, GOptionContext *context, FvTask task)
{
  gchar *recipes = options->recipes = fv_recipe_list ("|"); /* the context refers to it */
  const GOptionEntry entries[] = {
    { "recipe", 0, 0, G_OPTION_ARG_STRING, &options->recipe,
      task == FV_TASK_DREAM
          ? N_ ("Where the defaults of the other options come from; deepdream when not "
                "given")
          : N_ ("Where the defaults of the other options come from; keras when not "
                "given"),
      recipes },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static void
add_start (FvAscentOptions *options, GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "start", 0, 0, G_OPTION_ARG_FILENAME, &options->start,
      N_ ("What the ascent begins at: noise, a picture, or a raw tensor of the first "
          "scale’s size; noise when not given"),
      "noise|FILE.png|FILE.npy" },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

static void
add_size (FvAscentOptions *options, GOptionContext *context)
{
  const GOptionEntry entries[] = {
    { "size", 0, 0, G_OPTION_ARG_STRING, &options->size,
      N_ ("Size of the picture, or of a sheet’s cell; the recipe’s or the start’s when "
          "not given"),
      "WxH" },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
}

/**
 * fv_ascent_options_add:
 * @options: zeroed; it must outlive @context
 * @context: where the options are added
 * @task: whose settings
 *
 * Adds all but what is ascended, which comes first.
 */
void
fv_ascent_options_add (FvAscentOptions *options, GOptionContext *context, FvTask task)
{
  const GOptionEntry entries[] = {
    { "weights", 0, 0, G_OPTION_ARG_FILENAME, &options->weights,
      N_ ("Weights file; without it, weights are looked for"), "FILE" },
    FV_CONVENTION_OPTION (&options->convention),
    { "seed", 0, 0, G_OPTION_ARG_STRING, &options->seed,
      N_ ("Seed of noise and jitter; 0 when not given"), "N" },
    { NULL },
  };

  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!is_guided (task))
    add_recipe (options, context, task);
  if (!is_of_photo (task) && !is_guided (task))
    add_start (options, context);
  if (!is_of_photo (task))
    add_size (options, context);
  fv_setting_options_add (&options->settings, context, task, NULL);
}

static gboolean
parse_seed (const gchar *text, FvAscent *ascent, GError **error)
{
  if (text == NULL ||
      g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, &ascent->seed, NULL))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("--seed cannot be “%s”. Choose a whole number from 0."), text);
  return FALSE;
}

static FvStart
get_start (const gchar *start)
{
  if (start == NULL || g_str_equal (start, "noise"))
    return FV_START_NOISE;
  return g_str_has_suffix (start, ".npy") ? FV_START_TENSOR : FV_START_IMAGE;
}

/**
 * fv_ascent_options_apply:
 * @options: what was given on the command line
 * @task: whose settings
 * @ascent: (out caller-allocates): all of it, but for filter and image
 * @error: #GOptionError or %FV_ERROR_SETTING
 *
 * Returns: whether all values were understood
 */
gboolean
fv_ascent_options_apply (const FvAscentOptions *options, FvTask task, FvAscent *ascent,
                         GError **error)
{
  const FvRecipe *recipe = options->recipe != NULL
                               ? fv_recipe_find (options->recipe, error)
                               : fv_recipe_get_usual (task);

  *ascent = (FvAscent){ .layer = options->layer, .start = get_start (options->start) };
  if (is_of_photo (task))
    ascent->start = FV_START_IMAGE;
  if (recipe == NULL || !fv_command_parse_size (options->size, ascent, error) ||
      !parse_seed (options->seed, ascent, error))
    return FALSE;
  fv_settings_init (&ascent->settings, task, recipe, ascent->start);
  return fv_setting_options_apply (&options->settings, &ascent->settings, error);
}

/**
 * fv_ascent_options_read_start:
 * @options: what was given on the command line
 * @ascent: what was made of it
 * @picture: (out) (transfer full) (nullable): the picture or tensor to start from, %NULL
 *   if that is noise
 * @error: %FV_ERROR_FILE, %FV_ERROR_SIZE or %FV_ERROR_MEMORY
 *
 * Returns: whether @picture was set
 */
gboolean
fv_ascent_options_read_start (const FvAscentOptions *options, const FvAscent *ascent,
                              FvPicture **picture, GError **error)
{
  *picture = NULL;
  if (ascent->start == FV_START_NOISE)
    return TRUE;
  *picture = ascent->start == FV_START_TENSOR
                 ? fv_picture_new (fv_npy_read (options->start, error))
                 : fv_picture_read (options->start, error);
  return *picture != NULL;
}

/* A line with the value that --size needs in “featvis render”, "" where it needs none */
static gchar *
make_size (const FvAscentOptions *options, const FvAscent *ascent, const FvAscent *alone)
{
  gint width, height, width_alone, height_alone, cut = 2 * ascent->settings.crop;

  if (options->size != NULL)
    return g_strdup_printf ("size=%s\n", options->size);
  fv_ascent_get_size (ascent, &width, &height);
  fv_ascent_get_size (alone, &width_alone, &height_alone);
  if (width == width_alone && height == height_alone)
    return g_strdup ("size=\n");
  return g_strdup_printf ("size=%dx%d\n", width + cut, height + cut);
}

/* What “featvis render” is told that other commands are not */
static gchar *
make_target (const FvAscentOptions *options, const FvAscent *ascent)
{
  const gchar *start = options->start ? options->start : "noise";

  if (options->objective != NULL)
    return g_strdup_printf ("objective=%s\nstart=%s\n", options->objective, start);
  return g_strdup_printf ("layer=%s\nfilter=%d\nstart=%s\n", ascent->layer,
                          ascent->filter, start);
}

/**
 * fv_ascent_options_make_record:
 * @options: what was given on the command line
 * @ascent: the ascent of one filter, alone or in a sheet, or of another task
 * @weights: the weights that were used
 *
 * Returns: (transfer full): lines of key=value, with everything needed to make the
 *   picture again with “featvis render”; of a dream, a texture or a style, with their
 *   own command, but for their pictures and objective
 */
gchar *
fv_ascent_options_make_record (const FvAscentOptions *options, const FvAscent *ascent,
                               const FvWeights *weights)
{
  const gchar *file = fv_weights_get_file (weights);
  FvTask task = ascent->settings.task;
  g_autofree gchar *settings = NULL, *size = NULL, *target = NULL;
  FvAscent alone = *ascent;

  if (task == FV_TASK_SHEET)
    alone.settings.task = FV_TASK_ASCENT;
  settings = fv_settings_to_string (&alone.settings);
  target = is_of_photo (task) || is_guided (task) ? g_strdup ("")
                                                  : make_target (options, ascent);
  size = is_of_photo (task) ? g_strdup ("") : make_size (options, ascent, &alone);
  return g_strdup_printf (
      "network=%s\nweights=%s\nconvention=%s\n%sseed=%" G_GUINT64_FORMAT
      "\n%srecipe=%s\noptions=%s\n",
      fv_weights_get_title (weights), file ? file : "",
      options->convention ? options->convention : "", target, ascent->seed, size,
      ascent->settings.recipe->name, settings);
}

/**
 * fv_ascent_options_clear:
 * @options: what was given on the command line
 */
void
fv_ascent_options_clear (FvAscentOptions *options)
{
  g_free (options->weights);
  g_free (options->convention);
  g_free (options->layer);
  g_free (options->objective);
  g_free (options->recipe);
  g_free (options->recipes);
  g_free (options->start);
  g_free (options->size);
  g_free (options->seed);
  fv_setting_options_clear (&options->settings);
}
