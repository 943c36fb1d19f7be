/* SPDX-License-Identifier: GPL-3.0-or-later */

/* The featvis command: a thin front to the library. */

#include "subcommands.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <string.h>

#include "shared/command.h"
#include "shared/terminal.h"
#include "system/program.h"

typedef struct
{
  const gchar *name;
  const gchar *blurb;
  FvCommandFunc run;
} FvCommand;

static const FvCommand commands[] = {
  { "render", N_ ("make the picture that a filter responds to most"), fv_command_render },
  { "dream", N_ ("change a photo such that what the network sees in it grows"),
    fv_command_dream },
  { "texture", N_ ("make more of what an example shows"), fv_command_texture },
  { "style", N_ ("change a photo into the manner of a painting"), fv_command_style },
  { "sheet", N_ ("make the pictures of many filters, side by side in one"),
    fv_command_sheet },
  { "activations", N_ ("draw what a photo excites in the network"),
    fv_command_activations },
  { "heatmap", N_ ("draw where in a photo a filter fires, or a class is seen"),
    fv_command_heatmap },
  { "gradient", N_ ("write the gradient of a filter’s activation at an input"),
    fv_command_gradient },
  { "bench", N_ ("measure how long one gradient takes"), fv_command_bench },
  { "weights", N_ ("tell which weights are found, and what is in a file"),
    fv_command_weights },
};

static void
print_usage (void (*print) (const gchar *format, ...))
{
  print (_ ("Usage: featvis COMMAND [OPTION…]\n\nCommands:\n"));
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    print ("  %-11s %s\n", commands[i].name, _ (commands[i].blurb));
  print (_ ("\n“featvis COMMAND --help” lists a command’s options.\n"));
}

static void
init_translations (void)
{
  g_autofree gchar *folder = fv_system_find_folder (FV_LOCALE_DIR);

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, folder);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
}

/* Files are named in many options, and in each as people name them: a shell puts no home
 * folder behind "--output=", and file managers give addresses.
 *
 * Returns: (transfer full): an argument in which that is done */
static gchar *
expand (const gchar *argument)
{
  const gchar *value = g_str_has_prefix (argument, "--") ? strchr (argument, '=') : NULL;
  g_autofree gchar *expanded = fv_path_expand (value != NULL ? value + 1 : argument);

  if (value == NULL)
    return g_steal_pointer (&expanded);
  return g_strdup_printf ("%.*s%s", (gint)(value + 1 - argument), argument, expanded);
}

static gint
run (const FvCommand *command, gint argc, gchar **argv)
{
  g_autofree gchar *program = g_strdup_printf ("featvis %s", command->name);
  g_auto (GStrv) expanded = g_new0 (gchar *, argc + 1);

  for (gint i = 0; i < argc; i++)
    expanded[i] = expand (argv[i]);
  g_set_prgname (program);
  return command->run (argc, expanded);
}

int
main (int n_given, char **given)
{
  g_auto (GStrv) argv = fv_system_get_arguments (given);
  gint argc = (gint)g_strv_length (argv);
  const gchar *name = argc > 1 ? argv[1] : "";

  (void)n_given;
  init_translations ();
  fv_terminal_init ();
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++)
    if (g_str_equal (name, commands[i].name))
      return run (&commands[i], argc - 1, argv + 1);
  if (g_str_equal (name, "--help") || g_str_equal (name, "-h"))
    {
      print_usage (g_print);
      return FV_EXIT_SUCCESS;
    }
  if (g_str_equal (name, "--version"))
    {
      g_print ("featvis %s\n", FV_VERSION);
      return FV_EXIT_SUCCESS;
    }
  print_usage (g_printerr);
  return FV_EXIT_USAGE;
}
