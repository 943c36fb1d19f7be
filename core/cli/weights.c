/* SPDX-License-Identifier: GPL-3.0-or-later */

/* featvis weights: where weights are looked for, and what can be done with a file. */

#include "subcommands.h"

#include <glib/gi18n-lib.h>

#include "shared/command.h"

static void
print_place (const FvWeightsPlace *place)
{
  g_autofree gchar *path = fv_text_escape (place->path ? place->path : "-");
  g_autofree gchar *file = fv_text_escape (place->file);
  g_autofree gchar *network = fv_text_escape (place->network);
  g_autofree gchar *problem = fv_text_escape (place->problem);

  g_print ("%s\n  %s\n", place->description, path);
  if (place->problem != NULL)
    g_print (_ ("    cannot be used: %s\n"), problem);
  else if (place->file != NULL)
    g_print (_ ("    found: %s (%s)\n"), file, network);
  else
    g_print (_ ("    nothing found\n"));
}

static gint
print_places (void)
{
  g_autoptr (GPtrArray) places = fv_weights_list_places (NULL);
  g_autoptr (FvWeights) weights = NULL;
  g_autofree gchar *description = NULL;
  GError *error = NULL;

  for (guint i = 0; i < places->len; i++)
    print_place (places->pdata[i]);
  weights = fv_weights_find (NULL, &error);
  if (weights == NULL)
    return fv_command_fail (error);
  description = fv_weights_describe (weights);
  g_print (_ ("\nUsed: %s\n"), description);
  return FV_EXIT_SUCCESS;
}

static gboolean
parse (gint argc, gchar **argv, GError **error)
{
  g_autofree gchar *rest = NULL;
  g_autoptr (GOptionContext) context =
      g_option_context_new ("[info FILE | convert FILE OUT.safetensors | fetch]");

  g_option_context_set_summary (
      context, _ ("Lists the places where weights are looked for, and what was found; "
                  "“info” tells what is in a file, “convert” writes it as "
                  "safetensors, “fetch” gets one."));
  if (!fv_command_parse_options (context, argc, argv, &rest, error))
    return FALSE;
  if (rest == NULL)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
               _ ("“%s” is not understood. Write “featvis weights”, or info, convert or "
                  "fetch behind it."),
               rest);
  return FALSE;
}

/**
 * fv_command_weights:
 * @argc: number of arguments
 * @argv: the arguments
 *
 * Returns: the exit code
 */
gint
fv_command_weights (gint argc, gchar **argv)
{
  static const struct
  {
    const gchar *name;
    const gchar *program;
    FvCommandFunc run;
  } commands[] = {
    { "info", "featvis weights info", fv_command_info },
    { "convert", "featvis weights convert", fv_command_convert },
    { "fetch", "featvis weights fetch", fv_command_fetch },
  };
  GError *error = NULL;

  for (gsize i = 0; i < G_N_ELEMENTS (commands) && argc > 1; i++)
    if (g_str_equal (argv[1], commands[i].name))
      {
        g_set_prgname (commands[i].program);
        return commands[i].run (argc - 1, argv + 1);
      }
  return parse (argc, argv, &error) ? print_places () : fv_command_fail (error);
}
