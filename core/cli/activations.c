/* SPDX-License-Identifier: GPL-3.0-or-later */

/* featvis activations: what a photo excites in the network, channel by channel. */

#include "subcommands.h"

#include <glib/gi18n-lib.h>

#include "pictures/picture.h"
#include "pictures/stack.h"
#include "shared/command.h"

#ifdef FV_HAVE_LABELS
#define WRITES_TEXT TRUE
#else
#define WRITES_TEXT FALSE
#endif

typedef struct
{
  gchar **files;
  gchar *weights;
  gchar *convention;
  gchar *layers;
  gchar *size;
  gchar *output;
  gchar *plot;
  FvSettingOptions settings;
} FvActivationsOptions;

/* What comes of the layers, one after another */
typedef struct
{
  const FvSettings *settings;
  FvStack *stack;
  GArray *dead; /* of FvDeadChannels */
} FvActivationsWork;

static gboolean
parse (FvActivationsOptions *options, gint argc, gchar **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "weights", 0, 0, G_OPTION_ARG_FILENAME, &options->weights,
      N_ ("Weights file; without it, weights are looked for"), "FILE" },
    FV_CONVENTION_OPTION (&options->convention),
    { "layers", 0, 0, G_OPTION_ARG_STRING, &options->layers,
      N_ ("Layers by their names, “first:N” or “all”; the first eight when not given"),
      "LAYER,…" },
    FV_SEEN_SIZE_OPTION (&options->size),
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options->output,
      N_ ("Where to write the picture, as its name says: png, jpg, tiff or bmp; “-” for "
          "the standard output"),
      "FILE.png" },
    { "plot", 0, 0, G_OPTION_ARG_FILENAME, &options->plot,
      N_ ("Where to draw the share of dead channels of each layer"), "FILE.png" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL,
      "PHOTO" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context, _ ("Draws the maps of all channels of some layers for a photo, and prints "
                  "how many channels of each are zero everywhere."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  fv_setting_options_add (&options->settings, context, FV_TASK_ACTIVATIONS, NULL);
  return fv_command_parse (context, argc, argv, error) &&
         fv_command_require_photo (options->files, error) &&
         fv_command_require ("--output", options->output != NULL, error);
}

static gboolean
on_layer (const FvActivation *activation, gpointer data, GError **error)
{
  FvActivationsWork *work = data;
  FvDeadChannels dead = { activation->layer, fv_activation_count_dead (activation),
                          activation->n_channels };
  gint width, height;
  guint8 *bytes = fv_activation_draw (activation, work->settings, &width, &height, error);

  if (bytes == NULL)
    return FALSE;
  g_array_append_val (work->dead, dead);
  fv_stack_add (work->stack, bytes, width, height,
                work->settings->labels ? activation->layer : NULL);
  return TRUE;
}

/* Lines that scripts read */
static void
print_dead (const GArray *layers)
{
  for (guint i = 0; i < layers->len; i++)
    {
      const FvDeadChannels *dead = &g_array_index (layers, FvDeadChannels, i);

      g_print ("dead %s %d of %d\n", dead->layer, dead->n_dead, dead->n_channels);
    }
}

/* @contents: (out): all that the file is to hold, to which @encoded points */
static gboolean
encode (const gchar *file, const guint8 *bytes, gint width, gint height,
        const gchar *record, gchar **contents, FvOutputFile *encoded, GError **error)
{
  if (!fv_picture_encode (file, bytes, width, height, NULL, record, contents,
                          &encoded->n_bytes, error))
    return FALSE;
  encoded->file = file;
  encoded->bytes = *contents;
  return TRUE;
}

/* Picture and plot are both there, or neither is. */
static gboolean
write_files (const FvActivationsOptions *options, const FvActivationsWork *work,
             const gchar *record, GError **error)
{
  const FvDeadChannels *dead = (const FvDeadChannels *)work->dead->data;
  FvOutputFile files[2] = { { NULL } };
  g_autofree gchar *picture = NULL, *plot = NULL;
  gint width, height;
  fv_autofree guint8 *drawn = fv_stack_draw (work->stack, &width, &height, error);
  fv_autofree guint8 *bars = NULL;

  if (drawn == NULL ||
      !encode (options->output, drawn, width, height, record, &picture, &files[0], error))
    return FALSE;
  g_clear_pointer (&drawn, fv_memory_free);
  if (options->plot == NULL)
    return fv_output_put_all (files, 1, error);
  bars = fv_dead_channels_draw (dead, work->dead->len, &width, &height, error);
  return bars != NULL &&
         encode (options->plot, bars, width, height, record, &plot, &files[1], error) &&
         fv_output_put_all (files, 2, error);
}

static gchar *
make_record (const FvActivationsOptions *options, gchar **layers,
             const FvSettings *settings, const FvWeights *weights)
{
  g_autofree gchar *list = g_strjoinv (",", layers);
  g_autofree gchar *text = fv_settings_to_string (settings);

  return g_strdup_printf ("network=%s\nweights=%s\nconvention=%s\nphoto=%s\nlayers=%s\n"
                          "options=%s\n",
                          fv_weights_get_title (weights), fv_weights_get_file (weights),
                          options->convention ? options->convention : "",
                          options->files[0], list, text);
}

static gboolean
compute_and_write (const FvActivationsOptions *options, const FvSettings *settings,
                   const FvWeights *weights, gchar **layers, const FvImage *photo,
                   GError **error)
{
  g_autofree gchar *record = make_record (options, layers, settings, weights);
  g_autoptr (FvNetwork) network =
      fv_weights_load_layers (weights, (const gchar *const *)layers, error);
  g_autoptr (FvStack) stack = fv_stack_new ();
  g_autoptr (GArray) dead = g_array_new (FALSE, FALSE, sizeof (FvDeadChannels));
  FvActivationsWork work = { settings, stack, dead };

  if (network == NULL ||
      !fv_activations_compute (network, photo, (const gchar *const *)layers, settings,
                               on_layer, NULL, &work, NULL, error) ||
      !write_files (options, &work, record, error))
    return FALSE;
  print_dead (dead);
  return TRUE;
}

static gchar **
choose_layers (const FvActivationsOptions *options, const FvWeights *weights,
               GError **error)
{
  g_auto (GStrv) maps = fv_weights_list_maps (weights);
  g_auto (GStrv) layers =
      fv_activations_parse_layers ((const gchar *const *)maps, options->layers);

  return fv_weights_check_maps (weights, (const gchar *const *)layers, error)
             ? g_steal_pointer (&layers)
             : NULL;
}

static gboolean
check_outputs (const FvActivationsOptions *options, GError **error)
{
  return fv_command_check_picture (options->output, "--plot", options->plot, error) &&
         (options->plot == NULL || fv_picture_check_output (options->plot, NULL, error));
}

static gboolean
run (const FvActivationsOptions *options, GError **error)
{
  g_autoptr (FvWeights) weights = NULL;
  g_autoptr (FvImage) photo = NULL;
  g_auto (GStrv) layers = NULL;
  FvSettings settings;

  fv_settings_init (&settings, FV_TASK_ACTIVATIONS, fv_recipe_get (0), FV_START_IMAGE);
  if ((weights = fv_command_find_weights (options->weights, options->convention,
                                          error)) == NULL ||
      (layers = choose_layers (options, weights, error)) == NULL)
    return FALSE;
  settings.labels = WRITES_TEXT && g_strv_length (layers) > 1; /* unless told otherwise */
  if (!fv_setting_options_apply (&options->settings, &settings, error) ||
      !fv_command_set_seen_size (options->size, &settings, error) ||
      !check_outputs (options, error) ||
      (photo = fv_picture_read_image (options->files[0], error)) == NULL ||
      !compute_and_write (options, &settings, weights, layers, photo, error))
    return FALSE;
  fv_command_report_weights (weights);
  return TRUE;
}

static void
options_clear (FvActivationsOptions *options)
{
  g_strfreev (options->files);
  g_free (options->weights);
  g_free (options->convention);
  g_free (options->layers);
  g_free (options->size);
  g_free (options->output);
  g_free (options->plot);
  fv_setting_options_clear (&options->settings);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FvActivationsOptions, options_clear)

/**
 * fv_command_activations:
 * @argc: number of arguments
 * @argv: the arguments
 *
 * Returns: the exit code
 */
gint
fv_command_activations (gint argc, gchar **argv)
{
  g_auto (FvActivationsOptions) options = { NULL };
  GError *error = NULL;

  return parse (&options, argc, argv, &error) && run (&options, &error)
             ? FV_EXIT_SUCCESS
             : fv_command_fail (error);
}
