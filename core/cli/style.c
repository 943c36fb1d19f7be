/* SPDX-License-Identifier: GPL-3.0-or-later */

/* featvis style: a photo in the manner of a painting. */

#include "subcommands.h"

#include <glib/gi18n-lib.h>

#include "shared/guided.h"

static gboolean
parse (FvGuidedOptions *options, gint argc, gchar **argv, GError **error)
{
  const GOptionEntry entries[] = {
    { "style", 0, 0, G_OPTION_ARG_FILENAME, &options->guide,
      N_ ("The painting, or any picture, whose manner the photo gets"), "IMAGE" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (context, _ ("Makes a photo look as if it was made in the "
                                            "manner of another picture."));
  g_option_context_add_main_entries (context, entries, GETTEXT_PACKAGE);
  if (!fv_guided_parse (options, context, argc, argv, error) ||
      !fv_command_require ("--style", options->guide != NULL, error))
    return FALSE;
  options->photo = g_strdup (options->files[0]);
  return TRUE;
}

/**
 * fv_command_style:
 * @argc: number of arguments
 * @argv: the arguments
 *
 * Returns: the exit code
 */
gint
fv_command_style (gint argc, gchar **argv)
{
  g_auto (FvGuidedOptions) options = { .task = FV_TASK_STYLE };
  GError *error = NULL;

  return parse (&options, argc, argv, &error) && fv_guided_run (&options, &error)
             ? FV_EXIT_SUCCESS
             : fv_command_fail (error);
}
