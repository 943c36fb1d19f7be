/* SPDX-License-Identifier: GPL-3.0-or-later */

#include "command.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <stdio.h>

#include "pictures/picture.h"
#include "system/process.h"

/**
 * fv_setting_options_add:
 * @options: zeroed; it must outlive @context
 * @context: where the options are added
 * @task: whose settings
 * @names: (nullable) (array zero-terminated=1): those of them that this subcommand has,
 *   %NULL for all
 *
 * Makes a long option of each setting.
 */
void
fv_setting_options_add (FvSettingOptions *options, GOptionContext *context, FvTask task,
                        const gchar *const *names)
{
  FvSettingInfo info;

  for (gint i = 0; i < FV_MAXIMUM_SETTINGS && fv_setting_get_info (i, &info); i++)
    {
      GOptionEntry entries[2] = {
        { info.name, 0, 0, G_OPTION_ARG_STRING, &options->values[i], info.blurb,
          info.values ? info.values : "N" },
      };

      if ((info.tasks >> task & 1) != 0 &&
          (names == NULL || g_strv_contains (names, info.name)))
        g_option_context_add_main_entries (context, entries, NULL);
    }
}

/**
 * fv_setting_options_apply:
 * @options: what was given on the command line
 * @settings: the settings that change by it
 * @error: %FV_ERROR_SETTING
 *
 * Returns: whether all values were understood
 */
gboolean
fv_setting_options_apply (const FvSettingOptions *options, FvSettings *settings,
                          GError **error)
{
  FvSettingInfo info;

  for (gint i = 0; i < FV_MAXIMUM_SETTINGS && fv_setting_get_info (i, &info); i++)
    if (options->values[i] != NULL &&
        !fv_settings_set (settings, info.name, options->values[i], error))
      return FALSE;
  return TRUE;
}

/**
 * fv_setting_options_clear:
 * @options: what was given on the command line
 */
void
fv_setting_options_clear (FvSettingOptions *options)
{
  for (gint i = 0; i < FV_MAXIMUM_SETTINGS; i++)
    g_free (options->values[i]);
}

/**
 * fv_command_parse_options:
 * @context: the subcommand's options
 * @argc: number of arguments, with the subcommand's name
 * @argv: the arguments, as fv_system_get_arguments() has them
 * @rest: (out) (transfer full) (nullable): the first that is no option
 * @error: #GOptionError
 *
 * Returns: whether all options were understood
 */
gboolean
fv_command_parse_options (GOptionContext *context, gint argc, gchar **argv, gchar **rest,
                          GError **error)
{
  g_auto (GStrv) left = g_new0 (gchar *, argc + 1);

  for (gint i = 0; i < argc; i++)
    left[i] = g_strdup (argv[i]);
  g_option_context_set_translation_domain (context, GETTEXT_PACKAGE);
  if (!g_option_context_parse_strv (context, &left, error))
    return FALSE;
  *rest = g_strdup (left[1]);
  return TRUE;
}

/**
 * fv_command_parse:
 * @context: the subcommand's options
 * @argc: number of arguments, with the subcommand's name
 * @argv: the arguments
 * @error: #GOptionError
 *
 * Returns: whether all arguments were understood
 */
gboolean
fv_command_parse (GOptionContext *context, gint argc, gchar **argv, GError **error)
{
  g_autofree gchar *rest = NULL;

  if (!fv_command_parse_options (context, argc, argv, &rest, error))
    return FALSE;
  if (rest == NULL)
    return TRUE;
  g_set_error (
      error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
      _ ("“%s” is not understood. Give everything as options; --help lists them."), rest);
  return FALSE;
}

/**
 * fv_command_require:
 * @option: an option's name
 * @given: whether it was given
 * @error: #GOptionError
 *
 * Returns: @given
 */
gboolean
fv_command_require (const gchar *option, gboolean given, GError **error)
{
  if (!given)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("The option %s is missing. Add it; --help tells what it means."),
                 option);
  return given;
}

/**
 * fv_command_require_photo:
 * @files: (nullable) (array zero-terminated=1): what was given beside the options
 * @error: #GOptionError
 *
 * Returns: whether it is one file
 */
gboolean
fv_command_require_photo (gchar **files, GError **error)
{
  if (files != NULL && g_strv_length (files) == 1)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
               _ ("Name one photo, such as “%s photo.png -o out.png”."),
               g_get_prgname ());
  return FALSE;
}

/**
 * fv_command_find_weights:
 * @file: (nullable): the weights file that was given
 * @convention: (nullable): the input convention that was given
 * @error: as fv_convention_find() and fv_weights_find() set it
 *
 * Returns: (transfer full): the weights to use, or %NULL
 */
FvWeights *
fv_command_find_weights (const gchar *file, const gchar *convention, GError **error)
{
  FvConvention found = FV_CONVENTION_UNKNOWN;
  FvWeights *weights;

  if (convention != NULL)
    {
      found = fv_convention_find (convention, error);
      if (found == FV_CONVENTION_UNKNOWN)
        return NULL;
    }
  weights = fv_weights_find (file, error);
  if (weights != NULL)
    fv_weights_set_convention (weights, found);
  return weights;
}

/**
 * fv_command_parse_size:
 * @text: (nullable): "WIDTHxHEIGHT"
 * @ascent: its width and height are filled in, unless @text is %NULL
 * @error: #GOptionError
 *
 * Returns: whether it was understood
 */
gboolean
fv_command_parse_size (const gchar *text, FvAscent *ascent, GError **error)
{
  gchar end;

  if (text == NULL ||
      (sscanf (text, "%6dx%6d%c", &ascent->width, &ascent->height, &end) == 2 &&
       ascent->width > 0 && ascent->height > 0))
    return TRUE;
  g_set_error (
      error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
      _ ("--size cannot be “%s”. Write WIDTHxHEIGHT in pixels, such as 412x412."), text);
  return FALSE;
}

/**
 * fv_command_set_seen_size:
 * @text: (nullable): "WIDTHxHEIGHT"
 * @settings: those of a look at a photo; its width and height are filled in, unless @text
 *   is %NULL
 * @error: %FV_ERROR_SETTING
 *
 * Returns: whether it was understood
 */
gboolean
fv_command_set_seen_size (const gchar *text, FvSettings *settings, GError **error)
{
  return text == NULL || fv_settings_set (settings, "size", text, error);
}

static void
print_to_errors (const gchar *text)
{
  g_printerr ("%s", text);
}

/* What is printed must not get into a file. */
static gboolean
check_standard_output (GError **error)
{
  if (fv_system_is_terminal (stdout))
    {
      g_set_error_literal (
          error, FV_ERROR, FV_ERROR_FILE,
          _ ("A terminal cannot show this file. Name a file, or redirect "
             "the standard output to one."));
      return FALSE;
    }
  g_set_print_handler (print_to_errors);
  return TRUE;
}

/**
 * fv_command_check_output:
 * @file: a file that will be written; "-" for the standard output
 * @error: %FV_ERROR_FILE
 *
 * Minutes of work should not end with a folder that cannot be written. If the file is the
 * standard output, g_print() prints on the standard error from now on.
 *
 * Returns: whether it looks as if the file can be written
 */
gboolean
fv_command_check_output (const gchar *file, GError **error)
{
  return fv_output_check (file, error) &&
         (!fv_output_is_standard (file) || check_standard_output (error));
}

static gboolean
check_other_output (const gchar *file, const gchar *option, const gchar *other,
                    GError **error)
{
  if (!fv_command_check_output (other, error))
    return FALSE;
  if (!g_str_equal (file, other) &&
      !(fv_output_is_standard (file) && fv_output_is_standard (other)))
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
               _ ("--output and %s name the same file. Choose another one for one of "
                  "them."),
               option);
  return FALSE;
}

/**
 * fv_command_check_picture:
 * @file: a picture's file that will be written
 * @option: (nullable): the option of another file
 * @other: (nullable): that file, if there is one
 * @error: %FV_ERROR_FILE; #G_OPTION_ERROR where both are the same
 *
 * Returns: whether it looks as if all can be written, @file as the picture that its name
 *   says; whether it can tell transparency, fv_picture_check_output() says
 */
gboolean
fv_command_check_picture (const gchar *file, const gchar *option, const gchar *other,
                          GError **error)
{
  return fv_command_check_output (file, error) &&
         (other == NULL || check_other_output (file, option, other, error)) &&
         fv_picture_check_output (file, NULL, error);
}

/**
 * fv_command_fail:
 * @error: (transfer full): why
 *
 * Tells the user.
 *
 * Returns: the exit code
 */
gint
fv_command_fail (GError *error)
{
  g_autofree gchar *message = fv_text_escape (error->message);
  gboolean usage = error->domain == G_OPTION_ERROR ||
                   g_error_matches (error, FV_ERROR, FV_ERROR_SETTING);

  g_printerr ("featvis: %s\n", message);
  g_error_free (error);
  return usage ? FV_EXIT_USAGE : FV_EXIT_FAILURE;
}

/**
 * fv_command_find_layer:
 * @weights: weights
 * @layer: what was given as --layer
 *
 * Returns: (transfer none): @layer; for "predictions", where no layer is called so, the
 *   name of the one that gives the scores of classes
 */
const gchar *
fv_command_find_layer (const FvWeights *weights, const gchar *layer)
{
  gint n_layers;
  const FvLayer *layers = fv_weights_get_layers (weights, &n_layers);
  const FvLayer *classes = fv_layers_find_classes (layers, n_layers);

  return classes != NULL && fv_layer_find (layers, n_layers, layer) == NULL &&
                 g_strcmp0 (layer, "predictions") == 0
             ? classes->name
             : layer;
}

/**
 * fv_command_report_weights:
 * @weights: the weights that were used
 *
 * Tells the user of them.
 */
void
fv_command_report_weights (const FvWeights *weights)
{
  g_autofree gchar *description = fv_weights_describe (weights);

  g_printerr ("%s\n", description);
}

/**
 * fv_command_print_loss:
 * @loss: the objective's value
 *
 * Prints the line that scripts read, which is the same in every locale.
 */
void
fv_command_print_loss (gdouble loss)
{
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];

  g_print ("loss %s\n", g_ascii_formatd (number, sizeof number, "%.9g", loss));
}

/**
 * fv_command_report:
 * @weights: the weights that were used
 * @loss: the objective's value
 *
 * Tells the user of the weights, and prints the loss.
 */
void
fv_command_report (const FvWeights *weights, gdouble loss)
{
  fv_command_report_weights (weights);
  fv_command_print_loss (loss);
}
