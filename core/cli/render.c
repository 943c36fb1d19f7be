/* SPDX-License-Identifier: GPL-3.0-or-later */

/* featvis render: the picture that a filter responds to most. */

#include "command.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <unistd.h>

#include "npy.h"
#include "picture.h"

typedef struct
{
  gchar *weights;
  gchar *convention;
  gchar *layer;
  gint filter;
  gchar *output;
  gchar *recipe;
  gchar *start;
  gchar *size;
  gchar *seed;
  gchar *trace;
  FvSettingOptions settings;
} FvRenderOptions;

typedef struct
{
  GString *trace;
  gboolean on_terminal;
} FvRenderProgress;

/* Command line ---------------------------------------------------------------------- */

static gboolean
parse (FvRenderOptions *options, gint argc, gchar **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "layer", 0, 0, G_OPTION_ARG_STRING, &options->layer, N_ ("Target layer"), "LAYER" },
    { "filter", 0, 0, G_OPTION_ARG_INT, &options->filter, N_ ("Its filter, from 0"),
      "N" },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
      N_ ("Where to write the picture"), "FILE.png" },
    { "weights", 0, 0, G_OPTION_ARG_FILENAME, &options->weights,
      N_ ("Weights file; without it, weights are looked for"), "FILE" },
    FV_CONVENTION_OPTION (&options->convention),
    { "recipe", 0, 0, G_OPTION_ARG_STRING, &options->recipe,
      N_ ("Where the defaults of the other options come from; keras when not given"),
      "keras|book" },
    { "start", 0, 0, G_OPTION_ARG_FILENAME, &options->start,
      N_ ("What the ascent begins at: noise, a picture, or a raw tensor of the first "
          "scale’s "
          "size; noise when not given"),
      "noise|FILE.png|FILE.npy" },
    { "size", 0, 0, G_OPTION_ARG_STRING, &options->size,
      N_ ("Size of the picture; the recipe’s or the start’s when not given"), "WxH" },
    { "seed", 0, 0, G_OPTION_ARG_STRING, &options->seed,
      N_ ("Seed of the noise; 0 when not given"), "N" },
    { "trace", 0, 0, G_OPTION_ARG_FILENAME, &options->trace,
      N_ ("Where to write scale, step, width, height, loss and seconds of each step"),
      "FILE.csv" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
                                _ ("Makes the picture that one filter responds to "
                                   "most, by gradient ascent in input space."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  fv_setting_options_add (&options->settings, context, FV_TASK_ASCENT, NULL);
  return fv_command_parse (context, argc, argv, error) &&
         fv_command_require ("--layer", options->layer != NULL, error) &&
         fv_command_require ("--filter", options->filter != FV_NO_NUMBER, error) &&
         fv_command_require ("--output", options->output != NULL, error);
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

static gboolean
fill_ascent (const FvRenderOptions *options, FvAscent *ascent, GError **error)
{
  const FvRecipe *recipe =
      fv_recipe_find (options->recipe ? options->recipe : "keras", error);

  if (recipe == NULL || !fv_command_parse_size (options->size, ascent, error) ||
      !parse_seed (options->seed, ascent, error))
    return FALSE;
  ascent->layer = options->layer;
  ascent->filter = options->filter;
  ascent->start = get_start (options->start);
  fv_settings_init (&ascent->settings, FV_TASK_ASCENT, recipe, ascent->start);
  return fv_setting_options_apply (&options->settings, &ascent->settings, error);
}

/* Work ------------------------------------------------------------------------------ */

static gboolean
on_step (const FvStep *step, gpointer data)
{
  FvRenderProgress *progress = data;
  gchar loss[G_ASCII_DTOSTR_BUF_SIZE], seconds[G_ASCII_DTOSTR_BUF_SIZE];

  g_ascii_formatd (loss, sizeof loss, "%.9g", step->loss);
  g_ascii_formatd (seconds, sizeof seconds, "%.6f", step->seconds);
  g_string_append_printf (progress->trace, "%d,%d,%d,%d,%s,%s\n", step->scale, step->step,
                          step->width, step->height, loss, seconds);
  if (progress->on_terminal)
    g_printerr ("\r%3.0f %%  %d×%d  loss %-12.6g", step->fraction * 100, step->width,
                step->height, step->loss);
  return TRUE;
}

/* Everything needed to run it again */
static gchar *
make_record (const FvRenderOptions *options, const FvAscent *ascent,
             const FvWeights *weights)
{
  g_autofree gchar *settings = fv_settings_to_string (&ascent->settings);
  const gchar *file = fv_weights_get_file (weights);

  return g_strdup_printf (
      "network=%s\nweights=%s\nconvention=%s\nlayer=%s\nfilter=%d\nstart=%s\nseed="
      "%" G_GUINT64_FORMAT "\nsize=%s\nrecipe=%s\noptions=%s\n",
      fv_weights_get_title (weights), file ? file : "",
      options->convention ? options->convention : "", ascent->layer, ascent->filter,
      options->start ? options->start : "noise", ascent->seed,
      options->size ? options->size : "", ascent->settings.recipe->name, settings);
}

/* Picture and trace are both there, or neither is. */
static gboolean
write_files (const FvRenderOptions *options, const FvResult *result, const gchar *record,
             const GString *trace, GError **error)
{
  g_autoptr (GError) reason = NULL;

  if (!fv_picture_write (options->output, result->bytes, result->picture->width,
                         result->picture->height, record, error))
    return FALSE;
  if (options->trace == NULL ||
      g_file_set_contents (options->trace, trace->str, trace->len, &reason))
    return TRUE;
  g_unlink (options->output);
  g_set_error (error, FV_ERROR, FV_ERROR_FILE,
               _ ("The file cannot be written: %s. Choose another place."),
               reason->message);
  return FALSE;
}

static gboolean
read_start (const FvRenderOptions *options, const FvAscent *ascent, FvImage **image,
            GError **error)
{
  if (ascent->start == FV_START_NOISE)
    return TRUE;
  *image = ascent->start == FV_START_TENSOR ? fv_npy_read (options->start, error)
                                            : fv_picture_read (options->start, error);
  return *image != NULL;
}

static gboolean
ascend_and_write (const FvRenderOptions *options, const FvAscent *ascent,
                  const FvWeights *weights, const FvNetwork *network, gdouble *loss,
                  GError **error)
{
  g_autoptr (GString) trace = g_string_new ("scale,step,width,height,loss,seconds\n");
  FvRenderProgress progress = { trace, isatty (STDERR_FILENO) };
  g_autofree gchar *record = make_record (options, ascent, weights);
  FvResult result = { NULL };
  gboolean success =
      fv_ascend (network, ascent, on_step, &progress, NULL, &result, error);

  if (progress.on_terminal)
    g_printerr ("\r\033[K");
  success = success && write_files (options, &result, record, trace, error);
  *loss = result.loss;
  fv_result_clear (&result);
  return success;
}

static gboolean
run (const FvRenderOptions *options, GError **error)
{
  g_autoptr (FvWeights) weights = NULL;
  g_autoptr (FvNetwork) network = NULL;
  g_autoptr (FvImage) image = NULL;
  FvAscent ascent = { NULL };
  const FvLayer *layers;
  gint n_layers;
  gdouble loss;

  if (!fill_ascent (options, &ascent, error) ||
      !fv_command_check_output (options->output, error) ||
      (options->trace != NULL && !fv_command_check_output (options->trace, error)) ||
      !read_start (options, &ascent, &image, error) ||
      (weights = fv_command_find_weights (options->weights, options->convention,
                                          error)) == NULL)
    return FALSE;
  ascent.image = image;
  layers = fv_weights_get_layers (weights, &n_layers);
  if (!fv_ascent_check (layers, n_layers, &ascent, error) ||
      (network = fv_weights_load (weights, ascent.layer, error)) == NULL ||
      !ascend_and_write (options, &ascent, weights, network, &loss, error))
    return FALSE;
  fv_command_report (weights, loss);
  return TRUE;
}

/**
 * fv_command_render:
 * @argc: number of arguments
 * @argv: the arguments
 *
 * Returns: the exit code
 */
gint
fv_command_render (gint argc, gchar **argv)
{
  FvRenderOptions options = { .filter = FV_NO_NUMBER };
  GError *error = NULL;
  gboolean success = parse (&options, argc, argv, &error) && run (&options, &error);

  g_free (options.weights);
  g_free (options.convention);
  g_free (options.layer);
  g_free (options.output);
  g_free (options.recipe);
  g_free (options.start);
  g_free (options.size);
  g_free (options.seed);
  g_free (options.trace);
  fv_setting_options_clear (&options.settings);
  return success ? FV_EXIT_SUCCESS : fv_command_fail (error);
}
