/* SPDX-License-Identifier: GPL-3.0-or-later */

/* featvis activations: what a photo excites in the network, channel by channel. */

#include "command.h"

#include <glib/gi18n-lib.h>

#include "pictures/picture.h"
#include "pictures/stack.h"

typedef struct
{
  gchar **files;
  gchar *weights;
  gchar *convention;
  gchar *layers;
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
      N_ ("Convolutions and poolings, or “all”; the first eight when not given"),
      "LAYER,…" },
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

/* Takes @bytes */
static gboolean
encode (const gchar *file, guint8 *bytes, gint width, gint height, const gchar *record,
        FvOutputFile *encoded, GError **error)
{
  gchar *contents = NULL;
  gboolean success =
      bytes != NULL && fv_picture_encode (file, bytes, width, height, NULL, record,
                                          &contents, &encoded->n_bytes, error);

  encoded->file = file;
  encoded->bytes = contents;
  fv_memory_free (bytes);
  return success;
}

/* Picture and plot are both there, or neither is. */
static gboolean
write_files (const FvActivationsOptions *options, const FvActivationsWork *work,
             const gchar *record, GError **error)
{
  const FvDeadChannels *dead = (const FvDeadChannels *)work->dead->data;
  FvOutputFile files[2] = { { NULL } };
  gint n_files = options->plot != NULL ? 2 : 1;
  gint width, height;
  guint8 *bytes = fv_stack_draw (work->stack, &width, &height, error);
  gboolean success =
      encode (options->output, bytes, width, height, record, &files[0], error);

  if (success && n_files > 1)
    {
      bytes = fv_dead_channels_draw (dead, work->dead->len, &width, &height, error);
      success = encode (options->plot, bytes, width, height, record, &files[1], error);
    }
  success = success && fv_output_put_all (files, n_files, error);
  for (gint i = 0; i < n_files; i++)
    g_free ((gpointer)files[i].bytes);
  return success;
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
      fv_weights_load (weights, layers[g_strv_length (layers) - 1], error);
  FvActivationsWork work = { settings, fv_stack_new (),
                             g_array_new (FALSE, FALSE, sizeof (FvDeadChannels)) };
  gboolean success =
      network != NULL &&
      fv_activations_compute (network, photo, (const gchar *const *)layers, settings,
                              on_layer, NULL, &work, NULL, error) &&
      write_files (options, &work, record, error);

  if (success)
    print_dead (work.dead);
  fv_stack_free (work.stack);
  g_array_unref (work.dead);
  return success;
}

static gboolean
check_outputs (const FvActivationsOptions *options, GError **error)
{
  return fv_command_check_outputs (options->output, "--plot", options->plot, error) &&
         fv_picture_check_output (options->output, NULL, error) &&
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
      (layers = fv_activations_parse_layers (weights, options->layers, error)) == NULL)
    return FALSE;
  settings.labels = g_strv_length (layers) > 1; /* unless told otherwise */
  if (!fv_setting_options_apply (&options->settings, &settings, error) ||
      !check_outputs (options, error) ||
      (photo = fv_picture_read_image (options->files[0], error)) == NULL ||
      !compute_and_write (options, &settings, weights, layers, photo, error))
    return FALSE;
  fv_command_report_weights (weights);
  return TRUE;
}

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
  FvActivationsOptions options = { NULL };
  GError *error = NULL;
  gboolean success = parse (&options, argc, argv, &error) && run (&options, &error);

  g_strfreev (options.files);
  g_free (options.weights);
  g_free (options.convention);
  g_free (options.layers);
  g_free (options.output);
  g_free (options.plot);
  fv_setting_options_clear (&options.settings);
  return success ? FV_EXIT_SUCCESS : fv_command_fail (error);
}
