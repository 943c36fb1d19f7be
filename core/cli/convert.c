/* SPDX-License-Identifier: GPL-3.0-or-later */

/* featvis weights convert: writes a weights file as safetensors. */

#include "subcommands.h"

#include <glib/gi18n-lib.h>

#include "shared/command.h"

typedef struct
{
  gchar **files;
  gchar *type;
  gchar *convention;
  gboolean with_classes;
} FvConvertOptions;

static gboolean
check_usage (const FvConvertOptions *options, GError **error)
{
  if (options->files == NULL || g_strv_length (options->files) != 2)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
                 _ ("Name two files: “featvis weights convert FILE OUT.safetensors”."));
  else if (options->type != NULL && !g_str_equal (options->type, "f32") &&
           !g_str_equal (options->type, "f16"))
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _ ("There is no --dtype “%s”. Choose f32 or f16."), options->type);
  else
    return TRUE;
  return FALSE;
}

static gboolean
parse (FvConvertOptions *options, gint argc, gchar **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "dtype", 0, 0, G_OPTION_ARG_STRING, &options->type,
      N_ ("Type of the numbers; f32 when not given, f16 takes half the room"),
      "f32|f16" },
    { "classes", 0, 0, G_OPTION_ARG_NONE, &options->with_classes,
      N_ ("Write fc1, fc2 and predictions too, which take most of the room"), NULL },
    FV_CONVENTION_OPTION (&options->convention),
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &options->files, NULL,
      "FILE OUT.safetensors" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context, _ ("Writes the convolutions of a weights file as safetensors, with "
                  "Keras’ names, for Keras’ input."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  return fv_command_parse (context, argc, argv, error) && check_usage (options, error);
}

static gboolean
run (const FvConvertOptions *options, GError **error)
{
  FvPrecision precision =
      g_strcmp0 (options->type, "f16") == 0 ? FV_PRECISION_HALF : FV_PRECISION_SINGLE;
  g_autoptr (FvWeights) weights = NULL;

  if (!fv_command_check_output (options->files[1], error))
    return FALSE;
  weights = fv_command_find_weights (options->files[0], options->convention, error);
  return weights != NULL && fv_weights_convert (weights, options->files[1], precision,
                                                options->with_classes, error);
}

static void
options_clear (FvConvertOptions *options)
{
  g_strfreev (options->files);
  g_free (options->type);
  g_free (options->convention);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (FvConvertOptions, options_clear)

/**
 * fv_command_convert:
 * @argc: number of arguments
 * @argv: the arguments
 *
 * Returns: the exit code
 */
gint
fv_command_convert (gint argc, gchar **argv)
{
  g_auto (FvConvertOptions) options = { NULL };
  GError *error = NULL;

  return parse (&options, argc, argv, &error) && run (&options, &error)
             ? FV_EXIT_SUCCESS
             : fv_command_fail (error);
}
