/* SPDX-License-Identifier: GPL-3.0-or-later */

/* featvis gradient: one loss and gradient, from a raw tensor to a raw tensor. */

#include "subcommands.h"

#include <glib/gi18n-lib.h>

#include "shared/command.h"

typedef struct
{
  gchar *weights;
  gchar *convention;
  gchar *layer;
  gint filter;
  gchar *input;
  gchar *output;
  FvSettingOptions settings;
} FvGradientOptions;

static const gchar *const setting_names[] = { "border", "relu", "threads", NULL };

static gboolean
parse (FvGradientOptions *options, gint argc, gchar **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "weights", 0, 0, G_OPTION_ARG_FILENAME, &options->weights,
      N_ ("Weights file; without it, weights are looked for"), "FILE" },
    FV_CONVENTION_OPTION (&options->convention),
    FV_LAYER_OPTION (&options->layer),
    { "filter", 0, 0, G_OPTION_ARG_INT, &options->filter, N_ ("Its filter, from 0"),
      "N" },
    { "input", 0, 0, G_OPTION_ARG_FILENAME, &options->input,
      N_ ("Tensor of shape (height, width, 3): B, G, R in 0…255 minus the means"),
      "FILE.npy" },
    { "output", 0, 0, G_OPTION_ARG_FILENAME, &options->output,
      N_ ("Where to write the gradient"), "FILE.npy" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
                                _ ("Writes d loss / d input, where the loss is the mean "
                                   "activation of one filter, and prints the loss."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  fv_setting_options_add (&options->settings, context, FV_TASK_ASCENT, setting_names);
  return fv_command_parse (context, argc, argv, error) &&
         fv_command_require ("--layer", options->layer != NULL, error) &&
         fv_command_require ("--filter", options->filter != FV_NO_NUMBER, error) &&
         fv_command_require ("--input", options->input != NULL, error) &&
         fv_command_require ("--output", options->output != NULL, error);
}

static gboolean
run (const FvGradientOptions *options, GError **error)
{
  g_autoptr (FvWeights) weights = NULL;
  g_autoptr (FvNetwork) network = NULL;
  g_autoptr (FvImage) input = NULL;
  g_autoptr (FvImage) gradient = NULL;
  FvObjective objective = { .filter = options->filter };
  FvSettings settings;
  gdouble loss;

  fv_settings_init (&settings, FV_TASK_ASCENT, fv_recipe_get (0), FV_START_TENSOR);
  if (!fv_setting_options_apply (&options->settings, &settings, error) ||
      !fv_command_check_output (options->output, error))
    return FALSE;
  objective.border = settings.border;
  objective.relu = settings.relu;
  if ((input = fv_npy_read (options->input, error)) == NULL ||
      (weights = fv_command_find_weights (options->weights, options->convention,
                                          error)) == NULL ||
      (network = fv_weights_load (
           weights, objective.layer = fv_command_find_layer (weights, options->layer),
           error)) == NULL ||
      (gradient = fv_image_new (input->width, input->height, error)) == NULL ||
      !fv_gradient (network, &objective, input, settings.threads, NULL, gradient, &loss,
                    error) ||
      !fv_npy_write (options->output, gradient, error))
    return FALSE;
  fv_command_report (weights, loss);
  return TRUE;
}

static void
options_clear (FvGradientOptions *options)
{
  g_free (options->weights);
  g_free (options->convention);
  g_free (options->layer);
  g_free (options->input);
  g_free (options->output);
  fv_setting_options_clear (&options->settings);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FvGradientOptions, options_clear)

/**
 * fv_command_gradient:
 * @argc: number of arguments
 * @argv: the arguments
 *
 * Returns: the exit code
 */
gint
fv_command_gradient (gint argc, gchar **argv)
{
  g_auto (FvGradientOptions) options = { .filter = FV_NO_NUMBER };
  GError *error = NULL;

  return parse (&options, argc, argv, &error) && run (&options, &error)
             ? FV_EXIT_SUCCESS
             : fv_command_fail (error);
}
