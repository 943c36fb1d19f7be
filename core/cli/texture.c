/* SPDX-License-Identifier: GPL-3.0-or-later */

/* featvis texture: more of what an example shows. */

#include "subcommands.h"

#include <glib/gi18n-lib.h>

#include "shared/guided.h"

static gboolean
parse (FvGuidedOptions *options, gint argc, gchar **argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new (NULL);

  g_option_context_set_summary (
      context, _ ("Makes more of what an example shows, such as bark or pebbles: a "
                  "picture of any size that the network takes for the same material."));
  if (!fv_guided_parse (options, context, argc, argv, error))
    return FALSE;
  options->guide = g_strdup (options->files[0]);
  return TRUE;
}

/**
 * fv_command_texture:
 * @argc: number of arguments
 * @argv: the arguments
 *
 * Returns: the exit code
 */
gint
fv_command_texture (gint argc, gchar **argv)
{
  g_auto (FvGuidedOptions) options = { .task = FV_TASK_TEXTURE };
  GError *error = NULL;

  return parse (&options, argc, argv, &error) && fv_guided_run (&options, &error)
             ? FV_EXIT_SUCCESS
             : fv_command_fail (error);
}
