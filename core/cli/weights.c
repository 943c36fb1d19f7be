/* SPDX-License-Identifier: GPL-3.0-or-later */

/* featvis weights: where weights are looked for, and what is in a file. */

#include "command.h"

#include <glib/gi18n-lib.h>

static void
print_place (const FvWeightsPlace *place)
{
  g_print ("%s\n  %s\n", place->description, place->path ? place->path : "-");
  if (place->problem != NULL)
    g_print (_ ("    cannot be used: %s\n"), place->problem);
  else if (place->file != NULL)
    g_print (_ ("    found: %s\n"), place->file);
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

static gint
print_info (const gchar *file)
{
  GError *error = NULL;
  g_autoptr (FvWeights) weights = fv_weights_open (file, &error);
  const FvLayer *layers;
  gint n_layers;

  if (weights == NULL)
    return fv_command_fail (error);
  g_print (_ ("file     %s\n"), fv_weights_get_file (weights));
  g_print (_ ("format   %s\n"), fv_weights_get_format (weights));
  g_print (_ ("network  %s\n"), fv_weights_get_network (weights));
  layers = fv_weights_get_layers (weights, &n_layers);
  for (gint i = 0; i < n_layers; i++)
    g_print (ngettext ("layer    %s, %d filter\n", "layer    %s, %d filters\n",
                       layers[i].n_filters),
             layers[i].name, layers[i].n_filters);
  return FV_EXIT_SUCCESS;
}

static gboolean
parse (gint *argc, gchar ***argv, GError **error)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("[info FILE]");

  g_option_context_set_summary (
      context, _ ("Lists the places where weights are looked for, and what "
                  "was found; “info” tells what is in a file."));
  return g_option_context_parse (context, argc, argv, error);
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
  GError *error = NULL;

  if (argc > 1 && g_str_equal (argv[1], "fetch"))
    {
      g_set_prgname ("featvis weights fetch");
      return fv_command_fetch (argc - 1, argv + 1);
    }
  if (!parse (&argc, &argv, &error))
    return fv_command_fail (error);
  if (argc == 1)
    return print_places ();
  if (argc == 3 && g_str_equal (argv[1], "info"))
    return print_info (argv[2]);
  g_set_error (
      &error, G_OPTION_ERROR, G_OPTION_ERROR_FAILED,
      _ ("“%s” is not understood. Write “featvis weights” or “featvis weights info "
         "FILE”."),
      argv[1]);
  return fv_command_fail (error);
}
